/**
 * Why the pen does not start: one bit for each reason, all that hold at the same time are set. The
 * bit positions are logged and sent, so they never change meaning.
 */
export enum Inhibit {
    NoCartridge = 1 << 0,
    LatchOpen = 1 << 1,
    CartridgeUnread = 1 << 2,
    CartridgeCorrupt = 1 << 3,
    CartridgeUnknownKind = 1 << 4,
    CartridgeUnknownVersion = 1 << 5,
    CartridgeNotAuthentic = 1 << 6,
    CartridgeUsed = 1 << 7,
    CartridgeWorn = 1 << 8,
    CartridgeExpired = 1 << 9,
    CartridgeNotDrivable = 1 << 10,
    DateUnknown = 1 << 11,
    DepthBelowCartridge = 1 << 12,
    DepthAboveCartridge = 1 << 13,
    DepthNotCartridgeLength = 1 << 14,
    DepthAboveProfile = 1 << 15,
    DeepNotConfirmed = 1 << 16,
    NotHomed = 1 << 17,
    DepthDisagrees = 1 << 18,
    ChainNotProven = 1 << 19,
    StopOpen = 1 << 20,
    CalibrationMissing = 1 << 21,
    BatteryLow = 1 << 22,
    ChecklistOpen = 1 << 23,
    TriggerHeld = 1 << 24,
    ForceHigh = 1 << 25,
    SlipHigh = 1 << 26,
    Quarantined = 1 << 27,
    FaultLatched = 1 << 28,
    Updating = 1 << 29,
}

/** How many inhibits there are; all bits of the set lie below `1 << INHIBIT_COUNT`. */
export const INHIBIT_COUNT = 30

/** The names of the bits that are set, lowest bit first, as scenarios and logs write them. */
export function inhibitNames(bits: number): string[] {
    // Inside, because only the host asks: what stands outside of functions is part of every program.
    const NAMES = [
        "NoCartridge",
        "LatchOpen",
        "CartridgeUnread",
        "CartridgeCorrupt",
        "CartridgeUnknownKind",
        "CartridgeUnknownVersion",
        "CartridgeNotAuthentic",
        "CartridgeUsed",
        "CartridgeWorn",
        "CartridgeExpired",
        "CartridgeNotDrivable",
        "DateUnknown",
        "DepthBelowCartridge",
        "DepthAboveCartridge",
        "DepthNotCartridgeLength",
        "DepthAboveProfile",
        "DeepNotConfirmed",
        "NotHomed",
        "DepthDisagrees",
        "ChainNotProven",
        "StopOpen",
        "CalibrationMissing",
        "BatteryLow",
        "ChecklistOpen",
        "TriggerHeld",
        "ForceHigh",
        "SlipHigh",
        "Quarantined",
        "FaultLatched",
        "Updating",
    ]
    const names: string[] = []
    for (let index = 0; index < INHIBIT_COUNT; index++) {
        const name = NAMES[index]
        if (name) if ((bits & (1 << index)) !== 0) names.push(name)
    }
    return names
}
