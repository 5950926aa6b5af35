/** Plays many runs on worker threads. Which thread played a run changes nothing about it. */
import { Tinypool } from "tinypool"

/** Runs that a thread takes at once: a run takes a tenth of a second, a message far less. */
const BATCH = 8

/**
 * Plays all jobs on `threads` threads that run `worker` (a file of `tools/`) and know `terms`; `onDone` hears of each
 * outcome as it comes. Outcomes in the order of the jobs.
 */
export async function playOnThreads<Outcome>(
    worker: string,
    terms: unknown,
    jobs: readonly unknown[],
    threads: number,
    onDone: (outcome: Outcome) => void
): Promise<Outcome[]> {
    const pool = new Tinypool({
        filename: new URL(worker, import.meta.url).href,
        minThreads: threads,
        maxThreads: threads,
        workerData: terms,
    })
    try {
        const batches: unknown[][] = []
        for (let index = 0; index < jobs.length; index += BATCH)
            batches.push(jobs.slice(index, index + BATCH))
        const played = await Promise.all(
            batches.map(async batch => {
                const outcomes = (await pool.run(batch)) as Outcome[]
                outcomes.forEach(onDone)
                return outcomes
            })
        )
        return played.flat()
    } finally {
        await pool.destroy()
    }
}
