/** What happened, newest first, and its export. */
import { useSignal } from "@preact/signals"
import { download } from "./link"
import { happenings, session, trips } from "./store"
import { time } from "./words"

/** Lines that are shown; the export has all that the page keeps. */
const SHOWN = 120

export function Log() {
    const details = useSignal(false)
    const lines = happenings.value
        .filter(({ kind }) => details.value || kind !== "detail")
        .slice(-SHOWN)
        .reverse()
    const save = (): void => {
        const content = { session: session.value, happenings: happenings.value, trips: trips.value }
        download("messages.json", `${JSON.stringify(content, null, 4)}\n`)
    }
    return (
        <section class="card log" aria-labelledby="log-title">
            <div class="card-head">
                <h2 id="log-title">What happened</h2>
                <label>
                    <input
                        type="checkbox"
                        checked={details}
                        onChange={event => (details.value = event.currentTarget.checked)}
                    />{" "}
                    details
                </label>
                <button type="button" onClick={save}>
                    Export
                </button>
            </div>
            <ol class="lines" tabIndex={0} aria-label="Messages and events, newest first">
                {lines.map(({ atMs, kind, text, priority = "" }, index) => (
                    <li
                        key={`${atMs} ${text} ${lines.length - index}`}
                        class={`${kind} ${priority}`}
                    >
                        <time>{time(atMs)}</time>
                        <span>{kind === "message" ? `“${text}”` : text}</span>
                    </li>
                ))}
            </ol>
        </section>
    )
}
