/** What the pen's memory must have kept (PEN-FUN-12): every entry but the one that was being written, and the rest. */
import { ENTRIES, ENTRY_BYTES, entryCounter, JOURNAL_AT } from "../../src/core/journal"
import { Mb85rc1mBus, Mb85rc1mLayout } from "../../src/drivers/mb85rc1m.regs"
import { entryBytes, type JournalEntry, readJournal } from "../journal/entries"
import type { Pen } from "../pen"

/** Calibration of the depth axis; the product line. Nobody but the factory writes them. */
const FACTORY = [
    [0x0000, 0x0100],
    [0x0200, 0x0280],
] as const
/** The cam's witness and the tips count the first and the last turns of a run differently, … */
const RUN_TOLERANCE = 3
/** … and the witness counts nothing while it is read: one in so many. */
const READ_TOLERANCE = 50
/** Between two readings of one search there is at most this. */
const SEARCH_GAP_MS = 60

export class Keeping {
    /** Longest search for the end of the journal after a power-on, ms. */
    mountMsMax = 0
    private readonly factory: Uint8Array
    private kept: Uint8Array | undefined
    private searchFromMs = -1
    private searchLastMs = -1

    constructor(private readonly pen: Pen) {
        this.factory = pen.memory.slice(0, JOURNAL_AT)
        this.watchSearches()
    }

    /** The supply has just failed: what lies in the memory now. */
    note(): void {
        this.kept = this.pen.memory.slice()
        this.searchFromMs = this.searchLastMs = -1
    }

    /** What is not as it was, in words. */
    problems(): string[] {
        return [...this.factoryProblems(), ...this.entryProblems()]
    }

    /** What the journal says of the cartridge's sessions, against the strokes that were made with it. */
    sessionProblems(rom: string, strokes: number, mayReturn: boolean): string[] {
        const { entries, open } = readJournal(this.pen.memory)
        const starts = entries.filter(one => one.kind === "sessionStart" && one.rom === rom)
        if (strokes === 0) return []
        if (starts.length === 0) return ["strokes without a session on record"]
        if (open !== null && !mayReturn) return ["a session stays open without its cartridge"]
        const told = starts.map(({ counter }) => stopAfter(entries, counter))
        if (told.includes(undefined)) return ["a session on record has no end"]
        const sum = told.reduce((total, stop) => Math.max(total, stop!.strokes), 0)
        const runs = told.reduce((total, stop) => total + stop!.runs, 0)
        const slack = RUN_TOLERANCE * Math.max(1, runs) + strokes / READ_TOLERANCE
        if (sum > strokes + slack) return [`${sum} strokes on record, ${strokes} were made`]
        if (sum < strokes - slack && !told.some(stop => stop!.cutOff))
            return [`${sum} strokes on record, ${strokes} were made`]
        return []
    }

    private factoryProblems(): string[] {
        const { memory } = this.pen
        return FACTORY.flatMap(([from, to]) =>
            Buffer.from(memory.subarray(from, to)).equals(this.factory.subarray(from, to))
                ? []
                : [`the factory's bytes at ${from.toString(16)} have changed`]
        )
    }

    private entryProblems(): string[] {
        const { memory } = this.pen
        const { next, missing } = readJournal(memory)
        const problems = missing.map(counter => `entry ${counter} is missing`)
        const before = this.kept
        if (!before) return problems
        for (let place = 0; place < ENTRIES; place++) {
            const then = entryBytes(before, place)
            const counter = entryCounter(then, place)
            const overwritten = counter < next - ENTRIES
            if (counter < 0 || overwritten) continue
            if (!Buffer.from(then).equals(entryBytes(memory, place)))
                problems.push(`entry ${counter} is not what it was`)
        }
        return problems
    }

    /** Readings of the ring, from the first after a power-on to the last before something else is done with it. */
    private watchSearches(): void {
        const { i2c } = this.pen
        const transact = i2c.transact.bind(i2c)
        i2c.transact = (address, write, read) => {
            const fromMs = this.pen.nowMs
            const status = transact(address, write, read)
            const reads = ringAddress(address, write) >= JOURNAL_AT
            if (reads && read.length === ENTRY_BYTES) this.searched(fromMs)
            else if (reads && read.length === 0) this.searchFromMs = Infinity
            return status
        }
    }

    private searched(fromMs: number): void {
        if (this.searchFromMs < 0) this.searchFromMs = fromMs
        else if (fromMs - this.searchLastMs > SEARCH_GAP_MS) this.searchFromMs = Infinity
        this.searchLastMs = this.pen.nowMs
        const tookMs = this.pen.nowMs - this.searchFromMs
        if (tookMs > this.mountMsMax) this.mountMsMax = tookMs
    }
}

/** Place in the memory that a transfer addresses; −1: another chip. */
function ringAddress(address: number, write: Uint8Array): number {
    if (address === Mb85rc1mBus.AddressLow) return (write[0]! << 8) | write[1]!
    if (address === Mb85rc1mBus.AddressHigh)
        return Mb85rc1mLayout.HalfBytes + ((write[0]! << 8) | write[1]!)
    return -1
}

function stopAfter(entries: readonly JournalEntry[], counter: number) {
    for (const entry of entries) {
        if (entry.counter <= counter) continue
        if (entry.kind === "sessionStart") return undefined
        if (entry.kind === "sessionStop") return entry
    }
    return undefined
}
