/** Plays many runs: here, or on worker threads. Which thread played a run changes nothing about it. */
import { Tinypool } from "tinypool"
import type { Job } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import { Workshop, type Terms } from "./workshop"

/** Runs that a thread takes at once: a run takes a tenth of a second, a message far less. */
const BATCH = 8

/** Plays all jobs on `threads` threads; `onRun` hears of each run as it ends. Records in the order of the jobs. */
export async function playAll(
    jobs: readonly Job[],
    terms: Terms,
    threads: number,
    onRun: (record: RunRecord) => void
): Promise<RunRecord[]> {
    if (threads > 1) return playOnThreads(jobs, terms, threads, onRun)
    const workshop = Workshop.open(terms)
    const records: RunRecord[] = []
    for (const job of jobs) {
        const record = await workshop.play(job)
        records.push(record)
        onRun(record)
    }
    return records
}

async function playOnThreads(
    jobs: readonly Job[],
    terms: Terms,
    threads: number,
    onRun: (record: RunRecord) => void
): Promise<RunRecord[]> {
    const pool = new Tinypool({
        filename: new URL("../campaignworker.mjs", import.meta.url).href,
        minThreads: threads,
        maxThreads: threads,
        workerData: terms,
    })
    try {
        const batches: Job[][] = []
        for (let index = 0; index < jobs.length; index += BATCH)
            batches.push(jobs.slice(index, index + BATCH))
        const played = await Promise.all(
            batches.map(async batch => {
                const records = (await pool.run(batch)) as RunRecord[]
                records.forEach(onRun)
                return records
            })
        )
        return played.flat()
    } finally {
        await pool.destroy()
    }
}
