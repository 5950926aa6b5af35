/** Plays many runs: here, or on worker threads. Which thread played a run changes nothing about it. */
import type { Job } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import { playOnThreads } from "../pool"
import { Workshop, type Terms } from "./workshop"

/** Plays all jobs on `threads` threads; `onRun` hears of each run as it ends. Records in the order of the jobs. */
export async function playAll(
    jobs: readonly Job[],
    terms: Terms,
    threads: number,
    onRun: (record: RunRecord) => void
): Promise<RunRecord[]> {
    if (threads > 1) return playOnThreads("campaignworker.mjs", terms, jobs, threads, onRun)
    const workshop = Workshop.open(terms)
    const records: RunRecord[] = []
    for (const job of jobs) {
        const record = await workshop.play(job)
        records.push(record)
        onRun(record)
    }
    return records
}
