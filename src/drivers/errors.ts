/**
 * Errors of start-up and configuration (thrown), and result numbers of hot methods (returned,
 * never thrown, because an exception costs more than the tick has).
 */
export { DriverError, DriverErrorCode } from "../hal/errors"

/** What a hot method returns. The first three are the bus's own numbers. */
export enum Result {
    /** More calls are needed. */
    Busy = 1,
    Done = 0,
    /** Not acknowledged while writing. */
    WriteRefused = -1,
    /** Not acknowledged while reading. */
    ReadRefused = -2,
    /** An answer that cannot be true: wrong checksum or read-back, a frame of ones or zeros. */
    BadData = -3,
    /** A bounded number of polls ran out. */
    Timeout = -4,
}

/** Tries of a register write before giving up: one repeat bridges a glitch, a second a burst. */
export const WRITE_ATTEMPTS = 3
