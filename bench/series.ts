/** The last stretch of time, in columns as the charts take them. */
import { signal } from "@preact/signals"
import { type LiveSample, sampleFields } from "../sim/samplefields"

const SAMPLES_MAX = 6_000
/** The oldest go in blocks, so that arrays are not moved with every frame. */
const SLACK = 1_000

/** One array for each field of a sample. */
export const columns: (number | null)[][] = sampleFields.map(() => [])
/** Counts up whenever the columns have changed. */
export const columnsVersion = signal(0)

export function keepSamples(samples: readonly LiveSample[]): void {
    if (samples.length === 0) return
    for (const sample of samples)
        columns.forEach((column, index) => column.push(sample[index] ?? null))
    const extra = (columns[0]?.length ?? 0) - SAMPLES_MAX
    if (extra > SLACK) for (const column of columns) column.splice(0, extra)
    columnsVersion.value++
}

/** Samples that hold at least one whole stroke of the slowest rate. */
const STROKE_SAMPLES = 8

/** The lowest and the highest place of the tips in the last samples, µm. */
export function extremes(): { lowUm: number; highUm: number } {
    const last = (name: "tipLowUm" | "tipHighUm"): number[] =>
        (columns[sampleFields.indexOf(name)] ?? []).slice(-STROKE_SAMPLES).map(um => um ?? 0)
    return { lowUm: Math.min(...last("tipLowUm")), highUm: Math.max(...last("tipHighUm")) }
}

export function forgetSamples(): void {
    for (const column of columns) column.length = 0
    columnsVersion.value++
}
