/** Runs a campaign and sums it up, variant by variant. */
import { createHash } from "node:crypto"
import { coverageOf, type Coverage } from "../../sim/campaign/coverage"
import type { Hazard } from "../../sim/campaign/hazard"
import { planOf, shardOf, type Choice, type Job } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import {
    summaryOf,
    swarmSummary,
    violationsOf,
    invariantSummaries,
    type CampaignViolation,
    type InvariantSummary,
    type HazardSummary,
    type SwarmSummary,
} from "../../sim/campaign/verdict"
import type { Variant } from "../../sim/faults"
import { hostMs } from "../../sim/hosttime"
import { buildVariant } from "../build"
import { note } from "../progress"
import { campaignBar } from "./bar"
import { RecordWriter, type RecordHead } from "./recordfile"
import { playAll } from "./runner"
import type { Terms } from "./workshop"

/** The value of `pen campaign --json`, for one variant. */
export interface CampaignResult {
    readonly schema: 1
    readonly bytecodeSha256: string
    readonly variant: Variant
    readonly seeds: readonly [number, number]
    readonly runs: number
    /** Seconds of pen time in all runs together. */
    readonly virtualS: number
    readonly hostMs: number
    readonly runsPerS: number
    readonly charged: boolean
    /** Over the traces of all runs in the order of the plan. */
    readonly traceSha256: string
    readonly violations: CampaignViolation[]
    readonly hazards: HazardSummary[]
    readonly invariants: InvariantSummary[]
    readonly swarm: SwarmSummary | null
    readonly coverage: Coverage
}

export interface CampaignOptions {
    readonly choice: Choice
    readonly variants: readonly Variant[]
    readonly charged: boolean
    readonly threads: number
    /** This machine's part of the runs, from 1. */
    readonly shard: { readonly index: number; readonly count: number }
    /** File for the runs, as JSON Lines. */
    readonly out?: string
}

/** What was run, and what it says. */
export interface Campaign {
    readonly runs: readonly RunRecord[]
    readonly results: readonly CampaignResult[]
}

export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
    const { choice, variants, threads } = options
    const built = await buildAll(variants)
    const head: RecordHead = {
        schema: 1,
        bytecodeSha256: Object.fromEntries(built.map(one => [one.variant, one.sha256])),
        charged: options.charged,
        threads,
    }
    const jobs = variants.flatMap(variant => planOf(choice, variant))
    const own = shardOf(jobs, options.shard.index, options.shard.count)
    const bytecode = Object.fromEntries(built.map(one => [one.variant, one.bytecode]))
    const terms: Terms = {
        hazards: choice.hazards,
        bytecode: bytecode as Terms["bytecode"],
        charged: options.charged,
    }
    const startedMs = hostMs()
    const runs = await played(own, terms, threads, options.out, head)
    const tookMs = hostMs() - startedMs
    return { runs, results: resultsOf({ head, runs }, choice.hazards, tookMs) }
}

async function buildAll(variants: readonly Variant[]) {
    const built = []
    for (const variant of variants) {
        note(`building ${variant} ...`)
        built.push(await buildVariant(variant))
    }
    return built
}

async function played(
    jobs: readonly Job[],
    terms: Terms,
    threads: number,
    out: string | undefined,
    head: RecordHead
): Promise<RunRecord[]> {
    const writer = out === undefined ? undefined : new RecordWriter(out, head)
    const bar = campaignBar(jobs.length)
    try {
        return await playAll(jobs, terms, Math.min(threads, jobs.length), record => {
            writer?.run(record)
            bar.run(record)
        })
    } finally {
        bar.stop()
        writer?.close()
    }
}

/** Sums runs up, each variant for itself. */
export function resultsOf(
    { head, runs }: { head: RecordHead; runs: readonly RunRecord[] },
    hazards: readonly Hazard[],
    tookMs: number
): CampaignResult[] {
    const variants = Object.keys(head.bytecodeSha256) as Variant[]
    return variants.map(variant => {
        const own = runs.filter(run => run.variant === variant)
        const seeds = own.map(run => run.seed)
        return {
            schema: 1,
            bytecodeSha256: head.bytecodeSha256[variant]!,
            variant,
            seeds: [least(seeds), -least(seeds.map(seed => -seed))],
            runs: own.length,
            virtualS: Math.round(own.reduce((sum, run) => sum + run.virtualMs, 0) / 1_000),
            hostMs: Math.round(tookMs),
            runsPerS: tookMs > 0 ? Math.round((runs.length / tookMs) * 1e5) / 100 : 0,
            charged: head.charged,
            traceSha256: hashOf(own),
            violations: violationsOf(own),
            hazards: hazards.map(hazard => summaryOf(hazard, variant, own)),
            invariants: invariantSummaries(own),
            swarm: swarmSummary(own),
            coverage: coverageOf(own),
        }
    })
}

function least(values: readonly number[]): number {
    return values.reduce((lowest, value) => Math.min(lowest, value), values[0] ?? 0)
}

function hashOf(runs: readonly RunRecord[]): string {
    const hash = createHash("sha256")
    for (const run of runs) hash.update(run.traceSha256)
    return hash.digest("hex")
}
