/** The pen's memory over its bus: saved whole before an update, but for the key, and compared after it. */
import { readFileSync } from "node:fs"
import { afterEach, describe, expect, test } from "vitest"
import { Entry } from "../../src/core/journal"
import { MEMORY_BYTES, readJournal } from "../../sim/journal/entries"
import { PenMemory } from "../../sim/journal/writing"
import { blocksToRead, lostBetween } from "../../tools/update/memory"
import { update } from "../../tools/update/update"
import { newProgram, oldProgram, packageOf, UpdateRig } from "../support/updaterig"

const next = packageOf(newProgram)
const KEY = [0x0200, 0x0280] as const

/** A past of so many entries. */
function past(entries: number, bytes?: Uint8Array): PenMemory {
    const memory = new PenMemory(0, bytes)
    while (memory.next < entries) memory.stretch(1, 700, memory.next)
    return memory.header(() => undefined)
}

describe("PEN-SAF-22: memory: saved before an update", () => {
    let rig: UpdateRig | undefined
    afterEach(() => {
        rig?.close()
        rig = undefined
    })

    async function withPast(entries: number): Promise<UpdateRig> {
        rig = await UpdateRig.make(oldProgram, memory => past(entries, memory))
        return rig
    }

    test("PEN-SAF-22: memory: a file with all that the pen keeps, read over its bus, without the key", async () => {
        const { pen, ...made } = await withPast(37)
        const { tool, status } = await rig!.found()
        const before = pen.memory.slice()
        await update(tool, next.package, next.content, status)
        const saved = readFileSync(`${made.folder}/pen/memory.bin`)
        expect(saved.length).toBe(MEMORY_BYTES)
        expect(saved.subarray(...KEY).every(byte => byte === 0)).toBe(true)
        before.fill(0, ...KEY)
        expect(saved.equals(before)).toBe(true)
        expect(readJournal(saved).entries).toHaveLength(37)
        expect(readJournal(pen.memory).next).toBe(38)
    })

    test("PEN-SAF-22: memory: changed during the update: exit with what changed, and where the copy is", async () => {
        const { pen } = await withPast(5)
        const { tool, status } = await rig!.found()
        const seen = tool.hooks.step
        tool.hooks.step = (step, note) => {
            if (step === "sent") pen.memory[0x20]! ^= 1
            seen(step, note)
        }
        await expect(update(tool, next.package, next.content, status)).rejects.toThrow(
            /updated and proved, but the pen's memory is not what it was: the calibration has changed.*memory\.bin/
        )
        expect(tool.records.unfinished).toBe(false)
    })
})

describe("memory: what is compared", () => {
    const before = past(9).bytes

    test("memory: entries were added: nothing is lost", () => {
        const after = past(9)
        after.add(Entry.Updated, []).header(() => undefined)
        expect(lostBetween(before, after.bytes)).toEqual([])
    })

    test.each<[string, (bytes: Uint8Array) => unknown, string]>([
        ["a calibration byte", bytes => (bytes[0x30] = 9), "the calibration has changed"],
        ["the solenoid's map", bytes => (bytes[0x90] = 9), "the calibration has changed"],
        ["a preference", bytes => (bytes[0x180] = 9), "the preferences have changed"],
        [
            "a used cartridge",
            bytes => (bytes[0x444] = 9),
            "the list of used cartridges has changed",
        ],
        ["the header", bytes => (bytes[0x281] = 9), "the journal's header is gone"],
        ["an entry's payload", bytes => (bytes[0xc00 + 3 * 32 + 14]! ^= 1), "entry 3 is missing"],
        [
            "the lock-outs",
            bytes => past(9, bytes).header(header => (header[12] = 1)),
            "the lock-outs have changed",
        ],
        [
            "another past",
            bytes => new PenMemory(0, bytes).stretch(2, 500, 1),
            "entry 0 is not what it was",
        ],
        [
            "a shorter past",
            bytes => new PenMemory(2, bytes).header(() => undefined),
            "the count of entries went back",
        ],
    ])("memory: %s: said", (_what, change, expected) => {
        const after = before.slice()
        change(after)
        expect(lostBetween(before, after)).toContain(expected)
    })

    test("memory: what is read: all but the key and the places that no entry has reached", () => {
        expect(blocksToRead(0)).toHaveLength(42)
        expect(blocksToRead(3)).toHaveLength(44)
        expect(blocksToRead(12_345)).toHaveLength(42 + 2000)
        expect(blocksToRead(9)).not.toEqual(expect.arrayContaining([8]))
        expect(blocksToRead(9)).not.toEqual(expect.arrayContaining([9]))
    })
})
