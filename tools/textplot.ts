/** Depth and strokes over time, drawn with letters: an envelope of what the needle tip reached. */
import pc from "picocolors"
import type { Sample } from "../sim/result"
import { statePaint } from "./wording"

const width = 72
const rows = 8
/** A cell filled from below in eighths. */
const eighths = " ▁▂▃▄▅▆▇█"

interface Column {
    tipUm: number
    selectedUm: number
    rateHz: number
    state: string
    safe: boolean
}

/** Lines of the plot, or none when there are no samples. */
export function textPlot(samples: readonly Sample[]): string[] {
    const columns = columnsOf(samples)
    const last = samples.at(-1)
    if (columns.length === 0 || !last) return []
    const highestUm = Math.max(500, ...columns.map(one => Math.max(one.tipUm, one.selectedUm)))
    // Each row is then a multiple of the 50 µm of the depth setting.
    const topUm = Math.ceil(highestUm / (50 * rows)) * 50 * rows
    const lines = [
        `${pc.dim("   mm")}  ${pc.cyan("▇")} reach of the tips  ${pc.yellow("─")} selected`,
    ]
    for (let row = rows - 1; row >= 0; row--) lines.push(depthLine(columns, row, topUm))
    lines.push(`${axis("rate")}${painted(columns.map(rateCell))}`)
    lines.push(
        `${axis("enable")}${painted(columns.map(({ safe }) => [safe ? "▬" : " ", pc.green]))}`
    )
    lines.push(`${axis("state")}${stateBand(columns)}`)
    lines.push(timeAxis(last.atMs))
    return lines
}

type Cell = readonly [letter: string, paint: (text: string) => string]

/** Cells as one text; neighbours of one colour are painted together. */
function painted(cells: readonly Cell[]): string {
    let line = ""
    let run = ""
    cells.forEach(([letter, paint], index) => {
        run += letter
        if (cells[index + 1]?.[1] === paint) return
        line += paint(run)
        run = ""
    })
    return line
}

/** Samples gathered into columns: the farthest tip and the fastest stroke of each stretch of time. */
function columnsOf(samples: readonly Sample[]): Column[] {
    const endMs = samples.at(-1)?.atMs ?? 0
    const columns: Column[] = []
    for (const sample of samples) {
        const index = Math.min(width - 1, Math.floor((sample.atMs * width) / Math.max(1, endMs)))
        const { tipMaxUm, selectedUm, rateHz, state } = sample
        const column = columns[index]
        const safe = sample.strokeSafe === 1 || (column?.safe ?? false)
        columns[index] = {
            tipUm: Math.max(tipMaxUm, column?.tipUm ?? -Infinity),
            selectedUm,
            rateHz: Math.max(rateHz, column?.rateHz ?? 0),
            state,
            safe,
        }
    }
    // Fewer samples than columns leave gaps; each is what came before it.
    for (let index = 1; index < columns.length; index++) columns[index] ??= columns[index - 1]!
    return columns
}

function axis(label: string): string {
    return pc.dim(`${label.padStart(6)} ┤`)
}

function depthLine(columns: readonly Column[], row: number, topUm: number): string {
    const cellUm = topUm / rows
    const label = row % 2 === 0 ? ((row * cellUm) / 1000).toFixed(2) : ""
    const cells = columns.map(({ tipUm, selectedUm }): Cell => {
        const filled = Math.round(Math.min(1, Math.max(0, tipUm / cellUm - row)) * 8)
        if (filled > 0) return [eighths.charAt(filled), pc.cyan]
        const isSelected = Math.floor(selectedUm / cellUm) === row
        return [isSelected ? "─" : " ", pc.yellow]
    })
    return `${axis(label)}${painted(cells)}`
}

function rateCell({ rateHz }: Column): Cell {
    return [eighths.charAt(Math.ceil((Math.min(150, rateHz) / 150) * 8)), pc.blue]
}

/** Each state's name at the beginning of its span, as far as it fits. */
function stateBand(columns: readonly Column[]): string {
    let line = ""
    let from = 0
    columns.forEach(({ state }, index) => {
        if (columns[index + 1]?.state === state) return
        const span = index + 1 - from
        line += statePaint(state)(`▏${state}`.slice(0, span).padEnd(span))
        from = index + 1
    })
    return line
}

function timeAxis(endMs: number): string {
    const marks = Array.from(
        { length: 5 },
        (_, index) => `${((endMs * index) / 4000).toFixed(1)} s`
    )
    let line = ""
    marks.forEach((mark, index) => {
        const at = Math.round((index * (width - 1)) / 4)
        const start = index === 4 ? width - mark.length : at - (index === 0 ? 0 : mark.length >> 1)
        line = line.padEnd(start) + mark
    })
    return pc.dim(`${" ".repeat(7)}└${line}`)
}
