/** The wall clock, for speeds only. No other file of `sim/` may read it. */

/** Milliseconds of host time, with fractions, from an arbitrary start. */
export function hostMs(): number {
    return performance.now()
}

/** Milliseconds of processor time of this process, all its threads together. */
export function hostCpuMs(): number {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
}
