/** Registers of the treatment session (`services/treatmentsession.md`). */
import { HeaderAt } from "../core/header"
import { toMm } from "./units"
import { type PenView } from "./view"

enum Register {
    Open = 0x180,
    Number,
    Started,
    Strokes,
    Runs,
    Stroking,
    Acknowledged,
    DeepConfirmed,
}

/** Value of a register; undefined for a code that is none. */
export function readTreatmentSession(pen: PenView, code: number): number | boolean {
    const header = pen.header
    switch (code) {
        case Register.Open:
            return header[HeaderAt.Open] !== 0
        case Register.Number:
            return header.getAt(HeaderAt.Session, "u16")
        case Register.Started:
            return header.getAt(HeaderAt.Started, "u32")
        case Register.Strokes:
            return header.getAt(HeaderAt.Strokes, "u32")
        case Register.Runs:
            return header.getAt(HeaderAt.Runs, "u16")
        case Register.Stroking:
            return header.getAt(HeaderAt.Tenths, "u16") * 100
        case Register.Acknowledged:
            return pen.lock.acknowledged
        case Register.DeepConfirmed:
            return toMm(pen.lock.deepUm < 0 ? 0 : pen.lock.deepUm)
        default:
            return undefined
    }
}
