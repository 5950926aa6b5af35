/** What the pen is doing, in large words, and why it does not start, each reason with what to do. */
import { inControl, now, status } from "./store"
import { Trip } from "./trip"
import { faultReason, inhibitReasons, spaced, stateMeaning } from "./words"

export function StateCard() {
    const { state, fault, inhibits } = status.value
    return (
        <section class={`card state state-${state.toLowerCase()}`} aria-labelledby="state-title">
            <h2 id="state-title" class="unseen">
                State
            </h2>
            <StateNow state={state} />
            <Readings />
            <div class="events">
                <Latched fault={fault} />
                <Trip />
            </div>
            <Reasons inhibits={inhibits} state={state} isWatching={!inControl.value} />
        </section>
    )
}

/** The state in one word, and what it means. */
export function StateNow({ state }: { state: string }) {
    return (
        <div class="state-now">
            <p class="state-word" data-testid="state">
                {spaced(state)}
            </p>
            <p class="state-meaning">{stateMeaning(state)}</p>
        </div>
    )
}

/** The fault that is latched, with what to do; nothing without one. */
export function Latched({ fault }: { fault: string }) {
    const latched = faultReason(fault)
    return (
        latched && (
            <div class="fault" data-testid="fault">
                <p class="fault-what">{latched.what}</p>
                <p class="fault-todo">{latched.todo}</p>
                <p class="fault-name">
                    Fault {latched.number}, {latched.name}
                </p>
            </div>
        )
    )
}

/** The figures that are looked at most, large enough to be read from where the pen is held. */
function Readings() {
    const { depthUm, strokes, strokesUnauthorised, driveOnMs, batteryMv } = status.value
    return (
        <dl class="readings">
            <Reading title="Set" value={(depthUm / 1000).toFixed(2)} unit="mm" />
            <Reading title="Tips reach" value={(now("reachUm") / 1000).toFixed(2)} unit="mm" />
            <Reading title="Stroke rate" value={(now("rateDeciHz") / 10).toFixed(0)} unit="Hz" />
            <Reading title="Strokes" value={String(strokes)} unit="" id="strokes" />
            <Reading title="Drive on" value={(driveOnMs / 1000).toFixed(1)} unit="s" />
            <Reading title="Battery" value={(batteryMv / 1000).toFixed(1)} unit="V" />
            {strokesUnauthorised > 0 && (
                <Reading title="Unauthorised" value={String(strokesUnauthorised)} unit="" bad />
            )}
        </dl>
    )
}

interface ReadingProps {
    title: string
    value: string
    unit: string
    id?: string
    bad?: boolean
}

export function Reading({ title, value, unit, id, bad = false }: ReadingProps) {
    return (
        <div>
            <dt>{title}</dt>
            <dd class={bad ? "bad-text" : ""} data-testid={id}>
                {value} <small>{unit}</small>
            </dd>
        </div>
    )
}

interface ReasonsProps {
    inhibits: readonly string[]
    state: string
    isWatching: boolean
}

export function Reasons({ inhibits, state, isWatching }: ReasonsProps) {
    // The fault stands above the list in its own words.
    const reasons = inhibitReasons(inhibits.filter(name => name !== "FaultLatched"))
    const isWaiting = ["Locked", "Faulted"].includes(state)
    if (reasons.length === 0 || !isWaiting) return null
    return (
        <div class="reasons">
            <h3>Why can't I start?</h3>
            <ol data-testid="reasons">
                {reasons.map(({ name, what, todo, priority }) => (
                    <li key={name} class={priority}>
                        <span class="reason-what">{what}</span>{" "}
                        <span class="reason-todo">{todo}</span>
                    </li>
                ))}
            </ol>
            {isWatching && <p class="hint">Only the page in control can do this.</p>}
        </div>
    )
}
