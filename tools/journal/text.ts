/** The journal in a few lines for a terminal. */
import pc from "picocolors"
import { lockouts, serviceWords } from "../../bench/journalwords"
import type { JournalEntry, ServiceEntry } from "../../sim/journal/entries"
import type { TreatmentSession } from "../../sim/journal/sessions"
import { table } from "../table"
import { millimetres } from "../wording"
import type { Journal } from "./source"

export const benchWords = "BENCH KEY: this pen is for the bench; its key is no secret."

export function journalText({ read, sessions }: Journal): string {
    const { entries, missing, next } = read
    const lines = [`${entries.length} entries, the next is number ${next}`]
    if (missing.length > 0) lines.push(pc.red(`missing: ${missing.length} (${missing.join(", ")})`))
    for (const why of lockouts(read.lockout)) lines.push(pc.red(`quarantine: ${why}`))
    for (const one of serviced(entries))
        lines.push(`service, ${one.at ?? "time not known"}: ${serviceWords(one)}`)
    if (sessions.some(({ benchKey }) => benchKey)) lines.push(pc.yellow(benchWords))
    if (sessions.length > 0) lines.push("", ...table(sessions.map(rowOf)))
    return `${lines.join("\n")}\n`
}

/** What was done to the pen in Service, oldest first. */
export function serviced(entries: readonly JournalEntry[]): (JournalEntry & ServiceEntry)[] {
    return entries.filter(
        entry => entry.kind === "timeSet" || entry.kind === "released" || entry.kind === "updated"
    )
}

function rowOf(one: TreatmentSession): Record<string, string | number | null> {
    const depths = one.stretches.map(({ depthUm }) => millimetres(depthUm))
    return {
        session: one.session,
        started: one.startedAt ?? "time not known",
        cartridge: one.cartridge ? `${one.cartridge.kind} ${one.cartridge.lot}` : "not known",
        depths: [...new Set(depths)].join(", "),
        strokes: one.sum?.strokes ?? null,
        runs: one.sum?.runs ?? null,
        faults: one.faults.length,
        end: one.sum?.cutOff ? `${one.end}, cut off` : one.end,
    }
}
