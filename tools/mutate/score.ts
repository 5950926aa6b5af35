/** Scores of mutants: of those that compile, how many something noticed. */
import type { Tried } from "./campaign"
import { matcher } from "./glob"

export interface Score {
    /** Noticed by a test or a scenario; `late`, the ones among them that never came to an end. */
    killed: number
    late: number
    survived: number
    invalid: number
    /** Percent of killed among killed and survived; null when there is none. */
    score: number | null
}

export function scoreOf(tried: readonly Tried[]): Score {
    const count = (outcome: string): number => tried.filter(one => one.outcome === outcome).length
    const late = count("late")
    const killed = count("killed") + late
    const survived = count("survived")
    const judged = killed + survived
    const score = judged === 0 ? null : Math.round((killed / judged) * 1000) / 10
    return { killed, late, survived, invalid: count("invalid"), score }
}

/** Scores of each file, in alphabetical order. */
export function scoresByFile(tried: readonly Tried[]): (Score & { file: string })[] {
    const files = [...new Set(tried.map(({ mutation }) => mutation.path))].sort()
    return files.map(file => ({
        file,
        ...scoreOf(tried.filter(({ mutation }) => mutation.path === file)),
    }))
}

/** A least score, percent, of the files that a pattern names. */
export interface Threshold {
    readonly files: string
    readonly percent: number
}

/** Each threshold with what was reached; a file counts for the first one that names it. */
export function judge(
    tried: readonly Tried[],
    thresholds: readonly Threshold[]
): (Threshold & { score: number | null; ok: boolean })[] {
    const patterns = thresholds.map(({ files }) => matcher(files))
    return thresholds.map((threshold, index) => {
        const own = tried.filter(
            ({ mutation }) => patterns.findIndex(matches => matches(mutation.path)) === index
        )
        const { score } = scoreOf(own)
        // Where nothing was judged, nothing was shown.
        return { ...threshold, score, ok: score !== null && score >= threshold.percent }
    })
}
