// The worker thread of `pen start`: makes Node read TypeScript, then lets the simulated pen live.
import { parentPort, workerData } from "node:worker_threads"
import { register } from "tsx/esm/api"

register()
const { liveOn } = await import("./serve/worker.ts")
liveOn(parentPort, workerData)
