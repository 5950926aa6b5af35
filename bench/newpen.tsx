/** Another pen: the other variant, other tolerances, another sort of trigger. */
import { useSignal } from "@preact/signals"
import type { Variant } from "../sim/faults"
import { ask } from "./link"
import { inControl, session } from "./store"

const calibrations = ["good", "oneSlot", "corrupt", "missing"] as const

export function NewPen() {
    const variant = useSignal<Variant>(session.value.variant)
    const seed = useSignal(String(session.value.seed))
    const triggerMode = useSignal(session.value.triggerMode)
    const batteryPercent = useSignal("90")
    const calibration = useSignal<(typeof calibrations)[number]>("good")
    const begin = (): void =>
        ask({
            type: "begin",
            variant: variant.value,
            seed: Number(seed.value),
            triggerMode: triggerMode.value,
            batteryPercent: Number(batteryPercent.value),
            calibration: calibration.value,
        })
    return (
        <div class="form">
            <label>
                Variant
                <select
                    value={variant}
                    onChange={event => (variant.value = event.currentTarget.value as Variant)}
                >
                    <option value="stepper">stepper: motor on a lead screw</option>
                    <option value="solenoid">solenoid: coil against a spring</option>
                </select>
            </label>
            <label>
                Seed, which decides its tolerances
                <input
                    type="number"
                    min="0"
                    max="2147483647"
                    value={seed}
                    onInput={event => (seed.value = event.currentTarget.value)}
                />
            </label>
            <label>
                Trigger
                <select
                    value={triggerMode}
                    onChange={event =>
                        (triggerMode.value = event.currentTarget.value as "hold" | "toggle")
                    }
                >
                    <option value="hold">runs while it is held</option>
                    <option value="toggle">starts and stops with a press</option>
                </select>
            </label>
            <label>
                Battery, %
                <input
                    type="number"
                    min="0"
                    max="100"
                    value={batteryPercent}
                    onInput={event => (batteryPercent.value = event.currentTarget.value)}
                />
            </label>
            <label>
                Calibration
                <select
                    value={calibration}
                    onChange={event =>
                        (calibration.value = event.currentTarget
                            .value as (typeof calibrations)[number])
                    }
                >
                    {calibrations.map(one => (
                        <option key={one} value={one}>
                            {one}
                        </option>
                    ))}
                </select>
            </label>
            <button type="button" disabled={!inControl.value} onClick={begin}>
                Switch on a new pen
            </button>
        </div>
    )
}
