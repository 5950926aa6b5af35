/** Every run of every case as a cell: one row per arm, one column per seed, or per group of seeds where many. */
import type { RunRecord } from "../../sim/campaign/play"
import type { CaseSummary } from "../../sim/campaign/verdict"
import { ink } from "../plotstyle"
import { html, type Html } from "./html"
import { cellColours } from "./pagestyle"

export interface HeatRow {
    readonly id: string
    readonly summary: CaseSummary
}

const LABEL_PX = 250
const MAP_PX = 810
const ROW_PX = 11
const GAP_PX = 9
const HEAD_PX = 18
/** Narrower cells cannot be told apart: seeds share one. */
const CELL_PX_MIN = 4
const CELL_PX_MAX = 14
/** So near to its limit is worth a colour. */
const NEAR = 0.8

/** How bad the worst run of a cell was. */
type Colour = keyof typeof cellColours
const ORDER: readonly Colour[] = ["none", "well", "kept", "near", "harm"]

export function heatMap(rows: readonly HeatRow[], runs: readonly RunRecord[]): Html {
    const seeds = [...new Set(runs.map(run => run.seed))].sort((one, other) => one - other)
    const perCell = Math.max(1, Math.ceil(seeds.length / Math.floor(MAP_PX / CELL_PX_MIN)))
    const cells = Math.ceil(seeds.length / perCell)
    const cellPx = Math.min(CELL_PX_MAX, MAP_PX / Math.max(1, cells))
    const column = new Map(seeds.map((seed, index) => [seed, Math.floor(index / perCell)]))
    const heightPx = HEAD_PX + rows.length * (2 * ROW_PX + GAP_PX)
    const widthPx = LABEL_PX + MAP_PX
    const label = `seeds ${seeds[0] ?? 0} to ${seeds.at(-1) ?? 0}${perCell > 1 ? `, ${perCell} to a cell` : ""}`
    return html`<svg
        viewBox="0 0 ${widthPx} ${heightPx}"
        width="${widthPx}"
        role="img"
        aria-label="All runs, by hazard, arm and seed"
        font-size="11"
        fill="${ink.strong}"
    >
        <text x="${LABEL_PX}" y="11" fill="${ink.soft}">${label}</text>
        ${rows.map((row, index) => {
            const own = runs.filter(run => run.hazard === row.id && run.case === row.summary.name)
            const topPx = HEAD_PX + index * (2 * ROW_PX + GAP_PX)
            return rowOf(row, own, { topPx, cellPx, column })
        })}
    </svg>`
}

interface Place {
    readonly topPx: number
    readonly cellPx: number
    readonly column: ReadonlyMap<number, number>
}

function rowOf({ id, summary }: HeatRow, runs: readonly RunRecord[], place: Place): Html {
    const { topPx } = place
    return html`<g
        ><text x="0" y="${topPx + 12}"><tspan font-weight="600">${id}</tspan> ${summary.name}</text>
        <text
            x="${LABEL_PX - 6}"
            y="${topPx + 9}"
            text-anchor="end"
            font-size="9"
            fill="${ink.soft}"
            >with</text
        >
        <text
            x="${LABEL_PX - 6}"
            y="${topPx + ROW_PX + 9}"
            text-anchor="end"
            font-size="9"
            fill="${ink.soft}"
            >without</text
        >
        ${(["with", "without"] as const).map((arm, line) =>
            cellsOf(
                runs.filter(run => run.arm === arm),
                summary,
                { ...place, topPx: topPx + line * ROW_PX }
            )
        )}</g
    >`
}

function cellsOf(
    runs: readonly RunRecord[],
    summary: CaseSummary,
    { topPx, cellPx, column }: Place
): Html[] {
    const worst = new Map<number, Colour>()
    for (const run of runs) {
        const index = column.get(run.seed)!
        const colour = colourOf(run, summary.with.limit)
        const known = worst.get(index)
        if (!known || ORDER.indexOf(colour) > ORDER.indexOf(known)) worst.set(index, colour)
    }
    // Neighbours of one colour are one rectangle: a page of thousands of runs stays small.
    const rects: Html[] = []
    const indices = [...worst.keys()].sort((one, other) => one - other)
    for (let first = 0; first < indices.length;) {
        const colour = worst.get(indices[first]!)!
        let last = first
        while (indices[last + 1] === indices[last]! + 1 && worst.get(indices[last + 1]!) === colour)
            last++
        const x = LABEL_PX + indices[first]! * cellPx
        const width = (last - first + 1) * cellPx
        rects.push(
            html`<rect
                x="${round(x)}"
                y="${topPx}"
                width="${round(width)}"
                height="${ROW_PX - 1}"
                fill="${cellColours[colour]}"
            />`
        )
        first = last + 1
    }
    return rects
}

function colourOf(run: RunRecord, limit: number): Colour {
    if (run.violations.length > 0 || (run.arm === "with" && run.harmed)) return "harm"
    if (!run.occurred) return "none"
    if (run.arm === "without") return run.harmed ? "kept" : "well"
    return limit > 0 && run.worst > NEAR * limit ? "near" : "well"
}

function round(px: number): number {
    return Math.round(px * 100) / 100
}

export function heatKey(): Html {
    const entry = (colour: Colour, text: string): Html =>
        html`<span><i style="background:${cellColours[colour]}"></i>${text}</span>`
    return html`<div class="key">
        ${[
            entry("well", "not harmed"),
            entry("near", "with the control: above 80 % of the limit"),
            entry("kept", "without the control: harmed, as it has to be"),
            entry("harm", "harmed with the control, or an invariant broken"),
            entry("none", "the cause did not occur"),
        ]}
    </div>`
}
