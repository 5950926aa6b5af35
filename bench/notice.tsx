/** What was refused, and what a person has to know about the line to the host. */
import { ask } from "./link"
import { connected, control, notice } from "./store"

export function Notice() {
    return (
        <div class="notices">
            {!connected.value && (
                <p class="notice bad" role="alert">
                    The bench does not answer. It may have been stopped: run <code>npm start</code>{" "}
                    again. This page looks for it by itself.
                </p>
            )}
            {connected.value && !control.value.yours && (
                <p class="notice plain" role="status">
                    Another page controls this pen; this one watches.{" "}
                    <button type="button" onClick={() => ask({ type: "control" })}>
                        Take control
                    </button>
                </p>
            )}
            {notice.value !== "" && (
                <p class="notice warn" role="alert">
                    <span>{notice}</span>
                    <button type="button" onClick={() => (notice.value = "")}>
                        Close
                    </button>
                </p>
            )}
        </div>
    )
}
