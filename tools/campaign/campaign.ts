/** Runs a campaign and sums it up, variant by variant. */
import type { Hazard } from "../../sim/campaign/hazard"
import { planOf, type Choice, type Job } from "../../sim/campaign/plan"
import { playCase, type RunRecord } from "../../sim/campaign/play"
import {
    summaryOf,
    violationsOf,
    type CampaignViolation,
    type HazardSummary,
} from "../../sim/campaign/verdict"
import type { Variant } from "../../sim/faults"
import { makePen } from "../../sim/run"
import { hostMs } from "../../sim/hosttime"
import { buildVariant } from "../build"
import { note, progress } from "../progress"

/** The value of `pen campaign --json`, for one variant. */
export interface CampaignResult {
    readonly schema: 1
    readonly bytecodeSha256: string
    readonly variant: Variant
    readonly seeds: readonly [number, number]
    readonly runs: number
    readonly hostMs: number
    readonly runsPerS: number
    readonly violations: CampaignViolation[]
    readonly hazards: HazardSummary[]
}

export async function runCampaign(choice: Choice): Promise<CampaignResult[]> {
    const results: CampaignResult[] = []
    for (const variant of choice.variants) results.push(await campaignOf(variant, choice))
    return results
}

async function campaignOf(variant: Variant, choice: Choice): Promise<CampaignResult> {
    note(`building ${variant} ...`)
    const { bytecode, sha256 } = await buildVariant(variant)
    const jobs = planOf({ ...choice, variants: [variant] })
    const startedMs = hostMs()
    const runs = await playAll(jobs, choice.hazards, bytecode)
    const tookMs = hostMs() - startedMs
    return {
        schema: 1,
        bytecodeSha256: sha256,
        variant,
        seeds: [choice.seeds.from, choice.seeds.to],
        runs: runs.length,
        hostMs: Math.round(tookMs),
        runsPerS: Math.round((runs.length / tookMs) * 1e5) / 100,
        violations: violationsOf(runs),
        hazards: choice.hazards.map(hazard => summaryOf(hazard, variant, runs)),
    }
}

async function playAll(
    jobs: readonly Job[],
    hazards: readonly Hazard[],
    bytecode: Uint8Array
): Promise<RunRecord[]> {
    const bar = progress("running ", jobs.length, "runs")
    const runs: RunRecord[] = []
    try {
        for (const job of jobs) {
            const hazard = hazards.find(one => one.id === job.hazard)!
            const one = hazard.cases.find(known => known.name === job.case)!
            runs.push(
                await playCase(hazard, one, job, (scenario, options) =>
                    makePen(scenario, bytecode, options)
                )
            )
            bar.update(runs.length)
        }
    } finally {
        bar.stop()
    }
    return runs
}
