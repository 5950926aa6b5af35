/** Registers of the safety interlock (`services/safetyinterlock.md`). */
import { HeaderAt } from "../core/header"
import { type PenView } from "./view"

enum Register {
    State = 0x180,
    Fault,
    Inhibits,
    Lines,
    StopReason,
    Lockouts,
}

/** Bits of `Register.Lines`. */
enum Line {
    StrokeSafe = 1,
    LatchClosed = 2,
    TriggerDown = 4,
    StopClosed = 8,
}

/** Value of a register; undefined for a code that is none. */
export function readSafetyInterlock(pen: PenView, code: number): number {
    const lock = pen.lock
    switch (code) {
        case Register.State:
            return lock.state
        case Register.Fault:
            return lock.fault
        case Register.Inhibits:
            return lock.inhibits
        case Register.Lines:
            return lines(pen)
        case Register.StopReason:
            return lock.stopReason
        case Register.Lockouts:
            return pen.header[HeaderAt.Lockout] as number
        default:
            return undefined
    }
}

function lines(pen: PenView): number {
    const inputs = pen.inputs
    let bits = 0
    if (inputs.strokeSafe) bits = Line.StrokeSafe
    if (inputs.latchClosed) bits |= Line.LatchClosed
    if (inputs.triggerDown) bits |= Line.TriggerDown
    if (inputs.stopClosed) bits |= Line.StopClosed
    return bits
}
