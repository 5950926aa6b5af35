/** The safety state machine: the only place in which the state of the pen changes. */
import { Fault } from "./fault"
import { Inhibit } from "./inhibit"
import { type Inputs } from "./inputs"
import { ARM_TIMEOUT_MS, DEEP_UM, STOP_TIMEOUT_MS } from "./limits"
import { match } from "./match"
import { Refusal, serviceRefusal } from "./service"
import { State } from "./state"

/** Terms of the match rule that end a run without a fault, as the knob does: nothing went wrong. */
const PAUSE_BITS = Inhibit.CartridgeWorn | Inhibit.BatteryLow
/** Terms of the match rule that a person puts right with the depth knob. */
const DEPTH_BITS =
    Inhibit.DepthBelowCartridge |
    Inhibit.DepthAboveCartridge |
    Inhibit.DepthNotCartridgeLength |
    Inhibit.DepthAboveProfile

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

/**
 * One tick: the only way the state changes. `nowMs` never goes back. Allocates nothing; while Running
 * with all terms good it makes one call, to `match`. What is asked in every tick stands first, and is nested
 * instead of joined, which costs the device half.
 */
export function step(lock: Interlock, inputs: Inputs, nowMs: number): void {
    const state = lock.state
    const triggerDown = inputs.triggerDown
    const freshTrigger = lock.triggerWasDown ? false : triggerDown
    lock.triggerWasDown = triggerDown
    let fitted = false
    if (inputs.latchClosed)
        if (!inputs.cartridgeChanged) fitted = (inputs.cartridge & Inhibit.NoCartridge) === 0
    // PEN-FUN-09: the checklist is asked again for every cartridge.
    if (!fitted) lock.acknowledged = false
    // PEN-SAF-18: a confirmation counts for the depth at which it was given.
    if (lock.deepUm >= 0) if (lock.deepUm !== inputs.depthUm) lock.deepUm = -1
    if (inputs.acknowledgeEdge || inputs.confirmEdge || inputs.clearEdge)
        takeKeys(lock, inputs, fitted)
    let bits = match(lock, inputs, state !== State.Running && state !== State.Arming)
    let next = state
    // Slow strokes are a pause, never a latched fault.
    const cause = inputs.cause === Fault.DriveSlow ? Fault.None : inputs.cause
    switch (state) {
        case State.Running:
            // All as it was at the start: nothing to decide, and no call to pay for (PEN-SAF-05).
            // An open latch is among the bits.
            if (
                bits !== 0 ||
                inputs.cause !== Fault.None ||
                !triggerDown ||
                !inputs.strokeSafe ||
                inputs.depthUm !== lock.runDepthUm
            )
                next = drive(lock, inputs, bits, nowMs)
            break
        case State.Arming:
            next = drive(lock, inputs, bits, nowMs)
            break
        case State.SelfTest:
            next = begin(lock, inputs, cause)
            break
        case State.Locked:
        case State.Ready:
            if (cause !== Fault.None) {
                lock.fault = cause
                next = State.Faulted
            } else next = rest(lock, inputs, bits, freshTrigger)
            break
        case State.Stopping:
            next = stop(lock, inputs, bits, nowMs)
            break
        case State.Faulted:
            // PEN-SAF-11: never while the cause holds, and only to Locked with the checklist open.
            if (inputs.clearEdge)
                if (!holds(lock.fault, inputs, bits)) {
                    lock.fault = Fault.None
                    lock.acknowledged = false
                    next = State.Locked
                    bits = match(lock, inputs, true)
                }
    }
    if (inputs.serviceAsked) next = serve(lock, inputs, next)
    if (next === State.Service) bits |= Inhibit.Updating
    if (next !== lock.state) {
        lock.state = next
        lock.sinceMs = nowMs
        if (next !== State.Arming)
            if (next !== State.Running) if (next !== State.Stopping) lock.runDepthUm = -1
    }
    if (inputs.triggerDown)
        if (next === State.Locked || next === State.Ready) bits |= Inhibit.TriggerHeld
    if (lock.fault !== Fault.None) bits |= Inhibit.FaultLatched
    lock.inhibits = bits
}

/**
 * The keys, which count only at rest: in Locked and Ready, and already in SelfTest, so that nobody
 * has to wait for it with the checklist.
 */
function takeKeys(lock: Interlock, inputs: Inputs, fitted: boolean): void {
    const atRest = lock.state === State.Locked || lock.state === State.Ready
    if (!atRest) if (lock.state !== State.SelfTest) return
    if (lock.fault !== Fault.None) {
        // PEN-SAF-06: after a restart nothing starts until a person acts; the key does only that.
        if (inputs.acknowledgeEdge || inputs.clearEdge) lock.fault = Fault.None
        return
    }
    if (inputs.acknowledgeEdge) if (fitted) lock.acknowledged = true
    if (inputs.confirmEdge) if (inputs.depthUm > DEEP_UM) lock.deepUm = inputs.depthUm
}

