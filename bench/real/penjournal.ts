/** The journal of a real pen, entry by entry over the bus; it gives none while it moves. */
import { entryOf } from "../../sim/journal/entries"
import { ENTRIES, entryCounter } from "../../src/core/journal"
import { journalLine } from "../journalwords"
import type { JournalLine } from "../messages"
import type { PenWatch } from "./penwatch"

/** The newest `max` entries, newest first; fewer where the pen does not give them now, or they are damaged. */
export async function penJournal(watch: PenWatch, max: number): Promise<JournalLine[]> {
    const written = watch.number("journal", "entries")
    const lines: JournalLine[] = []
    for (let counter = written - 1; counter >= Math.max(0, written - max); counter--) {
        const bytes = await watch.journalEntry(counter)
        if (!bytes) break
        if (entryCounter(bytes, counter % ENTRIES) === counter)
            lines.push(journalLine(entryOf(bytes)))
    }
    return lines
}
