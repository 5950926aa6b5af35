/** The pen's journal as lines that a page shows: what the memory holds, read as a service tool would. */
import type { JournalLine } from "../../bench/messages"
import { type JournalEntry, readJournal } from "../../sim/journal/entries"
import { serviceWords } from "../journal/text"
import { millimetres } from "../wording"

/** The newest entries; `pen journal` has them all. */
const LINES_MAX = 100

/** Newest first. */
export function journalLines(memory: Uint8Array): JournalLine[] {
    return readJournal(memory)
        .entries.slice(-LINES_MAX)
        .reverse()
        .map(entry => ({ counter: entry.counter, at: entry.at, text: textOf(entry) }))
}

function textOf(entry: JournalEntry): string {
    switch (entry.kind) {
        case "sessionStart": {
            const key = entry.benchKey ? ", bench key" : ""
            return `session ${entry.session} begins: ${entry.cartridge} ${entry.lot}${key}`
        }
        case "deepConfirmed":
            return `${millimetres(entry.depthUm)} confirmed`
        case "stretch": {
            const { depthUm, rateHz, strokes, runs, durationMs } = entry
            const how = `${millimetres(depthUm)} at ${rateHz} Hz`
            return `${strokes} strokes, ${how}, ${seconds(durationMs)} in ${counted(runs, "run")}`
        }
        case "fault":
            return `fault ${entry.fault}${because(entry.inhibits)}`
        case "sessionStop": {
            const { session, strokes, runs, cutOff } = entry
            const how = cutOff ? ", cut off" : ""
            return `session ${session} ends: ${strokes} strokes, ${counted(runs, "run")}${how}`
        }
        case "refusal":
            return `cartridge ${entry.lot} refused${because(entry.inhibits)}`
        case "unknown":
            return `entry of an unknown kind ${entry.payload}`
        default:
            return serviceWords(entry)
    }
}

function because(inhibits: readonly string[]): string {
    return inhibits.length === 0 ? "" : `: ${inhibits.join(", ")}`
}

function seconds(ms: number): string {
    return `${(ms / 1000).toFixed(1)} s`
}

function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? "" : "s"}`
}
