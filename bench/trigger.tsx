/** The trigger: down while it is held with a finger, the mouse, or the space bar. */
import { useSignal } from "@preact/signals"
import { act } from "./link"
import { inControl, session, status } from "./store"

export function Trigger() {
    const stays = useSignal(false)
    const { pressed } = status.value
    const disabled = !inControl.value
    const press = (): void => {
        if (!disabled && !pressed) act({ do: "press" })
    }
    const release = (): void => act({ do: "release" })
    const letGo = (): void => {
        if (!stays.value) release()
    }
    /** With a trigger that stays, every press is the other of the two. */
    const down = (): void => {
        if (stays.value && pressed) release()
        else press()
    }
    return (
        <div class="trigger-box">
            <button
                type="button"
                class={pressed ? "trigger down" : "trigger"}
                aria-pressed={pressed}
                disabled={disabled}
                onPointerDown={event => {
                    event.currentTarget.setPointerCapture(event.pointerId)
                    if (event.button === 0) down()
                }}
                onLostPointerCapture={letGo}
                onKeyDown={event => {
                    if (!isHoldKey(event)) return
                    event.preventDefault()
                    if (!event.repeat) down()
                }}
                onKeyUp={event => {
                    if (!isHoldKey(event)) return
                    event.preventDefault()
                    letGo()
                }}
                onBlur={letGo}
                onContextMenu={event => event.preventDefault()}
            >
                <span class="trigger-word">{pressed ? "Trigger down" : "Trigger"}</span>
                <span class="trigger-hint">
                    {session.value.triggerMode === "toggle"
                        ? "press to start, press again to stop"
                        : "press and hold"}
                </span>
            </button>
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
        </div>
    )
}

function isHoldKey({ key }: KeyboardEvent): boolean {
    return key === " " || key === "Enter"
}
