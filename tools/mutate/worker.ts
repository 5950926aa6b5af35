/** Tries one mutation after another, in a process of its own, because a mutant may never come to an end. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { hostCpuMs } from "../../sim/hosttime"
import { root } from "../paths"
import { behaviourFailure } from "./behaviour"
import { complaint } from "./compiles"
import { hostTests } from "./coverage"
import { HostTests } from "./hosttests"
import { END, type Job, type Message, type Verdict } from "./messages"
import { mutated } from "./mutation"
import { type Built, doesNotCompile, Slice } from "./slice"

let host: HostTests | undefined
let slice: Slice | undefined

function say(message: Message): void {
    process.send?.(message)
}

/** A stage may take this much processor time, or ten times what it takes without a mutation. */
const STAGE_MS = 8_000
const STAGE_FACTOR = 10
const LOOK_MS = 500
/** A process that says nothing for this long says nothing any more. */
const SILENT_MS = 600_000

let usualMs: Readonly<Record<string, number>> = {}

/**
 * Tests run in a thread of their own, so that this one can see how long they take; in processor time, because a busy
 * computer is no reason to call a mutant endless. What is not known from a run without a mutation takes what it takes.
 */
async function stage<Result>(
    name: string,
    work: () => Promise<Result>,
    silentMs = SILENT_MS
): Promise<Result> {
    say({ kind: "begin", stage: name, silentMs })
    const startedMs = hostCpuMs()
    const usual = usualMs[name]
    const timer = setInterval(() => {
        if (usual === undefined) return
        const limitMs = Math.max(STAGE_MS, usual * STAGE_FACTOR)
        if (hostCpuMs() - startedMs > limitMs) say({ kind: "late", stage: name })
    }, LOOK_MS)
    try {
        const result = await work()
        say({ kind: "end", stage: name, ms: hostCpuMs() - startedMs })
        return result
    } finally {
        clearInterval(timer)
    }
}

async function attempt(job: Job): Promise<Verdict> {
    usualMs = job.usualMs
    const path = job.mutation?.path ?? "src/core/interlock.ts"
    const original = readFileSync(join(root, path), "utf8")
    const text = job.mutation ? mutated(original, job.mutation) : original
    const complained = await stage("type check", () => Promise.resolve(complaint(path, text)))
    if (complained !== undefined) return { outcome: "invalid", by: complained }
    if (job.tests.length > 0) {
        host ??= await stage("start of tests", () => HostTests.start(hostTests()))
        const running = host
        running.change(path, text)
        for (const test of job.tests) {
            const failure = await stage(test, () => running.firstFailure(test))
            if (failure !== undefined) return { outcome: "killed", by: failure }
        }
    }
    if (!job.bytecode) return { outcome: "survived", by: "" }
    slice ??= await stage("copy", () => Slice.start())
    let built: Built
    try {
        built = await (job.mutation ? slice.build(stage, path, text) : slice.build(stage))
    } catch (error) {
        if (doesNotCompile(error)) return { outcome: "invalid", by: "DeviceScript refuses it" }
        throw error
    }
    const failure =
        (await slice.firstFailure(built, stage)) ??
        (job.suite ? await behaviourFailure(built, stage) : undefined)
    return failure === undefined
        ? { outcome: "survived", by: "" }
        : { outcome: "killed", by: failure }
}

process.on("message", (job: Job | typeof END) => {
    const work =
        job === END ? end() : attempt(job).then(verdict => say({ kind: "verdict", ...verdict }))
    work.catch((error: unknown) => {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
        say({ kind: "broken", reason })
    })
})

async function end(): Promise<void> {
    await host?.stop()
    await slice?.stop()
    process.disconnect()
}
