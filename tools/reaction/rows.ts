/** Figures of many reactions: one row for each cause, with the plain program's beside it. */
import type { ReactionCause } from "./causes"
import type { ReactionOutcome } from "./play"

export interface ReactionRow {
    cause: string
    path: string
    /** Runs, each with the drive on when the cause fell. */
    n: number
    msMedian: number | null
    msMax: number | null
    limitMs: number
    /** Longest until the program withdrew its own permission; null when it never did. */
    programMsMax: number | null
    /** Strokes that the match rule did not permit, over all runs. */
    unauthorised: number
    requirement: string
    /** Runs in which drive energy never went away. */
    never: number
    /** Median and maximum of the plain program, ms; null where the drive went on in half of its runs, or in any. */
    baseline: number | null
    baselineMax: number | null
    baselineNever: number
    /** How many times longer the plain program's median is; null where it has none. */
    ratio: number | null
    [column: string]: string | number | null
}

export function reactionRow(
    { cause, path, limitMs, requirement }: ReactionCause,
    outcomes: readonly ReactionOutcome[],
    plain: readonly ReactionOutcome[]
): ReactionRow {
    const ours = timesOf(outcomes)
    const theirs = timesOf(plain)
    const program = outcomes.flatMap(({ programMs }) => (programMs === null ? [] : [programMs]))
    const msMedian = median(ours, outcomes.length)
    const baseline = median(theirs, plain.length)
    const baselineNever = plain.length - theirs.length
    return {
        cause,
        path,
        n: outcomes.length,
        msMedian: rounded(msMedian),
        msMax: rounded(ours.at(-1) ?? null),
        limitMs,
        programMsMax: program.length > 0 ? rounded(Math.max(...program)) : null,
        unauthorised: outcomes.reduce((sum, one) => sum + one.unauthorised, 0),
        requirement,
        never: outcomes.length - ours.length,
        baseline: rounded(baseline),
        baselineMax: baselineNever > 0 ? null : rounded(theirs.at(-1) ?? null),
        baselineNever,
        ratio: msMedian === null || baseline === null ? null : rounded(baseline / msMedian),
    }
}

/** Whether a row keeps its requirement. */
export function keeps(row: ReactionRow): boolean {
    const inTime = row.msMax !== null && row.msMax <= row.limitMs
    return row.n > 0 && row.never === 0 && row.unauthorised === 0 && inTime
}

function timesOf(outcomes: readonly ReactionOutcome[]): number[] {
    const times = outcomes.flatMap(({ offMs }) => (offMs === null ? [] : [offMs]))
    return times.sort((shorter, longer) => shorter - longer)
}

/** Of `count` runs; those that are missing among the times lasted for ever. */
function median(times: readonly number[], count: number): number | null {
    return times[count >> 1] ?? null
}

function rounded(ms: number | null): number | null {
    return ms === null ? null : Math.round(ms * 100) / 100
}
