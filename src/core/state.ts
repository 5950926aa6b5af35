/**
 * The states of the pen. What leads from one to the next is decided in `interlock.ts` alone; the
 * numbers are logged and sent, so they never change meaning.
 */
export enum State {
    /** Power-on checks and homing; nothing is permitted. */
    SelfTest = 0,
    /** At least one term of the match rule does not hold. */
    Locked = 1,
    /** The match rule holds; a fresh trigger edge starts the arming sequence. */
    Ready = 2,
    /** The trigger is down: configure the drive, extend, measure; no stroke yet. */
    Arming = 3,
    /** Strokes. */
    Running = 4,
    /** Drive off, carriage on its way back to its parked position. */
    Stopping = 5,
    /** A fault is latched and its stop is complete. */
    Faulted = 6,
    /** Updates and inspections: the program gives no sign of life, so nothing has a supply that could move. */
    Service = 7,
}

/** The name of a state as scenarios and logs write it, or "?" for a number that is none. */
export function stateName(state: number): string {
    switch (state) {
        case State.SelfTest:
            return "SelfTest"
        case State.Locked:
            return "Locked"
        case State.Ready:
            return "Ready"
        case State.Arming:
            return "Arming"
        case State.Running:
            return "Running"
        case State.Stopping:
            return "Stopping"
        case State.Faulted:
            return "Faulted"
        case State.Service:
            return "Service"
        default:
            return "?"
    }
}
