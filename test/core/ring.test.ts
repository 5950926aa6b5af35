/** PEN-FUN-12: the journal as a ring: entries, the search for its end, its header. */
import { readFileSync } from "node:fs"
import * as oracle from "crc"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { BUILD } from "../../src/core/build"
import {
    addRun,
    currentHeader,
    endStretch,
    HeaderAt,
    newHeader,
    sameStretch,
    sealHeader,
} from "../../src/core/header"
import {
    ENTRIES,
    Entry,
    ENTRY_BYTES,
    entryAddress,
    entryCounter,
    entrySeconds,
    JOURNAL_AT,
    sealEntry,
} from "../../src/core/journal"
import { numberAt, signedAt } from "../../src/core/number"
import { mountTake, newMount } from "../../src/core/ring"

/** Readings that the search may take (PEN-FUN-12: at two a tick, 200 ms). */
const READINGS_MAX = 39

/** Counter that each place holds after `written` entries; −1 = nothing whole. */
function ringAfter(written: number): Int32Array {
    const ring = new Int32Array(ENTRIES).fill(-1)
    for (let counter = Math.max(0, written - ENTRIES); counter < written; counter++)
        ring[counter % ENTRIES] = counter
    return ring
}

function find(ring: Int32Array): { next: number; readings: number } {
    const mount = newMount()
    let readings = 0
    while (mount.place >= 0) {
        readings++
        expect(mount.place).toBeLessThan(ENTRIES)
        mountTake(mount, ring[mount.place]!)
    }
    expect(mount.place).toBe(-1)
    return { next: mount.next, readings }
}

const written = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: ENTRIES - 3, max: ENTRIES + 3 }),
    fc.integer({ min: 3 * ENTRIES - 3, max: 3 * ENTRIES + 3 }),
    fc.integer({ min: 0, max: 50 * ENTRIES })
)

describe("PEN-FUN-12: end of the journal", () => {
    test("PEN-FUN-12: journal: any number of entries: the end is found in bounded time", () => {
        fc.assert(
            fc.property(written, count => {
                const { next, readings } = find(ringAfter(count))
                expect(next).toBe(count)
                expect(readings).toBeLessThanOrEqual(READINGS_MAX)
            }),
            { numRuns: 500 }
        )
    })

    test("PEN-FUN-12: journal: entry that was being written is torn: only that one is written again", () => {
        fc.assert(
            fc.property(written, count => {
                const ring = ringAfter(count)
                ring[count % ENTRIES] = -1
                expect(find(ring).next).toBe(count)
            }),
            { numRuns: 500 }
        )
    })

    test("PEN-FUN-12: journal: nothing whole in its first three places: is a new one, after three readings", () => {
        expect(find(ringAfter(0))).toEqual({ next: 0, readings: 3 })
    })

    test("PEN-FUN-12: journal: one damaged entry anywhere before the last: the end is found all the same", () => {
        fc.assert(
            fc.property(
                written,
                fc.integer({ min: 2, max: 12 }),
                fc.boolean(),
                (count, back, near) => {
                    fc.pre(count >= 2 && back <= Math.min(count, ENTRIES))
                    const ring = ringAfter(count)
                    // Near the end, where it could be taken for it, or as near to the beginning of the ring.
                    const damaged = near ? (count - back) % ENTRIES : back - 2
                    fc.pre(damaged !== (count - 1) % ENTRIES)
                    ring[damaged] = -1
                    expect(find(ring).next).toBe(count)
                }
            ),
            { numRuns: 1000 }
        )
    })

    test("PEN-FUN-12: journal: two damaged entries anywhere behind the end: the end is found all the same", () => {
        const place = fc.integer({ min: 0, max: ENTRIES - 1 })
        fc.assert(
            fc.property(written, place, (count, damaged) => {
                const ring = ringAfter(count)
                const last = (count - 1) % ENTRIES
                // At the end itself, damage cannot be told from an entry that was being written.
                fc.pre(count > 3 && damaged !== last && damaged + 1 !== last)
                ring[damaged] = -1
                if (damaged + 1 < ENTRIES) ring[damaged + 1] = -1
                const { next, readings } = find(ring)
                expect(next).toBe(count)
                expect(readings).toBeLessThanOrEqual(READINGS_MAX)
            }),
            { numRuns: 500 }
        )
    })
})

describe("PEN-FUN-12: entries", () => {
    const kind = fc.constantFrom(...[1, 2, 3, 4, 5, 6, 7, 8]) as fc.Arbitrary<Entry>
    const word = fc.integer({ min: 0, max: 0xffffffff })

    test("PEN-FUN-12: entry: any kind, counter and payload: recognised at its place and at no other", () => {
        const payload = fc.uint8Array({ minLength: 18, maxLength: 18 })
        fc.assert(
            fc.property(kind, word, word, payload, (what, counter, seconds, content) => {
                const bytes = new Uint8Array(ENTRY_BYTES)
                bytes.set(content, 12)
                sealEntry(bytes, counter, what, seconds)
                expect(entryCounter(bytes, counter % ENTRIES)).toBe(counter)
                expect(entryCounter(bytes, (counter + 1) % ENTRIES)).toBe(-1)
                expect([bytes[4], entrySeconds(bytes)]).toEqual([what, seconds])
                expect([...bytes.subarray(12, 30)]).toEqual([...content])
                const crc = oracle.crc16modbus(Buffer.from(bytes.subarray(0, 30)))
                expect(bytes[30]! | (bytes[31]! << 8)).toBe(crc)
            })
        )
    })

    test("PEN-FUN-12: entry: cut off after any byte: not recognised, unless nothing changed", () => {
        const before = new Uint8Array(ENTRY_BYTES)
        sealEntry(before, 7, Entry.Fault, 1000)
        const after = new Uint8Array(ENTRY_BYTES).fill(0x5a, 12, 30)
        sealEntry(after, 7 + ENTRIES, Entry.SessionStop, 2000)
        for (let cut = 1; cut < ENTRY_BYTES; cut++) {
            const bytes = before.slice()
            bytes.set(after.subarray(0, cut))
            expect(entryCounter(bytes, 7)).toBe(-1)
        }
    })

    test("PEN-FUN-12: entry: memory as it was delivered, all zeros or all ones: none", () => {
        for (const byte of [0, 255])
            expect(entryCounter(new Uint8Array(ENTRY_BYTES).fill(byte), 0)).toBe(-1)
    })

    test("PEN-FUN-12: capacity: 500 sessions of 8 entries end with the memory", () => {
        expect(ENTRIES).toBe(500 * 8)
        expect(JOURNAL_AT + ENTRIES * ENTRY_BYTES).toBe(131072)
        expect(entryAddress(ENTRIES + 2)).toBe(JOURNAL_AT + 64)
    })
})

