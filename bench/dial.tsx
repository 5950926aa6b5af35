/** A knob: turned with the pointer, with keys, or with the buttons at its sides. */
import { useSignal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { notice, session } from "./store"
import { angleOf, arc, clamped, share, valueAt } from "./dialmath"

export interface DialProps {
    title: string
    value: number
    min: number
    max: number
    step: number
    /** A value as it is shown and spoken. */
    text: (value: number) => string
    disabled: boolean
    onTurn: (value: number) => void
    /** What is permitted now, drawn as an arc. */
    range?: readonly [from: number, to: number]
}

export function Dial(props: DialProps) {
    const { title, step, disabled } = props
    // A knob follows the hand at once; that the pen has it is told a moment later, or when its time goes on.
    const wanted = useSignal<number | null>(null)
    const value = wanted.value ?? props.value
    useEffect(() => {
        if (props.value === wanted.peek()) wanted.value = null
    }, [props.value, wanted])
    useEffect(() => {
        wanted.value = null
    }, [disabled, session.value, notice.value, wanted])
    const turn = (to: number): void => {
        const next = clamped(to, props)
        if (disabled || next === value) return
        wanted.value = next
        props.onTurn(next)
    }
    const nudge = (sign: string, by: number, way: string) => (
        <Nudge
            sign={sign}
            label={`${title} ${way}`}
            disabled={disabled}
            onClick={() => turn(value + by)}
        />
    )
    return (
        <div class="dial">
            <span class="dial-title" id={`dial-${title}`}>
                {title}
            </span>
            <div class="dial-row">
                {nudge("−", -step, "down")}
                <Face {...props} value={value} turn={turn} />
                {nudge("+", step, "up")}
            </div>
        </div>
    )
}

function Face(props: DialProps & { turn: (to: number) => void }) {
    const { title, value, min, max, text, disabled, range, turn } = props
    const face = useRef<SVGSVGElement>(null)
    const turning = useSignal(false)
    const follow = (event: PointerEvent): void => {
        if (turning.value && face.current) turn(valueAt(event, face.current, props))
    }
    const end = (): void => {
        turning.value = false
    }
    const begin = (event: PointerEvent): void => {
        turning.value = true
        face.current?.setPointerCapture(event.pointerId)
        face.current?.focus()
        follow(event)
    }
    const [figure = "", unit = ""] = text(value).split(" ")
    return (
        <svg
            ref={face}
            viewBox="-60 -60 120 120"
            role="slider"
            tabindex={disabled ? -1 : 0}
            aria-labelledby={`dial-${title}`}
            aria-valuemin={min}
            aria-valuemax={max}
            aria-valuenow={value}
            aria-valuetext={text(value)}
            aria-disabled={disabled}
            onKeyDown={event => turnByKey(event, props, turn)}
            onPointerDown={begin}
            onPointerMove={follow}
            onPointerUp={end}
            onPointerCancel={end}
        >
            <path class="dial-track" d={arc(0, 1)} />
            {range && (
                <path class="dial-range" d={arc(share(range[0], props), share(range[1], props))} />
            )}
            <circle class="dial-face" r="36" />
            <g transform={`rotate(${angleOf(share(value, props))})`}>
                <line class="dial-mark" x1="0" x2="0" y1="-34" y2="-24" />
            </g>
            <text class="dial-value" y="6" text-anchor="middle" aria-hidden="true">
                {figure}
            </text>
            <text class="dial-unit" y="20" text-anchor="middle" aria-hidden="true">
                {unit}
            </text>
        </svg>
    )
}

interface NudgeProps {
    sign: string
    label: string
    disabled: boolean
    onClick: () => void
}

function Nudge({ sign, label, disabled, onClick }: NudgeProps) {
    return (
        <button
            type="button"
            class="nudge"
            aria-label={label}
            disabled={disabled}
            onClick={onClick}
        >
            {sign}
        </button>
    )
}

function turnByKey(event: KeyboardEvent, props: DialProps, turn: (to: number) => void): void {
    const { value, min, max, step } = props
    const targets: Readonly<Record<string, number>> = {
        ArrowUp: value + step,
        ArrowRight: value + step,
        ArrowDown: value - step,
        ArrowLeft: value - step,
        PageUp: value + 10 * step,
        PageDown: value - 10 * step,
        Home: min,
        End: max,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    turn(target)
}
