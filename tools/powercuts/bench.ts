/** Plans and plays power cuts: here, or on worker threads, with the same records. */
import type { Variant } from "../../sim/faults"
import { Machine } from "../../sim/machine"
import { bytesOf, type CutJob, type CutRecord, playCut } from "../../sim/powercuts/play"
import { playOnThreads } from "../pool"

export interface CutTerms {
    readonly variant: Variant
    readonly bytecode: Uint8Array
}

export interface CutPlan {
    readonly jobs: readonly CutJob[]
    /** Bytes of the sessions whose cuts are planned, and how many of them are cut. */
    readonly bytes: number
    readonly bytesCut: number
}

export interface CutChoice {
    readonly cuts: number
    readonly seed: number
    readonly threads: number
    readonly onCut: () => void
}

export class CutBench {
    private readonly machine = new Machine()

    constructor(private readonly terms: CutTerms) {}

    play(job: CutJob): Promise<CutRecord> {
        return playCut(job, this.terms.bytecode, this.machine)
    }

    /**
     * Half of the cuts fall between two bytes, evenly over a session, and over the session of the next seed once one
     * has been cut everywhere; the other half at random, each in a session of its own.
     */
    async plan(cuts: number, seed: number): Promise<CutPlan> {
        const { variant, bytecode } = this.terms
        const atBytes = Math.floor(cuts / 2)
        const jobs: CutJob[] = []
        let bytes = 0
        for (let next = seed; jobs.length < atBytes; next++) {
            const count = await bytesOf(next, variant, bytecode, this.machine)
            const wanted = Math.min(count, atBytes - jobs.length)
            bytes += count
            for (let index = 0; index < wanted; index++)
                jobs.push({ seed: next, variant, byte: Math.floor((index * count) / wanted) })
        }
        const bytesCut = jobs.length
        for (let index = 0; jobs.length < cuts; index++) jobs.push({ seed: seed + index, variant })
        return { jobs, bytes, bytesCut }
    }

    async playAll(plan: CutPlan, { threads, onCut }: CutChoice): Promise<CutRecord[]> {
        if (threads > 1)
            return playOnThreads("powercutsworker.mjs", this.terms, plan.jobs, threads, onCut)
        const records: CutRecord[] = []
        for (const job of plan.jobs) {
            records.push(await this.play(job))
            onCut()
        }
        return records
    }
}
