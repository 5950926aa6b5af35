/** Where things lie in the FRAM (`docs/calibration.md`); the journal's place starts at 0x0400. */
export const MEMORY_MAP = {
    calibrationA: 0x0000,
    calibrationB: 0x0040,
    solenoidMapA: 0x0080,
    solenoidMapB: 0x00c0,
    runMark: 0x0100,
    coilHeat: 0x0140,
    preferences: 0x0180,
}

/** The run mark: whether the program has stopped the drive in good order since it last ran it. */
export const RUN_MARK_STOPPED = 0x00
export const RUN_MARK_RUNNING = 0xa5

/** Preferences: trigger mode, and its complement as a check. Anything else means "held". */
export const PREFERENCES_BYTES = 2
export const TRIGGER_TOGGLES = 0x01
