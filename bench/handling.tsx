/** What hands do at the pen: knobs, keys, trigger. */
import { DEEP_UM, DEPTH_MAX_UM } from "../src/core/limits"
import { Dial } from "./dial"
import { act } from "./link"
import { inControl, status } from "./store"
import { Trigger } from "./trigger"
import { millimetres } from "./words"

const DEPTH_STEP_UM = 50
const RATE_HZ_MIN = 30
const RATE_HZ_MAX = 150

const keys = [
    { action: "acknowledge", title: "Acknowledge", help: "The checklist was read" },
    {
        action: "confirm_deep",
        title: "Confirm",
        help: `Deeper than ${millimetres(DEEP_UM)} is meant`,
    },
    { action: "clear_fault", title: "Clear", help: "The cause of the fault was put right" },
]

export function Handling() {
    const { depthUm, rateHz, cartridgeMinUm, cartridgeMaxUm } = status.value
    const disabled = !inControl.value
    const range =
        cartridgeMinUm === null || cartridgeMaxUm === null
            ? {}
            : { range: [cartridgeMinUm, cartridgeMaxUm] as const }
    return (
        <section class="card handling" aria-labelledby="handling-title">
            <h2 id="handling-title">Knobs, keys and trigger</h2>
            <div class="dials">
                <Dial
                    title="Depth"
                    value={depthUm}
                    min={0}
                    max={DEPTH_MAX_UM}
                    step={DEPTH_STEP_UM}
                    text={millimetres}
                    disabled={disabled}
                    onTurn={um => act({ do: "set_depth", um })}
                    {...range}
                />
                <Dial
                    title="Rate"
                    value={rateHz}
                    min={RATE_HZ_MIN}
                    max={RATE_HZ_MAX}
                    step={1}
                    text={hz => `${hz} Hz`}
                    disabled={disabled}
                    onTurn={hz => act({ do: "set_rate", hz })}
                />
            </div>
            <div class="keys" role="group" aria-label="Keys">
                {keys.map(({ action, title, help }) => (
                    <button
                        key={action}
                        type="button"
                        disabled={disabled}
                        title={help}
                        onClick={() => act({ do: action })}
                    >
                        {title}
                    </button>
                ))}
            </div>
            <Trigger />
        </section>
    )
}
