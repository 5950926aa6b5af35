/** The coil chip as the solenoid actuator knows it. */
import { MotionBit } from "../core/sample"
import { Max22200aFlag } from "../drivers/max22200a.regs"

/** Flags of the chip that are about the coil: over-current, open load, current not reached. */
export const COIL_FLAGS = Max22200aFlag.OCP | Max22200aFlag.OLF | Max22200aFlag.HHF

/** What the actuator needs of its coil chip. Numbers returned: `Result`. */
export interface CoilChip {
    /** Highest code that may be written. */
    ceilingCode: number
    /** `Max22200aFlag`s as they came last, and all of them since `init`. */
    readonly flags: number
    readonly faults: number
    readonly resetSeen: boolean
    /** Identifies, configures and reads back. @throws DriverError */
    init(): Promise<void>
    /** Sets currents and HIT time of the channel, verified. */
    setCodes(hit: number, hold: number, hitTime: number): Promise<number>
    on(): Promise<number>
    off(): Promise<number>
    poll(): Promise<number>
}

/** `MotionBit`s that say what is wrong with the chip, after a call that returned `result`. */
export function chipBits(chip: CoilChip, result: number): number {
    const faults = chip.faults
    let bits = 0
    if (result !== 0 || chip.resetSeen || (faults & Max22200aFlag.UVM) !== 0)
        bits |= MotionBit.CoilChip
    if ((faults & COIL_FLAGS) !== 0) bits |= MotionBit.Coil
    if ((faults & Max22200aFlag.OVT) !== 0) bits |= MotionBit.Hot
    return bits
}