/** SelfTest (PEN-SAF-14: nothing is permitted before it has ended well). */
function begin(lock: Interlock, inputs: Inputs, cause: Fault): State {
    if (inputs.restarted) lock.fault = Fault.ProgramRestarted
    if (cause !== Fault.None) {
        lock.fault = cause
        return State.Faulted
    }
    return inputs.selfTestDone ? State.Locked : State.SelfTest
}

/** Locked and Ready. */
function rest(lock: Interlock, inputs: Inputs, bits: number, freshTrigger: boolean): State {
    if (inputs.restarted) lock.fault = Fault.ProgramRestarted
    if (bits !== 0 || lock.fault !== Fault.None) return State.Locked
    // Out of Locked only with the trigger up, so that a held trigger never becomes a start.
    if (lock.state === State.Locked) return inputs.triggerDown ? State.Locked : State.Ready
    if (!freshTrigger) return State.Ready
    lock.runDepthUm = inputs.depthUm
    lock.stopReason = Fault.None
    return State.Arming
}

/** Arming and Running: whether to go on, to pause, or to stop for a fault; first reason first. */
function drive(lock: Interlock, inputs: Inputs, bits: number, nowMs: number): State {
    const cause = inputs.cause
    const arming = lock.state === State.Arming
    const late = arming && !inputs.armed && nowMs - lock.sinceMs > ARM_TIMEOUT_MS
    let fault = Fault.None
    // The chain's own reasons come before the chain, whose fall they explain (PEN-SAF-04, 02).
    if (!inputs.latchClosed) fault = Fault.CartridgeRemoved
    else if (cause === Fault.DepthOver) fault = cause
    else if (inputs.cartridgeChanged) fault = Fault.CartridgeChanged
    else if ((bits & Inhibit.NoCartridge) !== 0) fault = Fault.CartridgeRemoved
    else if (!inputs.stopClosed) fault = Fault.ChainLost
    else if (!inputs.strokeSafe && (!arming || inputs.armed)) fault = Fault.ChainLost
    else if (cause !== Fault.None && cause !== Fault.DriveSlow) fault = cause
    else if ((bits & ~PAUSE_BITS) !== 0) fault = Fault.MatchLost
    else if (late) fault = Fault.DriveChip
    if (fault !== Fault.None) {
        lock.fault = fault
        lock.stopReason = fault
        return State.Stopping
    }
    if (!inputs.triggerDown) return State.Stopping
    // A cartridge that has made its strokes, and a battery that has come down to its reserve (PEN-SAF-19).
    if (inputs.depthUm !== lock.runDepthUm || bits !== 0 || cause === Fault.DriveSlow) {
        lock.stopReason = cause === Fault.DriveSlow ? cause : Fault.MatchLost
        return State.Stopping
    }
    return inputs.armed ? State.Running : lock.state
}

/** Stopping: until parked, or too long (PEN-SAF-16). The first fault stays the one that is shown. */
function stop(lock: Interlock, inputs: Inputs, bits: number, nowMs: number): State {
    if (lock.fault === Fault.None)
        if (inputs.cause !== Fault.None)
            if (inputs.cause !== Fault.DriveSlow) lock.fault = inputs.cause
    const late = nowMs - lock.sinceMs > STOP_TIMEOUT_MS
    if (!inputs.parked) if (!late) return State.Stopping
    if (!inputs.parked) if (lock.fault === Fault.None) lock.fault = Fault.DepthDisagrees
    if (lock.fault !== Fault.None) {
        lock.stopReason = lock.fault
        return State.Faulted
    }
    // A pause ends in Ready with the trigger still held: an inhibit, until a fresh edge.
    return bits === 0 ? State.Ready : State.Locked
}

/** Service, if a peer asked for it and nothing else happened; judged again, because it was promised a tick ago. */
function serve(lock: Interlock, inputs: Inputs, next: State): State {
    if (next !== lock.state) return next
    return serviceRefusal(lock, inputs) === Refusal.None ? State.Service : next
}

/** Whether what caused a latched fault is still there. Faults not listed are events, or stay in `cause`. */
function holds(fault: Fault, inputs: Inputs, bits: number): boolean {
    if (inputs.cause !== Fault.None) return true
    switch (fault) {
        case Fault.SelfTestFailed:
            return !inputs.chainProven
        case Fault.CartridgeRemoved:
            return !inputs.latchClosed || (bits & Inhibit.NoCartridge) !== 0
        case Fault.CartridgeChanged:
            // With the latch open nothing foreign can be driven, and the person has acted.
            return inputs.cartridgeChanged && inputs.latchClosed
        case Fault.MatchLost:
            return (bits & DEPTH_BITS) !== 0
        case Fault.DepthDisagrees:
            return (bits & Inhibit.DepthDisagrees) !== 0
        case Fault.ChainLost:
            return !inputs.stopClosed || !inputs.chainProven
        default:
            return false
    }
}
