/** Where things lie in the FRAM (`docs/journal.md`). */
export const MEMORY_MAP = {
    calibrationA: 0x0000,
    calibrationB: 0x0040,
    solenoidMapA: 0x0080,
    solenoidMapB: 0x00c0,
    runMark: 0x0100,
    coilHeat: 0x0140,
    preferences: 0x0180,
    /** Two slots each. */
    productLine: 0x0200,
    header: 0x0280,
    /** 32 buckets of 64 bytes; the journal itself follows at 0x0C00. */
    usedList: 0x0400,
}

/** The run mark: whether the program has stopped the drive in good order since it last ran it. */
export const RUN_MARK_STOPPED = 0x00
export const RUN_MARK_RUNNING = 0xa5

/** Preferences: trigger mode, and its complement as a check. Anything else means "held". */
export const PREFERENCES_BYTES = 2
export const TRIGGER_TOGGLES = 0x01
