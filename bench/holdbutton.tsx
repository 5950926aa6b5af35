/** A button that is down for as long as a finger, the mouse or a key holds it. */
interface HoldButtonProps {
    title: string
    hint: string
    isDown: boolean
    disabled: boolean
    onDown: () => void
    onUp: () => void
}

export function HoldButton({ title, hint, isDown, disabled, onDown, onUp }: HoldButtonProps) {
    return (
        <button
            type="button"
            class={isDown ? "trigger down" : "trigger"}
            aria-pressed={isDown}
            disabled={disabled}
            onPointerDown={event => {
                event.currentTarget.setPointerCapture(event.pointerId)
                if (event.button === 0) onDown()
            }}
            onLostPointerCapture={onUp}
            onKeyDown={event => {
                if (!isHoldKey(event)) return
                event.preventDefault()
                if (!event.repeat) onDown()
            }}
            onKeyUp={event => {
                if (!isHoldKey(event)) return
                event.preventDefault()
                onUp()
            }}
            onBlur={onUp}
            onContextMenu={event => event.preventDefault()}
        >
            <span class="trigger-word">{isDown ? `${title} down` : title}</span>
            <span class="trigger-hint">{hint}</span>
        </button>
    )
}

function isHoldKey({ key }: KeyboardEvent): boolean {
    return key === " " || key === "Enter"
}
