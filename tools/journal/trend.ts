/** Depth over the time of strokes, as a drawing: what was set, and between what it was measured. */
import type { Stretch } from "../../sim/journal/entries"
import { html, type Html } from "../campaign/html"
import { ink, lines } from "../plotstyle"
import { millimetres } from "../wording"

const WIDTH = 900
const HEIGHT = 170
const LEFT = 62
const RIGHT = 12
const TOP = 12
const BOTTOM = 26
/** Steps of the axis of depth. */
const STEP_UM = 500

export function trendOf(stretches: readonly Stretch[]): Html {
    const allMs = Math.max(
        1,
        stretches.reduce((sum, { durationMs }) => sum + durationMs, 0)
    )
    const deepest = Math.max(
        STEP_UM,
        ...stretches.map(one => Math.max(one.depthUm, one.measuredHighUm))
    )
    const topUm = Math.ceil(deepest / STEP_UM) * STEP_UM
    const x = (ms: number): number => round(LEFT + (ms / allMs) * (WIDTH - LEFT - RIGHT))
    const y = (um: number): number =>
        round(TOP + (Math.max(0, um) / topUm) * (HEIGHT - TOP - BOTTOM))
    let fromMs = 0
    const bars = stretches.map(({ depthUm, measuredLowUm, measuredHighUm, durationMs }) => {
        const [left, right] = [x(fromMs), x(fromMs + durationMs)]
        fromMs += durationMs
        const height = Math.max(2, y(measuredHighUm) - y(measuredLowUm))
        return html`<rect
                x="${left}"
                y="${y(measuredLowUm)}"
                width="${round(right - left)}"
                height="${round(height)}"
                fill="${lines.carriage}"
                opacity="0.35"
            /><line
                x1="${left}"
                x2="${right}"
                y1="${y(depthUm)}"
                y2="${y(depthUm)}"
                stroke="${lines.selected}"
                stroke-width="2.5"
            />`
    })
    const marks = Array.from({ length: topUm / STEP_UM + 1 }, (_, index) => index * STEP_UM)
    return html`<svg
            viewBox="0 0 ${WIDTH} ${HEIGHT}"
            role="img"
            aria-label="Depth over the time of strokes"
            font-size="11"
            font-family="system-ui, sans-serif"
        >
            ${marks.map(um => axis(um, y(um)))} ${bars}
            <text x="${LEFT}" y="${HEIGHT - 6}" fill="${ink.soft}">0 s</text>
            <text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" fill="${ink.soft}" text-anchor="end">
                ${(allMs / 1000).toFixed(1)} s of strokes
            </text>
        </svg>
        <div class="key">
            <span><i style="background:${lines.selected}"></i>set</span>
            <span><i style="background:${lines.carriage};opacity:.45"></i>measured</span>
        </div>`
}

function axis(um: number, atY: number): Html {
    return html`<line
            x1="${LEFT}"
            x2="${WIDTH - RIGHT}"
            y1="${atY}"
            y2="${atY}"
            stroke="${ink.grid}"
        /><text x="${LEFT - 8}" y="${atY + 4}" fill="${ink.soft}" text-anchor="end">
            ${millimetres(um)}
        </text>`
}

function round(value: number): number {
    return Math.round(value * 10) / 10
}
