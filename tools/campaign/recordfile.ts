/**
 * Runs of a campaign as JSON Lines: first what they were played on, then one run per line, as they ended. Files of
 * many machines merge into one campaign if they were played on the same bytecode.
 */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import type { RunRecord } from "../../sim/campaign/play"
import type { Variant } from "../../sim/faults"
import { Refusal, refuse, type Problem } from "../../sim/refusal"

/** The first line of a file. */
export interface RecordHead {
    readonly schema: 1
    /** SHA-256 of the bytecode of each variant that was run. */
    readonly bytecodeSha256: Readonly<Partial<Record<Variant, string>>>
    readonly charged: boolean
    /** Real time of the campaign is not in the runs; files that merge add theirs up. */
    readonly threads: number
}

export class RecordWriter {
    private readonly file: number

    constructor(path: string, head: RecordHead) {
        mkdirSync(dirname(path), { recursive: true })
        this.file = openSync(path, "w")
        this.line(head)
    }

    run(record: RunRecord): void {
        this.line(record)
    }

    close(): void {
        closeSync(this.file)
    }

    private line(value: object): void {
        writeSync(this.file, `${JSON.stringify(value)}\n`)
    }
}

export interface Recorded {
    readonly head: RecordHead
    readonly runs: RunRecord[]
}

/** Reads files of runs into one campaign; a run that several files have counts once. Throws `Refusal`. */
export function mergeRecords(paths: readonly string[]): Recorded {
    const files = paths.map(path => ({ path, ...readRecords(path) }))
    const first = files[0]!
    const bytecodeSha256: Partial<Record<Variant, string>> = {}
    const runs = new Map<string, RunRecord>()
    for (const { path, head, runs: own } of files) {
        for (const [variant, sha256] of Object.entries(head.bytecodeSha256)) {
            const known = (bytecodeSha256[variant as Variant] ??= sha256)
            if (known !== sha256)
                throw refuse(path, "bytecodeSha256", `that of ${first.path} (${known})`, sha256)
        }
        if (head.charged !== first.head.charged)
            throw refuse(path, "charged", `that of ${first.path}`, head.charged)
        for (const run of own) runs.set(keyOf(run), run)
    }
    return { head: { ...first.head, bytecodeSha256 }, runs: [...runs.values()].sort(inOrder) }
}

function keyOf({ seed, variant, hazard, case: name, arm }: RunRecord): string {
    return [String(seed).padStart(10, "0"), variant, hazard, name, arm].join(" ")
}

function inOrder(one: RunRecord, other: RunRecord): number {
    return keyOf(one) < keyOf(other) ? -1 : 1
}

function readRecords(path: string): Recorded {
    const [first, ...rest] = linesOf(path)
    const head = first as Partial<RecordHead> | undefined
    if (head?.schema !== 1 || typeof head.bytecodeSha256 !== "object")
        throw refuse(path, "line 1", "the head of a file written by pen campaign --out", first)
    const wrong = rest.findIndex(value => typeof (value as Partial<RunRecord>).seed !== "number")
    if (wrong >= 0) throw refuse(path, `line ${wrong + 2}`, "a run", rest[wrong])
    return { head: head as RecordHead, runs: rest as RunRecord[] }
}

function linesOf(path: string): unknown[] {
    const problem = (place: string, expected: string, error: unknown): Problem => ({
        path: place,
        expected,
        found: error instanceof Error ? error.message : String(error),
    })
    let text: string
    try {
        text = readFileSync(path, "utf8")
    } catch (error) {
        throw new Refusal(path, [problem("", "a file that can be read", error)])
    }
    return text
        .trimEnd()
        .split("\n")
        .map((line, index): unknown => {
            try {
                return JSON.parse(line)
            } catch (error) {
                throw new Refusal(path, [problem(`line ${index + 1}`, "JSON", error)])
            }
        })
}
