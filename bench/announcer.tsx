/** What a screen reader says by itself: a change of state with its first reason, and trips at once. */
import { useComputed, useSignalEffect } from "@preact/signals"
import { status } from "./store"
import { faultReason, inhibitReasons, spaced } from "./words"

export function Announcer() {
    useSignalEffect(() => {
        document.title = `${spaced(status.value.state)} · Dermalock bench`
    })
    const polite = useComputed(() => {
        const { state, inhibits } = status.value
        const first = inhibitReasons(inhibits)[0]
        return `${spaced(state)}. ${first && state === "Locked" ? `${first.what} ${first.todo}` : ""}`
    })
    const urgent = useComputed(() => {
        const fault = faultReason(status.value.fault)
        return fault ? `${fault.what} ${fault.todo}` : ""
    })
    return (
        <>
            <div class="unseen" role="status">
                {polite}
            </div>
            <div class="unseen" role="alert">
                {urgent}
            </div>
        </>
    )
}
