/**
 * What surrounds the DRV8214 on the pen's board: motor, supply, and the resistor that sets the stall
 * current. Source: datasheet SLVSH04, current sense and regulation: I_TRIP = V_REF / (R_IPROPI * A).
 */
import {
    Drv8214Config0 as Config0,
    Drv8214Config3 as Config3,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import type { Drv8214Registers } from "./drv8214registers"

/** What the chip sees of the motor and its supply. */
export interface Drv8214Senses {
    /** Commutator ripples since the world began, with a fraction. */
    ripples: () => number
    rippleRadPerS: () => number
    /** Current through the bridge, magnitude. */
    currentMa: () => number
    /** Voltage at VM. */
    supplyMv: () => number
}

export interface Drv8214Board {
    /** Resistor at IPROPI; default 2,200 ohm, a trip at 1.01 A in the ranges of 2 and 4 A. */
    ipropiOhm?: number
    /** Level of the VREF pin, used with INT_VREF = 0; default 500 mV. */
    vrefMv?: number
    /** What ends RC_HIZ is not in the datasheet: clearing the count (default) or the faults as well. */
    countedOutUntil?: "clearCount" | "clearFault"
}

const internalReferenceMv = 500

/** Current at which regulation and stall detection act. */
export function tripMa(registers: Drv8214Registers, board: Drv8214Board): number {
    const internal = registers.has(Register.CONFIG3, Config3.INT_VREF)
    const referenceMv = internal ? internalReferenceMv : (board.vrefMv ?? 500)
    return (referenceMv * 1e6) / ((board.ipropiOhm ?? 2200) * registers.senseGain())
}

/** IMODE: 0 never, 1 during inrush or always without EN_STALL, 2 and 3 always. */
export function regulatesCurrent(registers: Drv8214Registers, inrush: boolean): boolean {
    const mode = registers.get(Register.CONFIG3) >> Config3.IMODE_SHIFT
    const stallOff = !registers.has(Register.CONFIG0, Config0.EN_STALL)
    return mode >= 2 || (mode === 1 && (inrush || stallOff))
}
