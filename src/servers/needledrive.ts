/** Registers of the needle drive (`services/needledrive.md`). */
import { type PenView } from "./view"

enum Register {
    Rate = 0x101,
    SetRate = 0x180,
    Driving,
    RunStrokes,
    TriggerToggles,
}

/** Value of a register; undefined for a code that is none. */
export function readNeedleDrive(pen: PenView, code: number): number | boolean {
    const sample = pen.sample
    switch (code) {
        case Register.Rate:
            return Math.idiv(pen.rateMilliHz() + 500, 1000)
        case Register.SetRate:
            return pen.inputs.rateHz
        case Register.Driving:
            return sample.driving
        case Register.RunStrokes:
            return sample.rippleStrokes
        case Register.TriggerToggles:
            return pen.triggerToggles()
        default:
            return undefined
    }
}
