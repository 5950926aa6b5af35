/**
 * The depth actuator as the application knows it: a carriage with a position in micrometres, that
 * can be brought home, sent to a depth and parked. A stepper's screw and a solenoid's spring both
 * fit behind it. Every method is one step of a tick; none waits for motion.
 */

/** What a sequence of steps has come to. */
export enum Progress {
    Busy = 0,
    Done = 1,
    Failed = 2,
}

export interface Actuator {
    /** Configured, verified and homed; false means: stay parked, start nothing. */
    homed: boolean
    /** `MotionBit`s of the last poll; 0 is good (PEN-SAF-17). */
    status: number
    standstill: boolean
    /** Commanded carriage position as the chip counts it, µm, and how old that reading is. */
    commandedUm: number
    ageMs: number
    /** Why `home` failed, in words, for the log. */
    failure: string

    /** One frame to the chip: takes in position and status. @returns 0, or a bus error below 0. */
    poll(): Promise<number>
    /**
     * One step of: configure, verify, home inward onto the reference switch, park. `homeUm` is the
     * switch's calibrated position. Begins anew after `forget`.
     */
    home(homeUm: number, nowMs: number): Promise<Progress>
    /** The position means nothing any more: the next `home` begins with the configuration. */
    forget(): void
    /** Sets the silicon ceiling, µm, and reads it back (PEN-SAF-03). @returns false when it does not hold. */
    setCeiling(ceilingUm: number): Promise<boolean>
    /** Sends the carriage to a position at or below the ceiling. @returns false when refused by the bus. */
    moveTo(positionUm: number): Promise<boolean>
    /** Inward to the parked position, and the ceiling down to 0. */
    park(): Promise<boolean>
}
