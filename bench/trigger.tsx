/** Trigger and foot switch: down while they are held with a finger, the mouse, or the space bar. */
import { useSignal } from "@preact/signals"
import { HoldButton } from "./holdbutton"
import { act } from "./link"
import { inControl, session, status } from "./store"

export function Trigger() {
    const stays = useSignal(false)
    const { pressed, foot } = status.value
    const disabled = !inControl.value
    const hint =
        session.value.triggerMode === "toggle"
            ? "press to start, press again to stop"
            : "press and hold"
    const press = (): void => {
        if (!disabled && !pressed) act({ do: "press" })
    }
    const release = (): void => act({ do: "release" })
    const setFoot = (down: boolean): void => {
        if (!disabled && foot !== down) act({ do: "foot", a: down, b: down })
    }
    return (
        <div class="trigger-box">
            <HoldButton
                title="Trigger"
                hint={hint}
                isDown={pressed}
                disabled={disabled}
                // With a trigger that stays, every press is the other of the two.
                onDown={() => (stays.value && pressed ? release() : press())}
                onUp={() => {
                    if (!stays.value) release()
                }}
            />
            <label class="stays">
                <input
                    type="checkbox"
                    checked={stays}
                    onChange={event => {
                        stays.value = event.currentTarget.checked
                        if (!stays.value && pressed) release()
                    }}
                />{" "}
                stays down until pressed again
            </label>
            <HoldButton
                title="Foot switch"
                hint={hint}
                isDown={foot}
                disabled={disabled}
                onDown={() => setFoot(true)}
                onUp={() => act({ do: "foot", a: false, b: false })}
            />
        </div>
    )
}
