/** An entry of a pen's journal in the words of a person. */
import type { JournalEntry, ServiceEntry } from "../sim/journal/entries"
import type { JournalLine } from "./messages"
import { millimetres } from "./words"

export function journalLine(entry: JournalEntry): JournalLine {
    return { counter: entry.counter, at: entry.at, text: textOf(entry) }
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

/** Why a pen is in quarantine, in words. */
export function lockouts(bits: number): string[] {
    const reasons = ["fluid in the handpiece", "needles deeper than set"]
    return reasons.filter((_, bit) => (bits & (1 << bit)) !== 0)
}

export function serviceWords(entry: ServiceEntry): string {
    switch (entry.kind) {
        case "timeSet":
            return `time set; the clock said ${entry.before ?? "that it does not know"} before`
        case "released":
            return `released after inspection: ${lockouts(entry.lockouts).join(", ")}`
        case "updated":
            return `updated to release ${entry.release}`
    }
}
