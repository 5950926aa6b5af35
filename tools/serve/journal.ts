/** The pen's journal as lines that a page shows: what the memory holds, read as a service tool would. */
import { journalLine } from "../../bench/journalwords"
import type { JournalLine } from "../../bench/messages"
import { readJournal } from "../../sim/journal/entries"

/** The newest entries; `pen journal` has them all. */
const LINES_MAX = 100

/** Newest first. */
export function journalLines(memory: Uint8Array): JournalLine[] {
    return readJournal(memory).entries.slice(-LINES_MAX).reverse().map(journalLine)
}
