/** A pen's memory with a journal in it, written as the firmware writes it. */
import { HeaderAt, newHeader, sealHeader } from "../../src/core/header"
import { Entry, ENTRY_BYTES, entryAddress, PAYLOAD_AT, sealEntry } from "../../src/core/journal"
import { putNumber } from "../../src/core/number"
import { MEMORY_BYTES } from "./entries"

/** 2026-11-22T10:00:00Z. */
export const NOON_SECONDS = 848_656_800

export class PenMemory {
    private seconds = NOON_SECONDS

    /** `next`: counter of the first entry that is written. `bytes`: the memory that it is written into. */
    constructor(
        public next = 0,
        readonly bytes: Uint8Array = new Uint8Array(MEMORY_BYTES)
    ) {}

    add(
        kind: Entry,
        payload: readonly (readonly [at: number, size: number, value: number])[]
    ): this {
        const at = entryAddress(this.next)
        const entry = this.bytes.subarray(at, at + ENTRY_BYTES)
        entry.fill(0)
        for (const [from, size, value] of payload) putNumber(entry, from, size, value)
        sealEntry(entry, this.next++, kind, this.seconds)
        this.seconds += 60
        return this
    }

    start(session: number, lot = "A1B2C3", benchKey = true): this {
        this.add(Entry.SessionStart, [
            [PAYLOAD_AT, 2, session],
            [14, 1, 0x2d],
            ...Array.from(lot.padEnd(6)).map(
                (letter, index) => [22 + index, 1, letter.charCodeAt(0)] as const
            ),
            [28, 1, 1],
            [29, 1, benchKey ? 1 : 0],
        ])
        return this
    }

    stretch(session: number, depthUm: number, strokes: number): this {
        return this.add(Entry.Stretch, [
            [PAYLOAD_AT, 2, session],
            [14, 2, depthUm],
            [16, 2, depthUm - 12],
            [18, 2, depthUm + 9],
            [20, 4, strokes],
            [24, 2, 44],
            [26, 1, 117],
            [27, 1, 2],
        ])
    }

    stop(session: number, strokes: number, cutOff = false): this {
        return this.add(Entry.SessionStop, [
            [PAYLOAD_AT, 2, session],
            [14, 4, NOON_SECONDS],
            [18, 4, strokes],
            [22, 2, 3],
            [24, 2, 88],
            [26, 2, 1],
            [28, 1, cutOff ? 1 : 0],
        ])
    }

    /** The header of a session that goes on. */
    open(session: number, strokes: number): this {
        return this.header(header => {
            header[HeaderAt.Open] = 1
            putNumber(header, HeaderAt.Session, 2, session)
            putNumber(header, HeaderAt.Strokes, 4, strokes)
            putNumber(header, HeaderAt.Depth, 2, 750)
            header[HeaderAt.StretchRuns] = 1
        })
    }

    /** A header for the entries until now, with what `fill` writes into it. */
    header(fill: (header: Uint8Array) => void): this {
        const header = this.bytes.subarray(0x0280, 0x0280 + 64)
        newHeader(header)
        putNumber(header, HeaderAt.Next, 4, this.next)
        fill(header)
        sealHeader(header)
        return this
    }
}
