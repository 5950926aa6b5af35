/** Where things lie in the FRAM (`docs/journal.md`). */
export enum MemoryMap {
    CalibrationA = 0x0000,
    CalibrationB = 0x0040,
    SolenoidMapA = 0x0080,
    SolenoidMapB = 0x00c0,
    RunMark = 0x0100,
    CoilHeat = 0x0140,
    Preferences = 0x0180,
    /** Two slots each. */
    ProductLine = 0x0200,
    Header = 0x0280,
    /** 32 buckets of 64 bytes; the journal itself follows at 0x0C00. */
    UsedList = 0x0400,
}

/** The memory as a service tool reads it. The pair of blocks 8 and 9 is the product line, whose key nobody reads. */
export enum MemoryBlock {
    Bytes = 64,
    Count = 2048,
    KeyPair = 4,
}

/** The run mark: whether the program has stopped the drive in good order since it last ran it. */
export const RUN_MARK_STOPPED = 0x00
export const RUN_MARK_RUNNING = 0xa5

/** Preferences: trigger mode, and its complement as a check. Anything else means "held". */
export const PREFERENCES_BYTES = 2
export const TRIGGER_TOGGLES = 0x01
