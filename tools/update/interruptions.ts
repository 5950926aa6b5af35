/**
 * A campaign of interrupted updates: a tool that is killed, a cable that is pulled, a pen or a computer that loses its
 * supply, at random moments of an update and of its continuation. Safety is judged at the simulated plant (PEN-SAF-22).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Variant } from "../../sim/faults"
import { readJournal } from "../../sim/journal/entries"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { Random } from "../../sim/random"
import { Failed } from "../outcome"
import { type Package, sha256 } from "../release/package"
import { PenLink, type PenStatus } from "./link"
import { PortLost } from "../bus/port"
import { blocksToRead } from "./memory"
import { recover } from "./recover"
import { Records } from "./records"
import { SimPort } from "../bus/simport"
import { resume, update, type UpdateContext } from "./update"
import { giveHistory, Witness } from "./witness"

export const kinds = ["tool killed", "cable pulled", "pen power cut", "host power cut"] as const
export type Kind = (typeof kinds)[number]

/** An update takes 6 s of virtual time, and 6 ms for each block that is read before and after it. */
const UPDATE_MS = 6_000
const BLOCK_MS = 6
/** Ready for whatever comes: self-test and homing end before 2.3 s. */
const START_MS = 3_000
const ALONE_MS_MAX = 12_000
const OFF_MS_MAX = 3_000
const STEPS = 8
const ATTEMPTS = 4
/** A first interruption, and in a third of the runs a second one, while the tool goes on. */
const SECOND_PERCENT = 33

/** The tool ends here, without another word. */
class Killed extends Error {}

export interface Given {
    readonly variant: Variant
    readonly old: Uint8Array
    readonly next: Package
    readonly content: Uint8Array
}

export interface Interruption {
    readonly seed: number
    readonly kind: Kind
    /** Virtual ms from the start of the update; of flashing, how many messages or bytes were written. */
    readonly at: number
    /** What the pen held right after: old, new, none, a part of one, or nothing that answers. */
    readonly left: "old" | "new" | "none" | "torn" | "silent"
    /** What it holds at the end, proved by its self-test. */
    readonly end: "old" | "new" | "lost"
    /** What happened at the plant that must not. */
    readonly unsafe: string[]
    /** What the memory has lost, and what the tool found wrong when nothing interrupted it any more. */
    readonly memory: string[]
}

export class Interrupter {
    private readonly machine = new Machine()

    constructor(private readonly given: Given) {}

    async run(seed: number): Promise<Interruption> {
        const folder = mkdtempSync(join(tmpdir(), "dermalock-interruption-"))
        try {
            return await this.runIn(folder, seed)
        } finally {
            rmSync(folder, { recursive: true })
        }
    }

    private async runIn(folder: string, seed: number): Promise<Interruption> {
        const { variant, old } = this.given
        const random = new Random(seed, "interruption")
        const kind = kinds[random.integer(0, kinds.length - 1)]!
        const pen = await Pen.make({ seed, variant, bytecode: old, machine: this.machine })
        giveHistory(pen, random)
        pen.powerOn()
        pen.runUntil(START_MS)
        const witness = new Witness(pen)
        const spanMs = UPDATE_MS + BLOCK_MS * blocksToRead(readJournal(pen.memory).next).length
        const atMs = random.integer(0, spanMs)
        const run = new Run(this.given, pen, folder, random)
        await run.attempt(kind, atMs, (context, status) =>
            update(context, this.given.next, this.given.content, status)
        )
        const left = await run.look()
        if (random.integer(1, 100) <= SECOND_PERCENT)
            await run.attempt(kind, random.integer(0, spanMs), (context, status) =>
                run.continued(context, status)
            )
        const { end, refused } = await run.bringBack()
        const memory = [...witness.lost(), ...refused]
        return { seed, kind, at: atMs, left, end, unsafe: witness.unsafe(), memory }
    }
}

class Run {
    constructor(
        private readonly given: Given,
        private readonly pen: Pen,
        private readonly folder: string,
        private readonly random: Random
    ) {}

    /** One life of the tool, with one interruption. */
    async attempt(
        kind: Kind,
        atMs: number,
        work: (context: UpdateContext, status: PenStatus) => Promise<unknown>
    ): Promise<void> {
        const context = this.tool()
        const { port } = context
        const startMs = this.pen.nowMs
        let due = kind !== "host power cut"
        port.onWait = () => {
            if (!due || this.pen.nowMs - startMs < atMs) return
            due = false
            this.interrupt(kind)
        }
        const step = this.random.integer(1, STEPS)
        let steps = 0
        if (kind === "host power cut")
            context.hooks.step = () => {
                if (++steps === step) this.tearJournal()
            }
        try {
            const status = await context.link.find()
            if (status) await work(context, status)
        } catch (error) {
            if (!(error instanceof Killed || error instanceof PortLost || error instanceof Failed))
                throw error
        }
        await context.link.close()
        this.pen.runUntil(this.pen.nowMs + this.random.integer(0, ALONE_MS_MAX))
    }

    private interrupt(kind: Kind): void {
        if (kind === "tool killed") throw new Killed()
        if (kind === "cable pulled") this.pen.usb.plugged = false
        if (kind === "pen power cut") {
            this.pen.powerOff()
            const offMs = this.random.integer(1, OFF_MS_MAX)
            this.pen.clock.after(offMs * 1000, () => this.pen.powerOn())
        }
    }

    /** The computer lost its supply while it wrote the last line: some of it is missing. */
    private tearJournal(): never {
        const path = join(this.folder, "pen", "journal.jsonl")
        const text = readFileSync(path)
        writeFileSync(path, text.subarray(0, text.length - this.random.integer(1, 60)))
        throw new Killed()
    }

    /** What the pen holds now. */
    async look(): Promise<Interruption["left"]> {
        const status = await this.tool().link.find()
        if (!status) return "silent"
        return status.programBytes === 0 ? "none" : this.nameOf(status.programSha256)
    }

    /** Half of the technicians go on with the update, the others let the tool find out. */
    async continued(context: UpdateContext, status: PenStatus): Promise<void> {
        const { records } = context
        if (records.unfinished && this.random.integer(0, 1) === 0)
            await resume(context, this.given.next, status)
        else await recover(context, status, this.given.next)
    }

    /** Until it works: nothing interrupts any more. */
    async bringBack(): Promise<{ end: Interruption["end"]; refused: string[] }> {
        const refused: string[] = []
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
            const context = this.tool()
            try {
                const status = await context.link.find()
                if (!status) continue
                await this.continued(context, status)
                return { end: this.nameOf(await context.link.sha256()), refused }
            } catch (error) {
                if (!(error instanceof PortLost || error instanceof Failed)) throw error
                refused.push(error.message)
            } finally {
                await context.link.close()
            }
        }
        return { end: "lost", refused }
    }

    private nameOf(hash: string): "old" | "new" {
        if (hash === sha256(this.given.old)) return "old"
        if (hash === this.given.next.manifest.bytecode.sha256) return "new"
        throw new Error(`the pen holds a program that nobody sent: ${hash}`)
    }

    /** A tool that has just been started. */
    private tool(): UpdateContext & { port: SimPort } {
        const port = new SimPort(this.pen)
        const records = Records.open(this.folder, "pen")
        const hooks = { step: () => undefined, progress: () => undefined }
        return { port, link: new PenLink(port), records, hooks }
    }
}
