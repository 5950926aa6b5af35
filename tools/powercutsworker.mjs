// A worker thread of `pen powercuts`: makes Node read TypeScript, then plays the cuts that it is given.
import { workerData } from "node:worker_threads"
import { register } from "tsx/esm/api"

register()
const { CutBench } = await import("./powercuts/bench.ts")
// The pool wraps what it was given for its workers.
const bench = new CutBench(workerData[1])

/** Plays a batch of cuts, one after the other. */
export default async function play(jobs) {
    const records = []
    for (const job of jobs) records.push(await bench.play(job))
    return records
}
