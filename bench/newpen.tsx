/** Another pen: the other variant, other tolerances, another sort of trigger. */
import { useSignal } from "@preact/signals"
import { ConnectPen } from "./connectpen"
import { Choice, NumberField } from "./form"
import { ask } from "./link"
import { inControl, session } from "./store"

const SEED_MAX = 0x7fffffff

const variants = [
    { value: "stepper", title: "stepper: motor on a lead screw" },
    { value: "solenoid", title: "solenoid: coil against a spring" },
] as const

const triggerModes = [
    { value: "hold", title: "runs while it is held" },
    { value: "toggle", title: "starts and stops with a press" },
] as const

const calibrations = [
    { value: "good", title: "good" },
    { value: "oneSlot", title: "one of its two copies is lost" },
    { value: "corrupt", title: "damaged" },
    { value: "missing", title: "missing" },
] as const

export function NewPen() {
    const before = session.peek()
    const variant = useSignal(before.variant)
    const triggerMode = useSignal(before.triggerMode)
    const calibration = useSignal<(typeof calibrations)[number]["value"]>("good")
    const seed = useSignal(String(before.seed))
    const batteryPercent = useSignal("90")
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
            <Choice
                title="Variant"
                value={variant.value}
                options={variants}
                onChoose={one => (variant.value = one)}
            />
            <NumberField
                title="Seed, which decides its tolerances"
                value={seed}
                min={0}
                max={SEED_MAX}
            />
            <Choice
                title="Trigger"
                value={triggerMode.value}
                options={triggerModes}
                onChoose={one => (triggerMode.value = one)}
            />
            <NumberField title="Battery, %" value={batteryPercent} min={0} max={100} />
            <Choice
                title="Calibration"
                value={calibration.value}
                options={calibrations}
                onChoose={one => (calibration.value = one)}
            />
            <button type="button" disabled={!inControl.value} onClick={begin}>
                Switch on a new pen
            </button>
            <p class="hint">
                A real pen at this computer's USB is shown as far as it tells of itself.
            </p>
            <ConnectPen />
        </div>
    )
}
