/** The journal as comma-separated values (RFC 4180): one line for each entry, one column for each field of any kind. */
import type { JournalEntry } from "../../sim/journal/entries"

const columns = [
    ...["counter", "at", "kind", "session", "rom", "lot", "cartridge", "benchKey"],
    ...["depthUm", "measuredUm", "measuredLowUm", "measuredHighUm", "rateHz", "strokes", "runs"],
    ...["durationMs", "startedAt", "build", "cutOff", "fault", "cartridgeFailure", "inhibits"],
    ...["before", "lockouts", "release", "payload"],
]

export function csvOf(entries: readonly JournalEntry[]): string {
    const lines = entries.map(entry => {
        const fields = entry as unknown as Readonly<Record<string, unknown>>
        return columns.map(column => cell(fields[column])).join(",")
    })
    return `${[columns.join(","), ...lines].join("\r\n")}\r\n`
}

function cell(value: unknown): string {
    if (value === undefined || value === null) return ""
    if (Array.isArray(value)) return cell(value.join(" "))
    const text = typeof value === "string" ? value : JSON.stringify(value)
    // What a cartridge says of itself must not become a formula of whoever opens the table.
    const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
