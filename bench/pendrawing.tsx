/** The pen, drawn from the plant: needles against the nose plane, to scale, with the lines that limit them. */
import { useComputed } from "@preact/signals"
import { DEPTH_CAP_UM, DEPTH_MAX_UM } from "../src/core/limits"
import { Cartridge, Handle } from "./penparts"
import { fitDropped } from "./draganddrop"
import { inControl, now, session, status, swept } from "./store"
import { HEIGHT, NOSE_Y, PX_PER_UM, WIDTH, yOf } from "./scale"
import { millimetres } from "./words"

/** Faster strokes than this, per second of real time, are drawn as the range that they sweep. */
const VISIBLE_STROKES_HZ = 12

const stillness = matchMedia("(prefers-reduced-motion: reduce)")

export function PenDrawing() {
    const { cartridge } = status.value
    const title = cartridge === "" ? "no cartridge fitted" : `cartridge ${cartridge} fitted`
    return (
        <figure
            class="card pen"
            onDragOver={event => inControl.value && event.preventDefault()}
            onDrop={fitDropped}
        >
            <figcaption class="unseen">
                The pen, {title}. Depths are in the readings beside the charts.
            </figcaption>
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`The pen: ${title}`}>
                <Outside />
                <Ruler />
                <Handle variant={session.value.variant} />
                <Needles />
                <Cartridge fitted={cartridge !== ""} />
                <NosePlane />
                <Limits />
                <Reach />
            </svg>
        </figure>
    )
}

/** Beyond the nose: where needles are dangerous. */
function Outside() {
    return <rect class="outside" x={-WIDTH} y={NOSE_Y} width={3 * WIDTH} height={HEIGHT} />
}

function NosePlane() {
    return (
        <g class="nose-plane">
            <line x1={-WIDTH} x2={2 * WIDTH} y1={NOSE_Y} y2={NOSE_Y} />
            <text x="8" y={NOSE_Y - 6}>
                nose plane
            </text>
        </g>
    )
}

/** Millimetres on the right edge. */
function Ruler() {
    const marksUm = Array.from({ length: 13 }, (_, index) => (index - 7) * 500)
    return (
        <g class="ruler">
            {marksUm.map(um => {
                const whole = um % 1000 === 0
                return (
                    <g key={um} transform={`translate(0 ${yOf(um)})`}>
                        <line x1={WIDTH - (whole ? 14 : 8)} x2={WIDTH} y1="0" y2="0" />
                        {whole && (
                            <text x={WIDTH - 18} y="4">
                                {um / 1000}
                            </text>
                        )}
                    </g>
                )
            })}
        </g>
    )
}

function Needles() {
    const isSwept = useComputed(() => {
        const { speedPercent, paused } = status.value
        const realHz = ((now("rateDeciHz") / 10) * speedPercent) / 100
        return !paused && (stillness.matches ? realHz > 1 : realHz > VISIBLE_STROKES_HZ)
    })
    const at = useComputed(() => {
        const um = isSwept.value ? now("reachUm") : now("tipUm")
        return `translate(0 ${(NOSE_Y + um * PX_PER_UM).toFixed(1)})`
    })
    const sweepTop = useComputed(() => Math.round(yOf(swept.value.lowUm)))
    const sweepHeight = useComputed(() =>
        Math.max(0, Math.round((swept.value.highUm - swept.value.lowUm) * PX_PER_UM))
    )
    const { needles } = status.value
    const drawn = Math.min(needles, 9)
    const middle = WIDTH / 2
    return (
        <g class={isSwept.value ? "needles swept" : "needles"}>
            {isSwept.value && needles > 0 && (
                <rect
                    class="sweep"
                    x={middle - 22}
                    width="44"
                    y={sweepTop}
                    height={sweepHeight}
                    rx="3"
                />
            )}
            <g data-testid="needles" transform={at}>
                <rect class="rod" x={middle - 5} y="-330" width="10" height="242" />
                {drawn > 0 && (
                    <>
                        <rect class="plate" x={middle - 24} y="-92" width="48" height="12" rx="2" />
                        {Array.from({ length: drawn }, (_, index) => {
                            const x =
                                middle + (index - (drawn - 1) / 2) * (36 / Math.max(1, drawn - 1))
                            return (
                                <path
                                    key={index}
                                    class="needle"
                                    d={`M${x - 1.6} -80 L${x - 1.6} -12 L${x} 0 L${x + 1.6} -12 L${x + 1.6} -80 Z`}
                                />
                            )
                        })}
                    </>
                )}
            </g>
        </g>
    )
}

/** Set depth, cartridge maximum and device limit as lines with their names. */
function Limits() {
    const { depthUm, cartridgeMaxUm } = status.value
    return (
        <>
            <Line
                um={DEPTH_CAP_UM}
                kind="cap"
                text={`comparator ${millimetres(DEPTH_CAP_UM)}`}
                below
            />
            <Line um={DEPTH_MAX_UM} kind="device" text={`device ${millimetres(DEPTH_MAX_UM)}`} />
            {cartridgeMaxUm !== null && (
                <Line
                    um={cartridgeMaxUm}
                    kind="cartridge"
                    text={`cartridge ${millimetres(cartridgeMaxUm)}`}
                    right
                />
            )}
            <Line um={depthUm} kind="set" text={`set ${millimetres(depthUm)}`} />
        </>
    )
}

interface LineProps {
    um: number
    kind: string
    text: string
    right?: boolean
    below?: boolean
}

function Line({ um, kind, text, right = false, below = false }: LineProps) {
    const y = yOf(um)
    return (
        <g class={`bound ${kind}`}>
            <line x1="0" x2={WIDTH - 30} y1={y} y2={y} />
            <text
                x={right ? WIDTH - 34 : 8}
                y={below ? y + 13 : y - 4}
                text-anchor={right ? "end" : "start"}
            >
                {text}
            </text>
        </g>
    )
}

/** How far the tips reach now, as a mark on the ruler. */
function Reach() {
    const at = useComputed(() => `translate(${WIDTH - 14} ${yOf(now("reachUm"))})`)
    return (
        <path class="reach" d="M0 0 L10 -6 L10 6 Z" transform={at}>
            <title>reach of the tips</title>
        </path>
    )
}
