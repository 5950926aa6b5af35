/** Registers of the journal (`services/journal.md`). */
import { BUILD } from "../core/build"
import { type PenView } from "./view"

enum Register {
    Ready = 0x180,
    Entries,
    Time,
    Build,
}

/** Value of a register; undefined for a code that is none, and for the time while the pen moves. */
export function readJournal(pen: PenView, code: number): number | boolean {
    switch (code) {
        case Register.Ready:
            return pen.journalReady()
        case Register.Entries:
            return pen.entries()
        case Register.Time:
            return pen.seconds()
        case Register.Build:
            return BUILD
        default:
            return undefined
    }
}
