/** The safety state machine: the only place in which the state of the pen changes. */
import { Fault } from "./fault"
import { type Inputs } from "./inputs"
import { match } from "./match"
import { State } from "./state"

export interface Interlock {
    state: State
    /** Latched (Stopping, Faulted) or shown until a person acts (Locked, after a restart); else None. */
    fault: Fault
    /** `Inhibit` bits of this tick; a start needs 0. */
    inhibits: number
    /** Depth permitted in this run, from Arming to the end of Stopping; else −1. */
    runDepthUm: number
    /** When the state was entered. */
    sinceMs: number
    /** The checklist was acknowledged for the cartridge that is fitted. */
    acknowledged: boolean
    /** The depth above `DEEP_UM` that was confirmed, or −1. */
    deepUm: number
    /** Why the last run ended: a fault, or MatchLost or DriveSlow for a pause, or None for the trigger. */
    stopReason: Fault
    /** The trigger in the tick before: a start needs a fresh edge. */
    triggerWasDown: boolean
}

/** The interlock at power-on. A trigger that is already down then is no edge. */
export function newInterlock(): Interlock {
    return {
        state: State.SelfTest,
        fault: Fault.None,
        inhibits: 0,
        runDepthUm: -1,
        sinceMs: 0,
        acknowledged: false,
        deepUm: -1,
        stopReason: Fault.None,
        triggerWasDown: true,
    }
}

/** The only permission to drive the needles or to leave the parked position. */
export function driveAllowed(state: State): boolean {
    return state === State.Arming || state === State.Running
}

/** One tick: the only way the state changes. */
export function step(lock: Interlock, inputs: Inputs, nowMs: number): void {
    lock.inhibits = match(lock, inputs)
    if (lock.state === State.SelfTest && inputs.selfTestDone) {
        lock.state = State.Locked
        lock.sinceMs = nowMs
    }
}
