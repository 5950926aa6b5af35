/** One chart over the columns of samples, drawn by uPlot in the colours of the page. */
import uPlot from "uplot"
import "uplot/dist/uPlot.min.css"
import type { SampleName } from "../sim/samplefields"
import type { Trip } from "./messages"
import { columns } from "./series"
import { placeOf } from "./store"
import { isIntended } from "./trip"
import { duration, millimetres } from "./words"

export type ChartKind = "depth" | "drive" | "enable"

export interface ChartSeries {
    readonly field: SampleName
    readonly title: string
    /** The name of its colour in theme.css. */
    readonly colour: string
    readonly text: (value: number) => string
    readonly dash?: number[]
    readonly scale?: string
    readonly stepped?: boolean
    /** Level added, so that bands do not hide one another. */
    readonly lift?: number
}

const hz = (value: number): string => `${(value / 10).toFixed(1)} Hz`
const level = (yes: string, no: string) => (value: number) => (value === 0 ? no : yes)

export const chartSeries: Readonly<Record<ChartKind, readonly ChartSeries[]>> = {
    depth: [
        {
            field: "selectedUm",
            title: "Set",
            colour: "set",
            text: millimetres,
            dash: [6, 4],
            stepped: true,
        },
        { field: "commandedUm", title: "Commanded", colour: "commanded", text: millimetres },
        { field: "measuredUm", title: "Measured", colour: "measured", text: millimetres },
        { field: "reachUm", title: "True reach", colour: "plant", text: millimetres },
    ],
    drive: [
        { field: "rateDeciHz", title: "Stroke rate", colour: "rate", text: hz },
        {
            field: "motorMa",
            title: "Motor current",
            colour: "current",
            text: ma => `${ma} mA`,
            scale: "ma",
        },
    ],
    enable: [
        {
            field: "permitted",
            title: "Strokes",
            colour: "set",
            text: level("permitted", "blocked"),
            stepped: true,
            lift: 1.2,
        },
        {
            field: "driven",
            title: "Drive energy",
            colour: "plant",
            text: level("on", "none"),
            stepped: true,
        },
    ],
}

const heights: Readonly<Record<ChartKind, number>> = { depth: 190, drive: 130, enable: 70 }

/** Scales that stay, so that a line's height means the same at all times. */
const ranges: Readonly<Record<ChartKind, readonly [number, number]>> = {
    depth: [-700, 2700],
    drive: [0, 1700],
    enable: [-0.2, 2.4],
}
/** The shortest life that is drawn over the whole width, ms. */
const YOUNG_MS = 4_000
const CURRENT_MA_RANGE = [-500, 2000] as const

/** Lines are drawn this often at most, and take this part of the time at most. */
const EVERY_MS = 40
const EFFORT = 12

const darkness = matchMedia("(prefers-color-scheme: dark)")

export class LiveChart {
    private plot: uPlot
    private trips: readonly Trip[] = []
    private next = { atMs: 0, wideMs: 0 }
    private planned: ReturnType<typeof setTimeout> | undefined
    private drawnMs = 0
    private costMs = 0
    private readonly resized: ResizeObserver
    private readonly repaint = (): void => {
        this.plot.destroy()
        this.plot = this.make()
    }

    constructor(
        private readonly kind: ChartKind,
        private readonly place: HTMLElement
    ) {
        this.plot = this.make()
        this.resized = new ResizeObserver(() => {
            const { clientWidth: width } = place
            if (width > 0) this.plot.setSize({ width, height: heights[kind] })
        })
        this.resized.observe(place)
        darkness.addEventListener("change", this.repaint)
    }

    /**
     * Has the stretch of `wideMs` drawn that ends at `atMs`; of a pen that is younger, its whole life. Soon, and as
     * often as this machine draws without effort: needles and figures move with every picture, lines need not.
     */
    show(atMs: number, wideMs: number, trips: readonly Trip[]): void {
        this.trips = trips
        this.next = { atMs, wideMs }
        if (this.planned !== undefined) return
        const waitMs = this.drawnMs + Math.max(EVERY_MS, EFFORT * this.costMs) - performance.now()
        this.planned = setTimeout(
            () => {
                this.planned = undefined
                const fromMs = performance.now()
                this.draw(this.next.atMs, this.next.wideMs)
                this.drawnMs = performance.now()
                this.costMs = this.drawnMs - fromMs
            },
            Math.max(0, waitMs)
        )
    }

