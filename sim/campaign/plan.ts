/** What a campaign runs: every case of the chosen hazards in every chosen arm, and swarm runs, for every seed. */
import type { Variant } from "../faults"
import type { Hazard, HazardCase } from "./hazard"
import type { Arm } from "./play"
import { SWARM } from "./swarm"

export interface Seeds {
    readonly from: number
    readonly to: number
}

/** One run, in words that another thread or machine understands as well. */
export interface Job {
    readonly hazard: string
    readonly case: string
    readonly variant: Variant
    readonly arm: Arm
    readonly seed: number
}

export interface Choice {
    readonly hazards: readonly Hazard[]
    /** Only cases of this name. */
    readonly case?: string | undefined
    /** Also runs that nobody thought of, one for each seed. */
    readonly swarm: boolean
    readonly arms: readonly Arm[]
    readonly seeds: Seeds
}

/** All runs, seed by seed: a campaign that is stopped early has seen a little of everything. */
export function planOf(choice: Choice, variant: Variant): Job[] {
    const jobs: Job[] = []
    for (let seed = choice.seeds.from; seed <= choice.seeds.to; seed++) {
        for (const hazard of choice.hazards)
            for (const one of casesOn(hazard, variant, choice.case))
                for (const arm of choice.arms)
                    jobs.push({ hazard: hazard.id, case: one.name, variant, arm, seed })
        // A swarm run has no control to lose.
        if (choice.swarm && choice.arms.includes("with"))
            jobs.push({ hazard: SWARM, case: SWARM, variant, arm: "with", seed })
    }
    return jobs
}

/** The part of a plan that machine `index` of `count` runs; index from 1. */
export function shardOf(jobs: readonly Job[], index: number, count: number): Job[] {
    return jobs.filter((_job, place) => place % count === index - 1)
}

/** Cases of a hazard that a variant plays; all of them, or the one of a name. */
export function casesOn(hazard: Hazard, variant: Variant, name?: string): HazardCase[] {
    const own = hazard.cases.filter(one => one.variants.includes(variant))
    return name === undefined ? own : own.filter(one => one.name === name)
}
