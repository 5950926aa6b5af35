/** Plays a scenario at any pace, and saves what was done as one. */
import { useSignal } from "@preact/signals"
import type { Variant } from "../sim/faults"
import { Choice, FileField, NumberField, type Option } from "./form"
import { ask } from "./link"
import { messageBytesMax } from "./limits"
import { inControl, notice, scenarios, verdict } from "./store"
import { time } from "./words"

const variants: readonly Option<Variant | "">[] = [
    { value: "", title: "of the scenario" },
    { value: "stepper", title: "stepper" },
    { value: "solenoid", title: "solenoid" },
]

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
                <Choice
                    title="Scenario"
                    value={chosen.value}
                    options={scenarios.value.map(({ name }) => ({ value: name, title: name }))}
                    onChoose={name => (chosen.value = name)}
                />
                <Choice
                    title="Pen"
                    value={variant.value}
                    options={variants}
                    onChoose={one => (variant.value = one)}
                />
                <NumberField title="Seed" value={seed} min={0} placeholder="of the scenario" />
                <button type="button" disabled={disabled || !entry} onClick={play}>
                    Play
                </button>
            </div>
            {entry && (
                <p class="hint">
                    {entry.variant}, {time(entry.untilMs)} long. It begins with a new pen.
                </p>
            )}
            <FileField
                title="or a file of yours, such as a saved one"
                accept=".json,application/json"
                disabled={disabled}
                onFile={file => void replay(file)}
            />
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

/** Plays the file that was chosen. */
async function replay(file: File): Promise<void> {
    const text = await file.text()
    if (text.length > messageBytesMax / 2) {
        const kilobytes = Math.ceil(text.length / 1024)
        notice.value = `${file.name} has ${kilobytes} KiB; the page takes 32. Play it with pen run.`
        return
    }
    try {
        const scenario = JSON.parse(text) as Record<string, unknown>
        ask({ type: "replay", name: file.name, scenario })
    } catch (error) {
        notice.value = `${file.name}: expected JSON, ${String(error)}`
    }
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