describe("PEN-FUN-12: header", () => {
    function header(counter: number): Uint8Array {
        const bytes = new Uint8Array(64)
        newHeader(bytes)
        for (let index = 0; index < counter; index++) sealHeader(bytes)
        return bytes
    }

    test("PEN-FUN-12: header: the newer good slot counts; with one cut off at any byte, the other", () => {
        const [older, newer] = [header(3), header(4)]
        expect(currentHeader(older, newer)).toBe(1)
        expect(currentHeader(newer, older)).toBe(0)
        const blank = new Uint8Array(64)
        expect([currentHeader(blank, blank), currentHeader(blank, newer)]).toEqual([-1, 1])
        expect([currentHeader(newer, blank), currentHeader(newer, newer)]).toEqual([0, 0])
        const next = header(5)
        next.fill(0x5a, HeaderAt.Rom, HeaderAt.End)
        sealHeader(next)
        for (let cut = 1; cut < 64; cut++) {
            const torn = older.slice()
            torn.set(next.subarray(0, cut))
            expect(currentHeader(torn, newer)).toBe(1)
        }
    })

    test("PEN-FUN-12: header: two runs at one depth and rate: strokes, runs, time and depths add up", () => {
        const bytes = header(1)
        bytes[HeaderAt.Strokes] = 100
        expect(sameStretch(bytes, 500, 30)).toBe(true)
        addRun(bytes, 1000, 117, 300, 26, 990, 1012)
        addRun(bytes, 1000, 117, 300, 26, -5, 1001)
        expect(numberAt(bytes, HeaderAt.Strokes, 4)).toBe(100 + 600)
        expect(numberAt(bytes, HeaderAt.StretchStrokes, 4)).toBe(600)
        expect([bytes[HeaderAt.Runs], bytes[HeaderAt.Tenths]]).toEqual([2, 52])
        expect([signedAt(bytes, HeaderAt.Low), signedAt(bytes, HeaderAt.High)]).toEqual([-5, 1012])
        expect(sameStretch(bytes, 1000, 117)).toBe(true)
        expect([sameStretch(bytes, 1000, 118), sameStretch(bytes, 950, 117)]).toEqual([
            false,
            false,
        ])
        expect(numberAt(bytes, HeaderAt.StretchTenths, 2)).toBe(52)
        sealHeader(bytes)
        const checksum = [...bytes.subarray(62)]
        endStretch(bytes)
        expect(sameStretch(bytes, 500, 30)).toBe(true)
        expect(numberAt(bytes, HeaderAt.Strokes, 4)).toBe(700)
        expect([...bytes.subarray(62)]).toEqual(checksum)
    })

    test("PEN-FUN-12: header: least and greatest depth: of the first run its own, then the extremes of all", () => {
        const bytes = header(1)
        const extremes = (): number[] => [
            signedAt(bytes, HeaderAt.Low),
            signedAt(bytes, HeaderAt.High),
        ]
        addRun(bytes, 1000, 117, 300, 26, 990, 1012)
        expect(extremes()).toEqual([990, 1012])
        addRun(bytes, 1000, 117, 300, 26, 995, 1005)
        expect(extremes()).toEqual([990, 1012])
        addRun(bytes, 1000, 117, 300, 26, 985, 1020)
        expect(extremes()).toEqual([985, 1020])
        expect(numberAt(bytes, HeaderAt.StretchStrokes, 4)).toBe(900)
        endStretch(bytes)
        addRun(bytes, 0, 117, 300, 26, -15, -5)
        expect(extremes()).toEqual([-15, -5])
    })

    test("PEN-FUN-12: header: so long a session that a field is full: it stays full", () => {
        const bytes = header(1)
        bytes.fill(0xff, HeaderAt.Strokes, HeaderAt.Strokes + 4)
        for (let index = 0; index < 300; index++) addRun(bytes, 1000, 117, 300, 600, 990, 1012)
        expect(numberAt(bytes, HeaderAt.Strokes, 4)).toBe(0xffffffff)
        expect(numberAt(bytes, HeaderAt.Tenths, 2)).toBe(65535)
        expect(numberAt(bytes, HeaderAt.Runs, 2)).toBe(300)
        expect(numberAt(bytes, HeaderAt.StretchTenths, 2)).toBe(65535)
        expect(bytes[HeaderAt.StretchRuns]).toBe(255)
        expect(sameStretch(bytes, 1000, 117)).toBe(false)
    })
})

test("PEN-FUN-12: build in the journal: the release manifest's counter", () => {
    const text = readFileSync(new URL("../../devicescript.json", import.meta.url), "utf8")
    const manifest = JSON.parse(text) as { release: { counter: number } }
    expect(BUILD).toBe(manifest.release.counter)
})
