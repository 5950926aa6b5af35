/**
 * Numbered faults. A number never changes its meaning and is never used again (20 was one that nothing
 * ever raised); each has a section in `docs/faults.md`.
 */
export enum Fault {
    None = 0,
    SelfTestFailed = 1,
    HomeFailed = 2,
    CartridgeRemoved = 3,
    CartridgeChanged = 4,
    MatchLost = 5,
    DepthOver = 6,
    DepthDisagrees = 7,
    ChainLost = 8,
    MotionChip = 9,
    SolenoidChip = 10,
    SolenoidCoil = 11,
    SolenoidPlunger = 12,
    DriveChip = 13,
    DriveStall = 14,
    DriveOverSpeed = 15,
    DriveSlow = 16,
    StrokeDisagrees = 17,
    SensorBus = 18,
    SensorStuck = 19,
    OverTemperature = 21,
    TickOverrun = 22,
    ProgramRestarted = 23,
    JournalFailed = 24,
    Leak = 25,
    CartridgeMark = 26,
    CartridgeContact = 27,
    CartridgeReadBack = 28,
}

/** The highest fault number. */
export const FAULT_LAST = 28

/** The name of a fault as scenarios and logs write it, or "?" for a number that is none. */
export function faultName(fault: number): string {
    // Inside, because only the host asks: what stands outside of functions is part of every program.
    const NAMES = [
        "None",
        "SelfTestFailed",
        "HomeFailed",
        "CartridgeRemoved",
        "CartridgeChanged",
        "MatchLost",
        "DepthOver",
        "DepthDisagrees",
        "ChainLost",
        "MotionChip",
        "SolenoidChip",
        "SolenoidCoil",
        "SolenoidPlunger",
        "DriveChip",
        "DriveStall",
        "DriveOverSpeed",
        "DriveSlow",
        "StrokeDisagrees",
        "SensorBus",
        "SensorStuck",
        "",
        "OverTemperature",
        "TickOverrun",
        "ProgramRestarted",
        "JournalFailed",
        "Leak",
        "CartridgeMark",
        "CartridgeContact",
        "CartridgeReadBack",
    ]
    return NAMES[fault] || "?"
}

/** Faults after which nobody knows what the cartridge's marks say: it is read anew (PEN-SAF-08). */
export function doubtsMarks(fault: Fault): boolean {
    return (
        fault === Fault.CartridgeMark ||
        fault === Fault.CartridgeContact ||
        fault === Fault.CartridgeReadBack
    )
}

/** Faults after which the depth actuator's position means nothing (PEN-SAF-17). */
export function losesPosition(fault: Fault): boolean {
    return (
        fault === Fault.MotionChip ||
        fault === Fault.SolenoidChip ||
        fault === Fault.SolenoidCoil ||
        fault === Fault.SolenoidPlunger ||
        fault === Fault.DepthDisagrees ||
        fault === Fault.DepthOver ||
        fault === Fault.HomeFailed
    )
}
