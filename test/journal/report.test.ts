/** PEN-FUN-12: what people get of the journal: treatment reports, and the commands that make them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { benchKey, tagOf } from "../../sim/benchkey"
import { MEMORY_BYTES } from "../../sim/journal/entries"
import { lineVerdict, lineNumber, windowMinutes } from "../../src/core/productline"
import { root } from "../../tools/paths"
import { journalOf, memoryAfter } from "../../tools/journal/source"
import { reportsOf } from "../../tools/journal/page"
import { pen } from "../support/penprocess"
import { PenMemory } from "../../sim/journal/writing"

const folder = mkdtempSync(join(tmpdir(), "dermalock-journal-"))
afterAll(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string): string => join(folder, name)

const report = (memory: PenMemory): string => reportsOf(journalOf("test", memory.bytes))

describe("PEN-FUN-12: treatment report", () => {
    const memory = new PenMemory().start(1, "<b>x").stretch(1, 1000, 527).stop(1, 527, true)

    test("PEN-FUN-12: treatment report: needs nothing but itself, and escapes what a cartridge says", () => {
        const page = report(memory.start(2).stop(2, 0))
        expect(page).not.toMatch(/<script|src=|href=|url\(|@import/)
        expect(page).toContain("&lt;b&gt;x")
        expect(page).not.toContain("<b>x")
    })

    test("PEN-FUN-12: treatment report: one sheet for each session, with depth, strokes and what went wrong", () => {
        const page = report(memory)
        expect(page.match(/class="sheet"/g)?.length).toBe(2)
        expect(page).toContain("0.988 mm to 1.009 mm")
        expect(page).toMatch(/>527</)
        expect(page).toContain("some are not counted")
        expect(page).toMatch(/break-before: page/)
    })

    test("PEN-FUN-12: treatment report: a pen with the bench's key: says so; another does not", () => {
        expect(report(new PenMemory().start(1))).toContain("BENCH KEY")
        expect(report(new PenMemory().start(1, "A", false))).not.toContain("BENCH KEY")
    })

    test("PEN-FUN-12: treatment report: of a simulated pen: strokes, depths, confirmation and refusal", async () => {
        const bytes = await memoryAfter(join(root, "scenarios/two-sessions.json"))
        const { sessions, read } = journalOf("scenario", bytes)
        expect(read.missing).toEqual([])
        expect(sessions.map(({ cartridge }) => cartridge?.lot)).toEqual(["A1B2C3", "F10007"])
        const [first] = sessions
        expect(first!.stretches.map(({ depthUm }) => depthUm)).toEqual([1000, 500, 1800])
        expect(first!.confirmations.map(({ depthUm }) => depthUm)).toEqual([1800])
        expect(first!.faults.map(({ fault }) => fault)).toEqual(["CartridgeRemoved"])
        expect(first!.sum!.strokes).toBe(
            first!.stretches.reduce((sum, { strokes }) => sum + strokes, 0)
        )
        expect(read.entries[0]).toMatchObject({ kind: "refusal", inhibits: ["CartridgeExpired"] })
    })
})

describe("pen journal", () => {
    test("PEN-FUN-12: pen journal: damaged memory: told, exit code 1; no memory: refused", async () => {
        const memory = new PenMemory().start(1).stretch(1, 500, 10).stop(1, 10)
        memory.bytes[0x0c00 + 40]! ^= 1
        writeFileSync(inFolder("damaged.bin"), memory.bytes)
        const told = await pen("journal", inFolder("damaged.bin"), "--json")
        expect(told.code).toBe(1)
        expect(JSON.parse(told.out)).toMatchObject({ missing: [1] })
        writeFileSync(inFolder("short.bin"), new Uint8Array(10))
        expect(await pen("journal", inFolder("short.bin"))).toMatchObject({ code: 2 })
    })

    test("PEN-FUN-12: pen journal: text about a person: refused, and not repeated", async () => {
        for (const word of ["--patient", "--name", "--note"]) {
            const { code, err } = await pen("journal", "x.bin", word, "Jane Doe")
            expect(code).toBe(2)
            expect(err).toContain("no text about a person")
            expect(err).not.toContain("Jane")
        }
    })
})

describe("pen provision", () => {
    const file = inFolder("pen.bin")
    const key = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255)

    test("PEN-SAF-09: pen provision: key, line and window are in both slots, nothing else has changed", async () => {
        const before = new PenMemory().start(1).bytes
        writeFileSync(file, before)
        writeFileSync(inFolder("key.bin"), key)
        const keyed = ["--key", inFolder("key.bin"), "--line", "7", "--window-minutes", "30"]
        const { code, out } = await pen("provision", file, ...keyed)
        expect(code).toBe(0)
        expect(out).not.toContain(Buffer.from(key).toString("hex"))
        const after = new Uint8Array(readFileSync(file))
        for (const at of [0x0200, 0x0240]) {
            const slot = after.subarray(at, at + 64)
            expect([lineVerdict(slot), lineNumber(slot), windowMinutes(slot)]).toEqual([0, 7, 30])
            expect([...slot.subarray(8, 40)]).toEqual([...key])
        }
        after.fill(0, 0x0200, 0x0280)
        expect(Buffer.from(after).equals(before)).toBe(true)
    })

    test("PEN-SAF-09: pen provision: the bench's key: only by its own name, and marked", async () => {
        writeFileSync(inFolder("bench.bin"), benchKey)
        const hidden = ["--key", inFolder("bench.bin"), "--line", "7"]
        expect(await pen("provision", file, ...hidden)).toMatchObject({ code: 2 })
        const { code, out } = await pen("provision", inFolder("new.bin"), "--bench")
        expect([code, out.includes("BENCH KEY")]).toEqual([0, true])
        expect(readFileSync(inFolder("new.bin")).length).toBe(MEMORY_BYTES)
    })

    test("PEN-SAF-09: pen provision: keys that are none: refused with what was expected", async () => {
        writeFileSync(inFolder("zero.bin"), new Uint8Array(32))
        writeFileSync(inFolder("short.bin"), key.subarray(1))
        for (const name of ["zero.bin", "short.bin", "missing.bin"])
            expect(
                (await pen("provision", file, "--key", inFolder(name), "--line", "7")).code
            ).toBe(2)
    })

    test("PEN-SAF-09: tag: another key: another tag", () => {
        const rom = new Uint8Array(8)
        const record = new Uint8Array(32)
        expect([...tagOf(rom, record, key)]).not.toEqual([...tagOf(rom, record)])
    })
})
