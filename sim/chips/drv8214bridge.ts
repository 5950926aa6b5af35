/**
 * What the DRV8214's bridge is told to do: inputs, modes and latched protections.
 * Source: datasheet SLVSH04, bridge control, stall detection, protection circuits.
 */
import {
    Drv8214Config0 as Config0,
    Drv8214Config3 as Config3,
    Drv8214Config4 as Config4,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214RegCtrl2 as RegCtrl2,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import { fullDuty } from "./drv8214loop"
import type { Drv8214Registers } from "./drv8214registers"

export type Command = "coast" | "brake" | "forward" | "reverse"

/** Levels of IN1/EN and IN2/PH. */
export interface InputPins {
    in1: boolean
    in2: boolean
}

const pwmCommands: readonly Command[] = ["coast", "reverse", "forward", "brake"]

/** What inputs and EN_OUT ask for, before protections. */
export function commanded(registers: Drv8214Registers, pins: InputPins): Command {
    if (!registers.has(Register.CONFIG0, Config0.EN_OUT)) return "coast"
    const config = registers.get(Register.CONFIG4)
    const byBits = (config & Config4.I2C_BC) !== 0
    const in1 = byBits ? (config & Config4.I2C_EN_IN1) !== 0 : pins.in1
    const in2 = byBits ? (config & Config4.I2C_PH_IN2) !== 0 : pins.in2
    if (config & Config4.PMODE) return pwmCommands[(in1 ? 2 : 0) + (in2 ? 1 : 0)]!
    if (!in1) return "brake"
    return in2 ? "forward" : "reverse"
}

/** The mode bits of REG_CTRL: 0 fixed off-time, 1 cycle by cycle, 2 speed, 3 voltage. */
export function regulationMode(registers: Drv8214Registers): number {
    return (registers.get(Register.REG_CTRL0) & RegCtrl0.REG_CTRL_MASK) >> RegCtrl0.REG_CTRL_SHIFT
}

/** Speed or voltage regulation is on, so that WSET_VSET and EN_SS act. */
export function regulates(registers: Drv8214Registers): boolean {
    return regulationMode(registers) >= 2
}

/**
 * Duty that no speed regulation decides, 0 to 63: outside duty, voltage mode, or simply full.
 * EXT_DUTY acts only with I2C_BC = 0: with DUTY_CTRL = 1 and the bits, the bridge is on all the time.
 */
export function forcedDuty(
    registers: Drv8214Registers,
    target: number,
    supplyMv: () => number
): number | undefined {
    if (registers.has(Register.CONFIG0, Config0.DUTY_CTRL)) {
        const byBits = registers.has(Register.CONFIG4, Config4.I2C_BC)
        return byBits ? fullDuty : registers.get(Register.REG_CTRL2) & RegCtrl2.EXT_DUTY_MASK
    }
    const mode = regulationMode(registers)
    if (mode === 2) return undefined
    if (mode !== 3) return fullDuty
    const fullMv = registers.has(Register.CONFIG0, Config0.VM_GAIN_SEL) ? 3920 : 15_700
    return (target * fullMv * fullDuty) / 255 / Math.max(1, supplyMv())
}

const retryUs = 1700
const thermalShutdownCelsius = 175
/** Chosen: the datasheet gives a hysteresis as typical value only. */
const thermalRecoveryCelsius = 155

/** Over-current, stall and over-temperature: each takes the bridge off until its own way out. */
export class Protections {
    stall = false
    overCurrent = false
    overTemperature = false
    private stallOff = false
    private overCurrentOff = false
    private temperatureOff = false
    private retryInUs = 0

    /** CLR_FLT, or a reset. */
    clear(): void {
        this.stall = this.overCurrent = this.overTemperature = false
        this.stallOff = this.overCurrentOff = this.temperatureOff = false
    }

    get off(): boolean {
        return this.stallOff || this.overCurrentOff || this.temperatureOff
    }

    /** SMODE 1, the reset value, only tells and keeps driving; SMODE 0 switches off until CLR_FLT. */
    stalled(registers: Drv8214Registers): void {
        this.stall = true
        if (!registers.has(Register.CONFIG3, Config3.SMODE)) this.stallOff = true
    }

    shortCircuit(): void {
        this.overCurrent = this.overCurrentOff = true
        this.retryInUs = retryUs
    }

    /** OCP_MODE 1 tries again every 1.7 ms; TSD_MODE 1 comes back when cool. The flags stay. */
    pass(dtUs: number, registers: Drv8214Registers, celsius: number): void {
        if (celsius >= thermalShutdownCelsius) this.overTemperature = this.temperatureOff = true
        const config = registers.get(Register.CONFIG3)
        if (config & Config3.TSD_MODE && celsius < thermalRecoveryCelsius)
            this.temperatureOff = false
        this.retryInUs -= dtUs
        if (config & Config3.OCP_MODE && this.retryInUs <= 0) this.overCurrentOff = false
    }
}
