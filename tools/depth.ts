/**
 * What `pen bench depth` says of many pens: mean error and tolerance interval of each setting, repeatability and settle
 * time; one row for each variant and setting, and one for all settings together.
 */
import { DEPTH_STEP_UM, SETTINGS, type Visit, VISITS } from "../sim/benchdepth"
import type { VariantName } from "./manifest"

export interface DepthRow extends Record<string, string | number | boolean | null> {
    variant: string
    /** The setting, or "all". */
    um: number | string
    /** Pens with a figure, and visits that the pen refused or ended. */
    n: number
    refused: number
    errorUm: number | null
    sdUm: number | null
    /** Farthest end of the interval that holds 95 % of all pens with 95 % confidence (PEN-FUN-02). */
    boundUm: number | null
    /** Standard deviation between visits of the same setting by the same pen. */
    repeatUm: number | null
    settleMsMax: number | null
    /** PEN-FUN-03. */
    halfMsMax: number | null
    retractMsMax: number | null
    /** The bound that the manifest promises, and whether it is kept; of "all" only. */
    limitUm: number | null
    met: boolean | null
}

/** PEN-FUN-03. */
const HALF_MS = 100
const RETRACT_MS = 200

/** One row for each setting, then one for all of them. `pens`: the visits of each pen, in their order. */
export function depthRows(
    variant: VariantName,
    pens: readonly (readonly Visit[])[],
    limitUm: number
): DepthRow[] {
    const rows = Array.from({ length: SETTINGS }, (_, index) =>
        settingRow(variant, index * DEPTH_STEP_UM, pens)
    )
    const worst = (name: "boundUm" | "repeatUm" | "settleMsMax" | "halfMsMax" | "retractMsMax") =>
        largest(rows.map(row => row[name]))
    const boundUm = rows.some(row => row.boundUm === null) ? null : worst("boundUm")
    const all: DepthRow = {
        variant,
        um: "all",
        n: pens.length,
        refused: rows.reduce((sum, row) => sum + row.refused, 0),
        errorUm: tenths(mean(rows.flatMap(row => row.errorUm ?? []))),
        sdUm: tenths(Math.sqrt(mean(rows.map(row => (row.sdUm ?? 0) ** 2)))),
        boundUm,
        repeatUm: worst("repeatUm"),
        settleMsMax: worst("settleMsMax"),
        halfMsMax: worst("halfMsMax"),
        retractMsMax: worst("retractMsMax"),
        limitUm,
        met: null,
    }
    const inTime = (all.halfMsMax ?? 0) <= HALF_MS && (all.retractMsMax ?? 0) <= RETRACT_MS
    all.met = boundUm !== null && boundUm <= limitUm && inTime
    return [...rows, all]
}

function settingRow(
    variant: VariantName,
    um: number,
    pens: readonly (readonly Visit[])[]
): DepthRow {
    const visits = pens.map(pen => pen.filter(visit => visit.um === um))
    const first = visits.flatMap(pen => pen[0]?.errorUm ?? [])
    const sdUm = first.length > 1 ? deviation(first) : null
    const reach = sdUm === null ? 0 : toleranceFactor(first.length) * sdUm
    const every = visits.flat()
    return {
        variant,
        um,
        n: first.length,
        refused: every.filter(visit => visit.errorUm === null).length,
        errorUm: first.length > 0 ? tenths(mean(first)) : null,
        sdUm: sdUm === null ? null : tenths(sdUm),
        boundUm: sdUm === null ? null : tenths(Math.abs(mean(first)) + reach),
        repeatUm: repeatability(visits),
        settleMsMax: largest(every.map(visit => visit.settleMs)),
        halfMsMax: largest(every.map(visit => visit.halfMs)),
        retractMsMax: largest(every.map(visit => visit.retractMs)),
        limitUm: null,
        met: null,
    }
}

/** Standard deviation of one visit about the mean of the same pen's visits, over all pens. */
function repeatability(visits: readonly (readonly Visit[])[]): number | null {
    const squares = visits.flatMap(pen => {
        const errors = pen.flatMap(visit => visit.errorUm ?? [])
        if (errors.length < VISITS) return []
        return deviation(errors) ** 2
    })
    return squares.length === 0 ? null : tenths(Math.sqrt(mean(squares)))
}

/**
 * Factor k of a two-sided tolerance interval mean ± k·s for 95 % of a normal population with 95 % confidence
 * (Howe 1969), with the χ² quantile of Wilson and Hilferty; within 1 % of the tables from n = 5 on.
 */
export function toleranceFactor(n: number): number {
    const freedom = n - 1
    const part = 2 / (9 * freedom)
    const quantile = freedom * (1 - part - ONE_SIDED_95 * Math.sqrt(part)) ** 3
    return TWO_SIDED_95 * Math.sqrt((freedom * (1 + 1 / n)) / quantile)
}

const TWO_SIDED_95 = 1.959964
const ONE_SIDED_95 = 1.644854

function mean(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviation(values: readonly number[]): number {
    const middle = mean(values)
    const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
    return Math.sqrt(squares / (values.length - 1))
}

function largest(values: readonly (number | null)[]): number | null {
    const known = values.flatMap(value => value ?? [])
    return known.length === 0 ? null : tenths(Math.max(...known))
}

function tenths(value: number): number {
    return Math.round(value * 10) / 10
}
