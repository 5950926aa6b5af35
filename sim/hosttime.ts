/** The wall clock, for speeds only. No other file of `sim/` may read it. */

/** Milliseconds of host time, with fractions, from an arbitrary start. */
export function hostMs(): number {
    return performance.now()
}
