// A worker thread of a campaign: makes Node read TypeScript, then plays the runs that it is given.
import { workerData } from "node:worker_threads"
import { register } from "tsx/esm/api"

register()
const { Workshop } = await import("./campaign/workshop.ts")
// The pool wraps what it was given for its workers.
const workshop = Workshop.open(workerData[1])

/** Plays a batch of runs, one after the other. */
export default async function play(jobs) {
    const records = []
    for (const job of jobs) records.push(await workshop.play(job))
    return records
}
