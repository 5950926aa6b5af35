/** Breaks a unit of the simulated pen in one of the ways that mean something for it, and mends it again. */
import { useSignal } from "@preact/signals"
import {
    type FaultKind,
    type FaultUnit,
    type Variant,
    faultKinds,
    faultUnit,
    faultUnitNames,
} from "../sim/faults"
import { Choice, NumberField, type Option } from "./form"
import { act } from "./link"
import { inControl, session, status } from "./store"

/** How long a fault lasts, ms; 0: until somebody mends it. */
const DURATIONS_MS = [0, 50, 500, 5_000]

const disturbances = [
    { title: "Bounce the latch", action: { do: "latch_bounce", ms: 20 } },
    { title: "Hang the program 0.3 s", action: { do: "vm_hang", forMs: 300 } },
    { title: "Panic", action: { do: "vm_panic" } },
    { title: "Redeploy", action: { do: "redeploy" } },
    { title: "Cut the power 0.5 s", action: { do: "power_cut", offMs: 500 } },
]

export function Faults() {
    const disabled = !inControl.value
    return (
        <>
            <FaultForm disabled={disabled} />
            <Active disabled={disabled} />
            <h3>Disturb the program and its supply</h3>
            <div class="keys" role="group" aria-label="Disturbances">
                {disturbances.map(({ title, action }) => (
                    <button
                        key={title}
                        type="button"
                        disabled={disabled}
                        onClick={() => act(action)}
                    >
                        {title}
                    </button>
                ))}
            </div>
        </>
    )
}

const durations = DURATIONS_MS.map(ms => ({
    value: String(ms),
    title: ms === 0 ? "until mended" : `${ms} ms`,
}))

function FaultForm({ disabled }: { disabled: boolean }) {
    const unit = useSignal<FaultUnit>("hall")
    const kind = useSignal<FaultKind>("stuck")
    const value = useSignal("")
    const forMs = useSignal("0")
    const kinds = kindsOf(unit.value)
    const valueMeans = faultUnit(unit.value).kinds[kind.value]?.value
    const chooseUnit = (name: FaultUnit): void => {
        unit.value = name
        value.value = ""
        const known = kindsOf(unit.value)
        if (!known.some(one => one.value === kind.value)) kind.value = known[0]?.value ?? "off"
    }
    const breakIt = (): void =>
        act({
            do: "fault",
            unit: unit.value,
            kind: kind.value,
            ...(value.value === "" || !valueMeans ? {} : { value: Number(value.value) }),
            ...(forMs.value === "0" ? {} : { forMs: Number(forMs.value) }),
        })
    const units = unitsOf(session.value.variant)
    return (
        <div class="form">
            <Choice title="Unit" value={unit.value} options={units} onChoose={chooseUnit} />
            <Choice
                title="How it fails"
                value={kind.value}
                options={kinds}
                onChoose={name => (kind.value = name)}
            />
            {valueMeans && <NumberField title={valueMeans} value={value} />}
            <Choice
                title="For"
                value={forMs.value}
                options={durations}
                onChoose={ms => (forMs.value = ms)}
            />
            <button type="button" class="harm" disabled={disabled} onClick={breakIt}>
                Break it
            </button>
        </div>
    )
}

function Active({ disabled }: { disabled: boolean }) {
    const { faults } = status.value
    if (faults.length === 0) return <p class="hint">Nothing is broken now.</p>
    return (
        <ul class="active" aria-label="Broken now">
            {faults.map(({ unit, kind }) => (
                <li key={unit}>
                    <span>
                        <strong>{unit}</strong> {kind}
                    </span>
                    <button
                        type="button"
                        disabled={disabled}
                        aria-label={`Mend ${unit}`}
                        onClick={() => act({ do: "heal", unit })}
                    >
                        Mend
                    </button>
                </li>
            ))}
        </ul>
    )
}

function unitsOf(variant: Variant): Option<FaultUnit>[] {
    const names = faultUnitNames.filter(name => faultUnit(name).fitted.includes(variant))
    return names.map(name => ({ value: name, title: faultUnit(name).what }))
}

function kindsOf(unit: FaultUnit): Option<FaultKind>[] {
    const ways = faultUnit(unit).kinds
    return faultKinds.flatMap(kind => {
        const way = ways[kind]
        return way ? [{ value: kind, title: `${kind}: ${way.effect}` }] : []
    })
}
