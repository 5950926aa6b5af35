/** Figures of many measurements. */

/** The value that so many percent of all do not exceed. NaN without any. */
export function percentile(values: readonly number[], percent: number): number {
    const sorted = [...values].sort((one, other) => one - other)
    const index = Math.ceil((sorted.length * percent) / 100) - 1
    return sorted[Math.max(0, index)] ?? NaN
}

export function median(values: readonly number[]): number {
    return percentile(values, 50)
}
