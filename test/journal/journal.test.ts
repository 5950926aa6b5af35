/** PEN-FUN-12: the journal read on the host: entries, sessions, table. */
import { describe, expect, test } from "vitest"
import { Fault } from "../../src/core/fault"
import { Inhibit } from "../../src/core/inhibit"
import { ENTRIES, Entry, entryAddress } from "../../src/core/journal"
import { readJournal } from "../../sim/journal/entries"
import { sessionsOf } from "../../sim/journal/sessions"
import { csvOf } from "../../tools/journal/csv"
import { NOON_SECONDS, PenMemory } from "../../sim/journal/writing"

const sessions = (memory: PenMemory) => sessionsOf(readJournal(memory.bytes))

describe("PEN-FUN-12: journal: entries", () => {
    test("PEN-FUN-12: journal: every field of every kind: comes back with its unit", () => {
        const memory = new PenMemory()
            .start(7)
            .stretch(7, 1500, 800)
            .add(Entry.DeepConfirmed, [
                [12, 2, 7],
                [14, 2, 1800],
            ])
            .add(Entry.Fault, [
                [12, 2, 7],
                [14, 1, Fault.CartridgeRemoved],
                [16, 2, 1800],
                [18, 2, -156],
                [20, 4, Inhibit.NoCartridge | Inhibit.FaultLatched],
            ])
            .stop(7, 800, true)
            .add(Entry.Refusal, [
                [12, 1, 0x2d],
                [20, 1, 0x58],
                [26, 4, Inhibit.CartridgeExpired],
            ])
            .add(Entry.TimeSet, [
                [12, 2, 7],
                [14, 4, NOON_SECONDS],
            ])
            .add(Entry.Released, [[14, 4, 2]])
            .add(Entry.Updated, [[14, 4, 41]])
        expect(readJournal(memory.bytes).entries).toMatchObject([
            { counter: 0, at: "2026-11-22T10:00:00Z", lot: "A1B2C3", cartridge: "adjustable" },
            { depthUm: 1500, measuredLowUm: 1488, measuredHighUm: 1509, strokes: 800, rateHz: 117 },
            { kind: "deepConfirmed", depthUm: 1800 },
            {
                fault: "CartridgeRemoved",
                measuredUm: -156,
                inhibits: ["NoCartridge", "FaultLatched"],
            },
            { kind: "sessionStop", strokes: 800, runs: 3, durationMs: 8800, cutOff: true },
            { kind: "refusal", rom: "2D00000000000000", inhibits: ["CartridgeExpired"] },
            { kind: "timeSet", session: 7, before: "2026-11-22T10:00:00Z" },
            { kind: "released", lockouts: 2 },
            { kind: "updated", release: 41 },
        ])
    })

    test("PEN-FUN-12: journal: a damaged entry: is missing by its number, the others are told", () => {
        const memory = new PenMemory().start(1).stretch(1, 500, 10).stop(1, 10)
        memory.bytes[entryAddress(1) + 5]! ^= 1
        const read = readJournal(memory.bytes)
        expect(read.missing).toEqual([1])
        expect(read.entries.map(({ counter }) => counter)).toEqual([0, 2])
    })

    test("PEN-FUN-12: journal: time not known: null, not a date in 2000", () => {
        const memory = new PenMemory().start(1)
        memory.bytes.fill(0, entryAddress(0) + 8, entryAddress(0) + 12)
        expect(readJournal(memory.bytes).entries).toEqual([])
        expect(NOON_SECONDS * 1000 + Date.parse("2000-01-01")).toBe(
            Date.parse("2026-11-22T10:00:00Z")
        )
    })

    test("PEN-FUN-12: journal: memory of another size: refused with numbers", () => {
        expect(() => readJournal(new Uint8Array(100))).toThrow("100 bytes: expected 131072")
    })
})

describe("PEN-FUN-12: journal: sessions", () => {
    test("PEN-FUN-12: journal: 500 sessions of 8 entries: all of them are told, three rounds later, too", () => {
        for (const from of [0, 3 * ENTRIES + 17]) {
            const memory = new PenMemory(from)
            for (let session = 1; session <= 500; session++) {
                memory.start(session)
                for (let stretch = 0; stretch < 6; stretch++) memory.stretch(session, 500, session)
                memory.stop(session, 6 * session)
            }
            const all = sessions(memory)
            expect(all.length).toBe(500)
            expect(
                all.filter(({ end, stretches }) => end !== "stopped" || stretches.length !== 6)
            ).toEqual([])
            expect(all.map(({ sum }) => sum?.strokes)).toEqual(
                Array.from({ length: 500 }, (_, index) => 6 * (index + 1))
            )
        }
    })

    test("PEN-FUN-12: journal: a session that goes on: its figures so far, and its stretch", () => {
        const [one] = sessions(new PenMemory().start(3).open(3, 421))
        expect(one).toMatchObject({ end: "open", endedAt: null, sum: { strokes: 421 } })
        expect(one!.stretches).toMatchObject([{ depthUm: 750, at: null }])
    })

    test("PEN-FUN-12: journal: the beginning was overwritten: said so, nothing made up", () => {
        const [lost, whole] = sessions(
            new PenMemory(9).stretch(4, 500, 5).stop(4, 5).start(5).stop(5, 0)
        )
        expect(lost).toMatchObject({ session: 4, end: "lost", cartridge: null, benchKey: null })
        expect(whole).toMatchObject({ session: 5, end: "stopped" })
    })
})

test("PEN-FUN-12: journal: CSV: a line for each entry, quoted, and no formulas", () => {
    const memory = new PenMemory().start(1, '=1,"2').stretch(1, 500, 10)
    const lines = csvOf(readJournal(memory.bytes).entries).split("\r\n")
    expect(lines.length).toBe(4)
    expect(lines[1]).toContain(`"'=1,""2"`)
    const columns = lines[0]!.split(",")
    expect(lines[2]!.split(",")[columns.indexOf("depthUm")]).toBe("500")
})
