// A worker thread of `pen bench reaction`: makes Node read TypeScript, then plays the runs that it is given.
import { workerData } from "node:worker_threads"
import { register } from "tsx/esm/api"

register()
const { ReactionBench } = await import("./reaction/play.ts")
// The pool wraps what it was given for its workers.
const bench = new ReactionBench(workerData[1])

/** Plays a batch of runs, one after the other. */
export default async function play(jobs) {
    const outcomes = []
    for (const job of jobs) outcomes.push(await bench.play(job))
    return outcomes
}
