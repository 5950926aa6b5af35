/** The last thing that took the drive away: its cause, how fast the plant was without energy, what to do next. */
import { status, trips } from "./store"
import { faultReason, inhibitReasons, duration } from "./words"

/** Whether a person meant to stop with it, so that it is no trip. */
export function isIntended(cause: string): boolean {
    return cause === "release" || cause === "press" || cause === "foot"
}

export function Trip() {
    const last = trips.value.at(-1)
    const { fault, inhibits } = status.value
    if (!last || last.driveOffMs === null || isIntended(last.cause)) return null
    // A fault says itself what to do next.
    const first = faultReason(fault) ? undefined : inhibitReasons(inhibits)[0]
    return (
        <div class="trip" data-testid="trip" data-trip={last.id}>
            <p>
                <strong>{causeText(last.cause)}</strong>
                {" took the drive away in "}
                <strong class="figure">{duration(last.driveOffMs)}</strong>
                {", measured at the motor. "}
                {last.firmwareOffMs !== null &&
                    `The program followed after ${duration(last.firmwareOffMs)}. `}
                {last.retractedMs !== null && `Needles in after ${duration(last.retractedMs)}. `}
            </p>
            {first && <p class="next">Next: {first.todo === "" ? first.what : first.todo}</p>}
        </div>
    )
}

const causeTexts: Readonly<Record<string, string>> = {
    remove: "Pulling the cartridge",
    set_depth: "Turning the depth knob",
    latch_bounce: "A bouncing latch",
    power_cut: "The power cut",
    vm_hang: "A hanging program",
    vm_panic: "A panic of the program",
    redeploy: "Redeploying the program",
    release: "Releasing the trigger",
    press: "Pressing the trigger again",
    foot: "The foot switch",
}

export function causeText(cause: string): string {
    const [unit = "", kind] = cause.split(".")
    return causeTexts[cause] ?? (kind === undefined ? cause : `Fault ${unit} ${kind}`)
}
