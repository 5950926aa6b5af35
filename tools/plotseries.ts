/** The curves and bands of the drawing. Panels: 0 depth, 1 stroke rate, 2 enable, 3 state. */
import type { Sample } from "../sim/result"
import type { Scenario } from "../sim/scenario"
import { ink, lines, states } from "./plotstyle"
import { stepText } from "./wording"

/** More points than pixels only make the file larger. */
const pointsMax = 2400

type Point = [timeS: number, value: number]

/**
 * A curve in at most `pointsMax` points. Of each stretch of time the highest value is kept, because a peak is what
 * a reader looks for.
 */
export function curve(samples: readonly Sample[], value: (sample: Sample) => number): Point[] {
    const stretch = Math.max(1, Math.ceil(samples.length / pointsMax))
    const points: Point[] = []
    for (let from = 0; from < samples.length; from += stretch) {
        let best: Point | undefined
        for (const sample of samples.slice(from, from + stretch)) {
            const found = value(sample)
            if (!best || found > best[1]) best = [sample.atMs / 1000, found]
        }
        if (best) points.push(best)
    }
    return points
}

/** How far the tips reach beyond the nose plane; nothing while they stay behind it. */
function tipCurve(samples: readonly Sample[]): [number, number | null][] {
    const points = curve(samples, sample => sample.tipMaxUm / 1000)
    return points.map(([atS, mm]) => [atS, mm < 0 ? null : mm])
}

interface Line {
    name: string
    panel: number
    data: readonly (readonly [number, number | null])[]
    color: string
    /** What this line has beside, or instead of, the usual. */
    extra?: object
}

function line({ name, panel, data, color, extra }: Line): object {
    return {
        name,
        type: "line",
        xAxisIndex: panel,
        yAxisIndex: panel,
        data,
        symbol: "none",
        itemStyle: { color },
        lineStyle: { color, width: 1.6 },
        silent: true,
        ...extra,
    }
}

export function depthSeries(samples: readonly Sample[], scenario: Scenario): object[] {
    const { selected, commanded, carriage, tip } = lines
    const mm = (pick: (sample: Sample) => number): Point[] =>
        curve(samples, sample => pick(sample) / 1000)
    const filled = { areaStyle: { color: tip, opacity: 0.22 } }
    const wide = { lineStyle: { color: commanded, width: 4, opacity: 0.55 } }
    const dashed = {
        step: "end",
        lineStyle: { color: selected, width: 1.6, type: "dashed" },
        markLine: markers(scenario, samples.at(-1)?.atMs ?? 1),
    }
    const data = {
        tip: tipCurve(samples),
        commanded: mm(sample => sample.commandedUm),
        carriage: mm(sample => sample.carriageUm),
        selected: mm(sample => sample.selectedUm),
    }
    return [
        line({ name: "reach of the tips", panel: 0, data: data.tip, color: tip, extra: filled }),
        line({ name: "commanded", panel: 0, data: data.commanded, color: commanded, extra: wide }),
        line({ name: "carriage", panel: 0, data: data.carriage, color: carriage }),
        line({ name: "selected", panel: 0, data: data.selected, color: selected, extra: dashed }),
    ]
}

/** The nose plane, and one upright line for each step of the scenario. */
function markers(scenario: Scenario, endMs: number): object {
    const nose = {
        yAxis: 0,
        lineStyle: { color: lines.nose, width: 1, type: "solid" },
        label: {
            show: true,
            formatter: "nose plane",
            position: "insideStartTop",
            color: lines.nose,
        },
    }
    const texts = scenario.steps.map(step => stepText(step, scenario).replace(/ \(.*\)$/, ""))
    const places = scenario.steps.map((step, index) => {
        return { at: step.atMs / endMs, width: (texts[index] ?? "").length / lettersAcross }
    })
    const levels = labelLevels(places)
    const steps = scenario.steps.map((step, index) => ({
        xAxis: step.atMs / 1000,
        lineStyle: { color: ink.line, width: 1, type: "dotted" },
        label: {
            show: true,
            formatter: texts[index],
            position: "end",
            distance: 6 + 17 * (levels[index] ?? 0),
            color: ink.soft,
            fontSize: 11,
        },
    }))
    return { silent: true, symbol: "none", data: [nose, ...steps] }
}

/** How many letters of a label fit across the drawing. */
const lettersAcross = 165

/**
 * For labels centred at `at` (0 to 1 of the width), the height of each: the lowest on which it does not write over
 * its neighbour. There are five heights; a crowd beyond that overlaps on the highest.
 */
export function labelLevels(labels: readonly { at: number; width: number }[]): number[] {
    const ends = [-1, -1, -1, -1, -1]
    return labels.map(({ at, width }) => {
        const free = ends.findIndex(end => end < at - width / 2)
        const level = free === -1 ? ends.length - 1 : free
        ends[level] = at + width / 2
        return level
    })
}

export function rateSeries(samples: readonly Sample[]): object {
    const data = curve(samples, sample => sample.rateHz)
    const extra = { areaStyle: { color: lines.rate, opacity: 0.15 } }
    return line({ name: "stroke rate", panel: 1, data, color: lines.rate, extra })
}

export function enableSeries(samples: readonly Sample[]): object {
    const spans = spansOf(samples, sample => (sample.strokeSafe === 1 ? "on" : ""))
    return band(2, spans, { on: lines.enable }, false)
}

export function stateSeries(samples: readonly Sample[]): object {
    return band(
        3,
        spansOf(samples, sample => sample.state),
        states,
        true
    )
}

interface Span {
    fromS: number
    toS: number
    name: string
}

/** Stretches of time in which a word stays the same; those without a word are left out. */
export function spansOf(samples: readonly Sample[], word: (sample: Sample) => string): Span[] {
    const spans: Span[] = []
    let open: Span | undefined
    for (const sample of samples) {
        const atS = sample.atMs / 1000
        const name = word(sample)
        if (open) open.toS = atS
        if (open?.name === name) continue
        open = { fromS: atS, toS: atS, name }
        spans.push(open)
    }
    return spans.filter(span => span.name !== "")
}

interface RenderApi {
    value(index: number): number
    coord(point: number[]): [number, number]
    size(extent: number[]): [number, number]
}

function band(
    panel: number,
    spans: readonly Span[],
    colors: Record<string, string>,
    named: boolean
): object {
    return {
        type: "custom",
        xAxisIndex: panel,
        yAxisIndex: panel,
        silent: true,
        data: spans.map((span, index) => [span.fromS, span.toS, index]),
        renderItem: (_parameters: unknown, api: RenderApi) => {
            const [x, y] = api.coord([api.value(0), 1])
            const [right] = api.coord([api.value(1), 1])
            const [, height] = api.size([0, 1])
            const name = spans[api.value(2)]?.name ?? ""
            const width = Math.max(1, right - x)
            // A name that does not fit into its span would stand over its neighbour.
            const text = named && width > 8 * name.length ? name : ""
            return {
                type: "rect",
                shape: { x, y, width, height },
                style: { fill: colors[name] ?? "#adb5bd" },
                textContent: { type: "text", style: { text, fill: ink.strong, fontSize: 12 } },
                textConfig: { position: "inside" },
            }
        },
    }
}