    private draw(atMs: number, wideMs: number): void {
        const times = (columns[placeOf("atMs")] ?? []) as number[]
        const min = Math.max(0, atMs - wideMs)
        const max = Math.max(atMs, Math.min(wideMs, YOUNG_MS))
        const from = firstAfter(times, min)
        const data: uPlot.AlignedData = [
            times.slice(from),
            ...chartSeries[this.kind].map(({ field, lift = 0 }) => {
                const column = (columns[placeOf(field)] ?? []).slice(from)
                return lift === 0 ? column : column.map(value => (value ?? 0) + lift)
            }),
        ]
        this.plot.setData(data, false)
        this.plot.setScale("x", { min, max })
    }

    destroy(): void {
        clearTimeout(this.planned)
        darkness.removeEventListener("change", this.repaint)
        this.resized.disconnect()
        this.plot.destroy()
    }

    private make(): uPlot {
        const { kind, place } = this
        const colour = (name: string): string =>
            getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
        const empty: uPlot.AlignedData = [[], ...chartSeries[kind].map((): number[] => [])]
        const options: uPlot.Options = {
            width: place.clientWidth || 600,
            height: heights[kind],
            legend: { show: false },
            cursor: { show: false },
            scales: {
                x: { time: false },
                y: { range: [...ranges[kind]] },
                ma: { range: [...CURRENT_MA_RANGE] },
            },
            axes: axesOf(kind, colour),
            series: [{}, ...chartSeries[kind].map(one => seriesOf(one, colour))],
            hooks: { draw: [plot => this.markTrips(plot, colour)] },
        }
        return new uPlot(options, empty, place)
    }

    /** A line where a cause struck, and how long the drive still had energy. */
    private markTrips(plot: uPlot, colour: Colour): void {
        const { ctx: context, bbox } = plot
        const { min = 0, max = 0 } = plot.scales["x"] ?? {}
        context.save()
        context.lineWidth = devicePixelRatio
        context.font = `600 ${11 * devicePixelRatio}px system-ui, sans-serif`
        for (const { atMs, cause, driveOffMs } of this.trips) {
            if (atMs < (min ?? 0) || atMs > (max ?? 0)) continue
            context.strokeStyle = context.fillStyle = colour(isIntended(cause) ? "muted" : "bad")
            const x = Math.round(plot.valToPos(atMs, "x", true))
            context.beginPath()
            context.moveTo(x, bbox.top)
            context.lineTo(x, bbox.top + bbox.height)
            context.stroke()
            if (this.kind !== "depth" || driveOffMs === null) continue
            context.textAlign = x > bbox.left + bbox.width * 0.8 ? "right" : "left"
            const offset = (context.textAlign === "right" ? -5 : 5) * devicePixelRatio
            const text = `off in ${duration(driveOffMs)}`
            context.fillText(text, x + offset, bbox.top + 12 * devicePixelRatio)
        }
        context.restore()
    }
}

type Colour = (name: string) => string

function seriesOf(
    { colour: name, dash, scale, stepped }: ChartSeries,
    colour: Colour
): uPlot.Series {
    const paths = stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined
    return {
        stroke: colour(`series-${name}`),
        width: 1.5,
        scale: scale ?? "y",
        points: { show: false },
        ...(dash ? { dash } : {}),
        ...(paths ? { paths } : {}),
    }
}

function axesOf(kind: ChartKind, colour: Colour): uPlot.Axis[] {
    const common = {
        stroke: colour("muted"),
        font: "11px system-ui, sans-serif",
        grid: { stroke: colour("line"), width: 1 },
        ticks: { show: false },
    }
    const seconds = (_plot: uPlot, splits: number[]): string[] =>
        splits.map(ms => `${Number((ms / 1000).toFixed(3))} s`)
    const values: Readonly<Record<ChartKind, (value: number) => string>> = {
        depth: um => (um / 1000).toFixed(1),
        drive: deciHz => String(deciHz / 10),
        enable: () => "",
    }
    const labels = (_plot: uPlot, splits: number[]): string[] => splits.map(values[kind])
    const isLast = kind === "enable"
    const time = { ...common, values: isLast ? seconds : (): string[] => [], size: isLast ? 24 : 4 }
    const left = { ...common, scale: "y", size: 44, values: labels }
    if (kind !== "drive")
        return [
            time,
            left,
            { ...common, side: 1, size: 44, scale: "y", grid: { show: false }, values: () => [] },
        ]
    return [time, left, { ...common, side: 1, size: 44, scale: "ma", grid: { show: false } }]
}

/** Index of the first time that is not before `ms`, less one so that the line begins at the edge. */
function firstAfter(times: readonly number[], ms: number): number {
    let low = 0
    let high = times.length
    while (low < high) {
        const middle = (low + high) >> 1
        if (times[middle]! < ms) low = middle + 1
        else high = middle
    }
    return Math.max(0, low - 1)
}
