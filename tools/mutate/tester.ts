/** One process that tries mutations, watched: a stage that lasts far too long ends the process and the mutant. */
import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import { root } from "../paths"
import { END, type Job, type Message, type Verdict } from "./messages"

/** A stage may last this long, or ten times what it lasted without a mutation, whichever is longer. */
const STAGE_MS = 15_000
const STAGE_FACTOR = 10
/** As long as nobody knows. */
const UNKNOWN_MS = 600_000

/** A defect of the bench, or of the sources without any mutation; never a verdict on a mutant. */
export class Broken extends Error {
    override readonly name = "Broken"
}

/** How long each stage lasts without a mutation, ms; shared by all testers. */
export type Durations = Map<string, number>

export class Tester {
    private child: ChildProcess | undefined

    constructor(
        private readonly durations: Durations,
        private readonly stageMs = STAGE_MS
    ) {}

    /** Tries one mutation. Throws `Broken`. */
    async attempt(job: Job): Promise<Verdict> {
        const child = (this.child ??= start())
        let timer: NodeJS.Timeout | undefined
        try {
            return await new Promise((resolve, reject) => {
                const broken = (reason: string): void => reject(new Broken(reason))
                const hear = (message: Message): void => {
                    clearTimeout(timer)
                    switch (message.kind) {
                        case "begin":
                            timer = setTimeout(() => {
                                this.kill()
                                resolve({ outcome: "late", by: `no end of ${message.stage}` })
                            }, this.limitMs(message.stage))
                            break
                        case "end":
                            if (!job.mutation) this.durations.set(message.stage, message.ms)
                            break
                        case "verdict":
                            resolve({ outcome: message.outcome, by: message.by })
                            break
                        case "broken":
                            broken(message.reason)
                    }
                }
                child.removeAllListeners()
                child.on("message", hear)
                child.on("exit", code => broken(`a tester ended with code ${code}`))
                child.send(job)
            })
        } finally {
            clearTimeout(timer)
        }
    }

    /** Lets the process end by itself, which puts away what it made. */
    async stop(): Promise<void> {
        const child = this.child
        if (!child) return
        child.removeAllListeners()
        const ended = new Promise(resolve => child.once("exit", resolve))
        child.send(END)
        await ended
    }

    /** For an end in a hurry. */
    kill(): void {
        this.child?.removeAllListeners()
        this.child?.kill("SIGKILL")
        this.child = undefined
    }

    private limitMs(stage: string): number {
        const usualMs = this.durations.get(stage)
        return usualMs === undefined ? UNKNOWN_MS : Math.max(this.stageMs, usualMs * STAGE_FACTOR)
    }
}

function start(): ChildProcess {
    const environment = { ...process.env }
    // A test that would write its document anew must hold the old one against the mutant.
    delete environment["UPDATE_DOCS"]
    return fork(join(root, "tools", "mutate", "worker.ts"), {
        execArgv: ["--import", "tsx"],
        cwd: root,
        env: environment,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
    })
}
