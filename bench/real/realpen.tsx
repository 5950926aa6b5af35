/** A real pen, as far as it tells of itself. There is no plant to look into, and nothing here does anything to it. */
import { useSignal } from "@preact/signals"
import { faultName } from "../../src/core/fault"
import { inhibitNames } from "../../src/core/inhibit"
import { stateName } from "../../src/core/state"
import { JournalLines } from "../journalpanel"
import { download } from "../link"
import { Latched, Reading, Reasons, StateNow } from "../statecard"
import { realPen } from "../store"
import { time } from "../words"
import { close, entries, number, open, readJournal, said, words } from "./connection"
import "./realpen.css"

/** Connects a pen and shows it. Returns why not; undefined when it does. */
export async function connectPen(): Promise<string | undefined> {
    const why = await open()
    if (why === undefined) realPen.value = RealPen
    return why
}

function RealPen() {
    return (
        <>
            <Head />
            <Silence />
            <main class="bench">
                <section class="column" aria-label="The pen">
                    <State />
                </section>
                <section class="column wide" aria-label="What it tells">
                    <Registers />
                </section>
                <section class="column" aria-label="What it has on record">
                    <Events />
                    <Journal />
                </section>
            </main>
        </>
    )
}

function Head() {
    const leave = async (): Promise<void> => {
        await close()
        realPen.value = null
    }
    return (
        <header class="header">
            <h1>
                Dermalock <span>bench</span>
            </h1>
            <p class="warning">A real pen, as it tells of itself. Not for use on people.</p>
            <button type="button" onClick={() => void leave()}>
                Back to the simulated pen
            </button>
        </header>
    )
}

function Silence() {
    if (said.value.present) return null
    return (
        <div class="notices">
            <p class="notice bad" role="alert">
                The pen does not answer. It opens its USB data lines while a cartridge is fitted:
                take it out, or close the bench strap.
            </p>
        </div>
    )
}

function State() {
    // Reading it makes this part of the page follow what the pen says.
    const { present } = said.value
    const state = present ? stateName(number("safetyInterlock", "state")) : "–"
    const fault = faultName(number("safetyInterlock", "fault"))
    const inhibits = inhibitNames(number("safetyInterlock", "inhibits"))
    const millimetres = (register: string): string =>
        words("depthActuator", register).replace(" mm", "")
    return (
        <section class={`card state state-${state.toLowerCase()}`} aria-labelledby="state-title">
            <h2 id="state-title" class="unseen">
                State
            </h2>
            <StateNow state={state} />
            <dl class="readings">
                <Reading title="Set" value={millimetres("set_depth")} unit="mm" />
                <Reading title="Measured" value={millimetres("protrusion")} unit="mm" />
                <Reading title="Stroke rate" value={words("needleDrive", "rate")} unit="" />
                <Reading
                    title="Session"
                    value={words("treatmentSession", "strokes")}
                    unit="strokes"
                />
            </dl>
            <div class="events">
                <Latched fault={fault} />
            </div>
            <Reasons inhibits={inhibits} state={state} isWatching={false} />
        </section>
    )
}

function Registers() {
    const { readings } = said.value
    return (
        <section class="card" aria-labelledby="registers-title">
            <h2 id="registers-title">Registers</h2>
            <table class="registers">
                <thead>
                    <tr>
                        <th scope="col">Service</th>
                        <th scope="col">Register</th>
                        <th scope="col">Says</th>
                    </tr>
                </thead>
                <tbody data-testid="registers">
                    {readings.map(({ service, register, text, old }) => (
                        <tr key={`${service}.${register}`} class={old ? "hint" : ""}>
                            <td>{service}</td>
                            <td>{register}</td>
                            <td>
                                {text}
                                {old && " (before the last event)"}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    )
}

function Events() {
    const events = said.value.events.toReversed()
    return (
        <section class="card log" aria-labelledby="events-title">
            <h2 id="events-title">Events</h2>
            {events.length === 0 && <p class="hint">None since it was connected.</p>}
            <ol class="lines" tabIndex={0} aria-label="Events, newest first" data-testid="events">
                {events.map(({ atMs, text }, index) => (
                    <li key={`${atMs} ${events.length - index}`} class="event">
                        <time>{time(atMs)}</time>
                        <span>{text}</span>
                    </li>
                ))}
            </ol>
        </section>
    )
}

function Journal() {
    const busy = useSignal(false)
    const read = async (): Promise<void> => {
        busy.value = true
        await readJournal()
        busy.value = false
    }
    const lines = entries.value
    const save = (): void => download("journal.json", `${JSON.stringify(lines, null, 4)}\n`)
    return (
        <section class="card" aria-labelledby="journal-title">
            <h2 id="journal-title">Journal</h2>
            <div class="keys">
                <button type="button" disabled={busy} onClick={() => void read()}>
                    {busy.value ? "Reading …" : "Read journal"}
                </button>
                <button type="button" disabled={lines.length === 0} onClick={save}>
                    Export journal
                </button>
            </div>
            {lines.length > 0 && <JournalLines lines={lines} />}
            <p class="hint">The pen gives its journal while it is at rest.</p>
        </section>
    )
}
