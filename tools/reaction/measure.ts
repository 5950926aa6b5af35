/** Measures the reactions to every cause: here, or on worker threads, with the same figures. */
import { playOnThreads } from "../pool"
import { reactionCauses } from "./causes"
import { ReactionBench, type ReactionJob, type ReactionOutcome, type ReactionTerms } from "./play"
import { reactionRow, type ReactionRow } from "./rows"

export interface ReactionOptions {
    /** Runs for each cause, each with another seed from `seed` on. */
    readonly phases: number
    readonly seed: number
    readonly threads: number
    /** Only these causes; default all. */
    readonly causes?: readonly string[]
    readonly onRuns?: (count: number) => void
}

export async function measureReactions(
    terms: ReactionTerms,
    options: ReactionOptions
): Promise<ReactionRow[]> {
    const causes = reactionCauses(terms.variant)
    const asked = causes.filter(({ cause }) => options.causes?.includes(cause) ?? true)
    const jobs = asked.flatMap(one => jobsOf(causes.indexOf(one), options))
    const outcomes = await playAll(jobs, terms, options)
    return asked.map((one, index) => {
        const from = index * 2 * options.phases
        const mine = outcomes.slice(from, from + 2 * options.phases)
        return reactionRow(one, mine.slice(0, options.phases), mine.slice(options.phases))
    })
}

function jobsOf(cause: number, { phases, seed }: ReactionOptions): ReactionJob[] {
    return [false, true].flatMap(plain =>
        Array.from({ length: phases }, (_, index) => ({ cause, seed: seed + index, plain }))
    )
}

async function playAll(
    jobs: readonly ReactionJob[],
    terms: ReactionTerms,
    { threads, onRuns }: ReactionOptions
): Promise<ReactionOutcome[]> {
    if (threads > 1)
        return playOnThreads("reactionworker.mjs", terms, jobs, threads, () => onRuns?.(1))
    const bench = new ReactionBench(terms)
    const outcomes: ReactionOutcome[] = []
    for (const job of jobs) {
        outcomes.push(await bench.play(job))
        onRuns?.(1)
    }
    return outcomes
}
