/**
 * What the tool knows of one pen, on its own disk: the journal of the update that is under way, the last package that
 * was good, and the greatest counter. Every line is on the disk before the step that it announces is taken, so that
 * a tool that was killed, or a computer that lost its supply, goes on where it was.
 */
import {
    closeSync,
    existsSync,
    fsyncSync,
    mkdirSync,
    openSync,
    readFileSync,
    renameSync,
    rmSync,
    writeSync,
} from "node:fs"
import { join } from "node:path"
import { Failed } from "../outcome"

export type Step =
    | "planned"
    | "service"
    | "saved"
    | "off"
    | "sending"
    | "sent"
    | "verified"
    | "confirmed"
    | "put back"
    | "failed"

export interface JournalLine {
    readonly step: Step
    /** SHA-256 of the program that was there, and of the one that shall be. */
    readonly from: string
    readonly to: string
    readonly note?: string
}

export interface Known {
    /** Greatest counter that this pen was updated to. */
    readonly counter: number
    /** SHA-256 of the program of the last good package. */
    readonly sha256: string
}

export class Records {
    private constructor(readonly folder: string) {}

    /** Opens the records of one pen and keeps other tools out. Throws `Failed` while another has them. */
    static open(parent: string, device: string): Records {
        const records = new Records(join(parent, device))
        mkdirSync(records.folder, { recursive: true })
        records.lock()
        return records
    }

    close(): void {
        rmSync(this.path("lock"), { force: true })
    }

    /** The journal of the update that is under way; empty when none is. */
    journal(): JournalLine[] {
        const text = this.read("journal.jsonl")?.toString("utf8") ?? ""
        // A line that was being written when the supply failed never announced its step to anybody.
        return text.split("\n").flatMap(line => {
            try {
                return [JSON.parse(line) as JournalLine]
            } catch {
                return []
            }
        })
    }

    /** True while a pen may be half-way: what was planned is neither confirmed nor given up. */
    get unfinished(): boolean {
        const last = this.journal().at(-1)
        return last !== undefined && !["confirmed", "put back", "failed"].includes(last.step)
    }

    /** Begins a journal: the package first, then the plan. */
    begin(content: Uint8Array, line: JournalLine): void {
        // What an earlier update saved stays, under another name.
        if (existsSync(this.memoryPath)) renameSync(this.memoryPath, this.path("memory-before.bin"))
        this.write("pending.penpkg", content)
        this.write("journal.jsonl", Buffer.from(`${JSON.stringify(line)}\n`))
    }

    append(line: JournalLine): void {
        const file = openSync(this.path("journal.jsonl"), "a")
        try {
            // The first line break closes one that was torn.
            writeSync(file, `\n${JSON.stringify(line)}\n`)
            fsyncSync(file)
        } finally {
            closeSync(file)
        }
    }

    /** The pending package is the good one from now on. */
    confirm(known: Known): void {
        const content = this.read("pending.penpkg")
        if (content) this.write("good.penpkg", content)
        this.write("known.json", Buffer.from(`${JSON.stringify(known)}\n`))
    }

    get known(): Known | undefined {
        const text = this.read("known.json")
        return text ? (JSON.parse(text.toString("utf8")) as Known) : undefined
    }

    get pending(): Uint8Array | undefined {
        return this.read("pending.penpkg")
    }

    get good(): Uint8Array | undefined {
        return this.read("good.penpkg")
    }

    /** Keeps a copy of the pen's memory; gives its path. */
    saveMemory(content: Uint8Array): string {
        this.write("memory.bin", content)
        return this.memoryPath
    }

    /** The copy that was made for the update that is under way; undefined before it was. */
    get memory(): Uint8Array | undefined {
        return this.read("memory.bin")
    }

    get memoryPath(): string {
        return this.path("memory.bin")
    }

    private lock(): void {
        const path = this.path("lock")
        try {
            const file = openSync(path, "wx")
            writeSync(file, String(process.pid))
            closeSync(file)
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
            const holder = Number(this.read("lock")?.toString() ?? "0")
            if (holder !== process.pid && isAlive(holder))
                throw new Failed(
                    `another tool (process ${holder}) is working on this pen: wait for it, or end it`
                )
            this.write("lock", Buffer.from(String(process.pid)))
        }
    }

    private path(name: string): string {
        return join(this.folder, name)
    }

    private read(name: string): Buffer | undefined {
        return existsSync(this.path(name)) ? readFileSync(this.path(name)) : undefined
    }

    /** Either the old content or the new one, whatever happens. */
    private write(name: string, content: Uint8Array): void {
        const partial = this.path(`${name}.partial`)
        const file = openSync(partial, "w")
        try {
            writeSync(file, content)
            fsyncSync(file)
        } finally {
            closeSync(file)
        }
        renameSync(partial, this.path(name))
        const folder = openSync(this.folder, "r")
        try {
            fsyncSync(folder)
        } finally {
            closeSync(folder)
        }
    }
}

function isAlive(pid: number): boolean {
    if (!Number.isInteger(pid) || pid <= 0) return false
    try {
        process.kill(pid, 0)
        return true
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM"
    }
}
