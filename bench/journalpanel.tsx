/** The journal in the pen's memory, as a service tool would read it now. */
import { useEffect } from "preact/hooks"
import { ask, download } from "./link"
import type { JournalLine } from "./messages"
import { inControl, journal } from "./store"

export function Journal() {
    const disabled = !inControl.value
    useEffect(() => ask({ type: "journal" }), [])
    const lines = journal.value
    const save = (): void => download("journal.json", `${JSON.stringify(lines, null, 4)}\n`)
    return (
        <>
            <div class="keys">
                <button type="button" disabled={disabled} onClick={() => ask({ type: "journal" })}>
                    Read again
                </button>
                <button type="button" disabled={lines.length === 0} onClick={save}>
                    Export journal
                </button>
            </div>
            <JournalLines lines={lines} />
        </>
    )
}

/** Entries of a journal, newest first. */
export function JournalLines({ lines }: { lines: readonly JournalLine[] }) {
    return (
        <>
            {lines.length === 0 && <p class="hint">It is empty: nothing was begun or refused.</p>}
            <ol
                class="journal"
                tabIndex={0}
                aria-label="Entries, newest first"
                data-testid="journal"
            >
                {lines.map(({ counter, at, text }) => (
                    <li key={counter}>
                        <span class="hint">
                            {counter} · {at ?? "time not known"}
                        </span>
                        <br />
                        {text}
                    </li>
                ))}
            </ol>
        </>
    )
}
