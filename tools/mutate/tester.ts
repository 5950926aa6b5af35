/** One process that tries mutations, watched: a stage that lasts far too long ends the process and the mutant. */
import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import { root } from "../paths"
import { END, type Job, type Message, type Verdict } from "./messages"

/** A defect of the bench, or of the sources without any mutation; never a verdict on a mutant. */
export class Broken extends Error {
    override readonly name = "Broken"
}

/** Processor time of each stage without a mutation, ms; shared by all testers. */
export type Durations = Map<string, number>

/** A job without what the tester itself knows. */
export type Task = Omit<Job, "usualMs">

export class Tester {
    private child: ChildProcess | undefined

    constructor(private readonly durations: Durations) {}

    /** Tries one mutation. Throws `Broken`. */
    async attempt(task: Task): Promise<Verdict> {
        const child = (this.child ??= start())
        let timer: NodeJS.Timeout | undefined
        try {
            return await new Promise((resolve, reject) => {
                const late = (stage: string): void => {
                    this.kill()
                    resolve({ outcome: "late", by: `no end of ${stage}` })
                }
                const hear = (message: Message): void => {
                    clearTimeout(timer)
                    if (message.kind === "begin")
                        timer = setTimeout(() => late(message.stage), message.silentMs)
                    else if (message.kind === "late") late(message.stage)
                    else if (message.kind === "end" && !task.mutation)
                        this.durations.set(message.stage, message.ms)
                    else if (message.kind === "verdict")
                        resolve({ outcome: message.outcome, by: message.by })
                    else if (message.kind === "broken") reject(new Broken(message.reason))
                }
                child.removeAllListeners()
                child.on("message", hear)
                child.on("exit", code => reject(new Broken(`a tester ended with code ${code}`)))
                child.send({ ...task, usualMs: Object.fromEntries(this.durations) })
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
