/** Plays a scenario at any pace, and saves what was done as one. */
import { useSignal } from "@preact/signals"
import type { Variant } from "../sim/faults"
import { ask } from "./link"
import { inControl, scenarios, verdict } from "./store"
import { time } from "./words"

export function Scenarios() {
    const chosen = useSignal("first-treatment")
    const seed = useSignal("")
    const variant = useSignal<Variant | "">("")
    const disabled = !inControl.value
    const entry = scenarios.value.find(({ name }) => name === chosen.value)
    const play = (): void =>
        ask({
            type: "play",
            scenario: chosen.value,
            ...(seed.value === "" ? {} : { seed: Number(seed.value) }),
            ...(variant.value === "" ? {} : { variant: variant.value }),
        })
    return (
        <>
            <div class="form">
                <label>
                    Scenario
                    <select
                        value={chosen}
                        onChange={event => (chosen.value = event.currentTarget.value)}
                    >
                        {scenarios.value.map(({ name }) => (
                            <option key={name} value={name}>
                                {name}
                            </option>
                        ))}
                    </select>
                </label>
                <label>
                    Pen
                    <select
                        value={variant}
                        onChange={event =>
                            (variant.value = event.currentTarget.value as Variant | "")
                        }
                    >
                        <option value="">of the scenario</option>
                        <option value="stepper">stepper</option>
                        <option value="solenoid">solenoid</option>
                    </select>
                </label>
                <label>
                    Seed
                    <input
                        type="number"
                        min="0"
                        max="2147483647"
                        placeholder="of the scenario"
                        value={seed}
                        onInput={event => (seed.value = event.currentTarget.value)}
                    />
                </label>
                <button type="button" disabled={disabled || !entry} onClick={play}>
                    Play
                </button>
            </div>
            {entry && (
                <p class="hint">
                    {entry.variant}, {time(entry.untilMs)} long. It begins with a new pen.
                </p>
            )}
            <Outcome />
            <h3>What was done until now</h3>
            <button type="button" disabled={disabled} onClick={() => ask({ type: "save" })}>
                Save as scenario file
            </button>
            <p class="hint">
                <code>npx pen run</code> plays it again with the same result, to the byte.
            </p>
        </>
    )
}

function Outcome() {
    if (!verdict.value) return null
    const { ok, lines } = verdict.value
    return (
        <div class="outcome" data-testid="verdict">
            <p class={ok ? "good-text" : "bad-text"}>
                {ok ? `All ${lines.length} expectations met.` : "Not as expected."}
            </p>
            <ul>
                {lines.map(({ ok: met, text }) => (
                    <li key={text}>
                        <span aria-label={met ? "met" : "not met"}>{met ? "✓" : "✗"}</span> {text}
                    </li>
                ))}
            </ul>
        </div>
    )
}
