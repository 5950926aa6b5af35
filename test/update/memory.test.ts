/** The pen's memory over its bus: saved whole before an update, but for the key, and compared after it. */
import { readFileSync } from "node:fs"
import { afterEach, describe, expect, test, vi } from "vitest"
import { Entry, ENTRY_BYTES, JOURNAL_AT } from "../../src/core/journal"
import { MEMORY_BYTES, readJournal } from "../../sim/journal/entries"
import { PenMemory } from "../../sim/journal/writing"
import { type Client, NotImplemented } from "../../tools/bus/client"
import { blocksToRead, lostBetween } from "../../tools/update/memory"
import { changedProgram, rehearsalPackage } from "../../tools/update/rehearsal"
import { update as applyUpdate } from "../../tools/update/update"
import { bytecodeOf } from "../support/bytecode"
import { newProgram, oldProgram, packageOf, type Tool, UpdateRig } from "../support/updaterig"

const next = packageOf(newProgram)
const KEY = [0x0200, 0x0280] as const

/** A past of so many entries. */
function past(entries: number, bytes?: Uint8Array): PenMemory {
    const memory = new PenMemory(0, bytes)
    while (memory.next < entries) memory.stretch(1, 700, memory.next)
    return memory.header(() => undefined)
}

function afterStep(tool: Tool, wanted: string, deed: () => unknown): void {
    const seen = tool.hooks.step
    tool.hooks.step = (step, note) => {
        if (step === wanted) deed()
        seen(step, note)
    }
}

describe("PEN-SAF-22: memory: saved before an update", () => {
    let rig: UpdateRig | undefined
    afterEach(() => {
        rig?.close()
        rig = undefined
        vi.restoreAllMocks()
    })

    async function withPast(entries: number): Promise<UpdateRig> {
        rig = await UpdateRig.make(oldProgram, memory => past(entries, memory))
        return rig
    }

    test("PEN-SAF-22: memory: a file with all that the pen keeps, read over its bus, without the key", async () => {
        const { pen, ...made } = await withPast(37)
        const { tool, status } = await rig!.found()
        const before = pen.memory.slice()
        await applyUpdate(tool, next.package, next.content, status)
        const saved = readFileSync(`${made.folder}/pen/memory.bin`)
        expect(saved.length).toBe(MEMORY_BYTES)
        expect(saved.subarray(...KEY).every(byte => byte === 0)).toBe(true)
        before.fill(0, ...KEY)
        expect(saved.equals(before)).toBe(true)
        expect(readJournal(saved).entries).toHaveLength(37)
        expect(readJournal(pen.memory).next).toBe(38)
    })

    test.each(["stepper", "solenoid"] as const)(
        "PEN-SAF-22: memory: %s, a full journal: updated within 20 s, all of it saved and compared",
        async variant => {
            const program = bytecodeOf[variant]
            const full = 12_345
            rig = await UpdateRig.make(program, memory => past(full, memory), variant)
            const { content, package: update } = rehearsalPackage(variant, changedProgram(program))
            const { tool, status } = await rig.found()
            const before = rig.pen.memory.slice().fill(0, ...KEY)
            const startMs = rig.pen.nowMs
            await applyUpdate(tool, update, content, status)
            expect(rig.pen.nowMs - startMs).toBeLessThan(20_000)
            expect(Buffer.from(tool.records.memory!).equals(before)).toBe(true)
            expect(readJournal(rig.pen.memory)).toMatchObject({ next: full + 1, missing: [] })
        }
    )

    test("PEN-SAF-22: memory: an entry in the midst of a full journal changes during the update: said", async () => {
        const { pen } = await withPast(4_000)
        const { tool, status } = await rig!.found()
        afterStep(tool, "sent", () => (pen.memory[JOURNAL_AT + 1_999 * ENTRY_BYTES + 20]! ^= 1))
        await expect(applyUpdate(tool, next.package, next.content, status)).rejects.toThrow(
            "entry 1999 is missing"
        )
    })

    test("memory: lines of the log are lost, or cut: read again, until all of it is there", async () => {
        const { pen } = await withPast(700)
        const { tool } = await rig!.found()
        await tool.link.enterService()
        const { port } = tool
        const hear = port.onLog
        let lines = 0
        port.onLog = line => {
            lines++
            if (lines % 11 !== 0) hear(lines % 7 === 0 ? line.slice(0, 40) : line)
        }
        const read = (await tool.link.readMemory())!
        expect(lines).toBeGreaterThan(392)
        expect(Buffer.from(read).equals(pen.memory.slice().fill(0, ...KEY))).toBe(true)
    })

    test("memory: in Service, and its word for that is late: read as fast as in Service", async () => {
        const { pen } = await withPast(4_000)
        const { tool } = await rig!.found()
        const { port } = tool
        const hear = port.onLog
        port.onLog = line => {
            if (!line.startsWith("> @state")) hear(line)
        }
        await tool.link.enterService()
        const startMs = pen.nowMs
        await tool.link.readMemory()
        expect(pen.nowMs - startMs).toBeLessThan(7_000)
    })

    test("memory: a program that gives only one block at a time: read all the same", async () => {
        const { pen } = await withPast(37)
        const { tool } = await rig!.found()
        const { client } = tool.link as unknown as { client: Client }
        const call = client.call.bind(client)
        const asked: string[] = []
        vi.spyOn(client, "call").mockImplementation((...words) => {
            asked.push(words[1])
            if (words[1] === "print_memory") return Promise.reject(new NotImplemented("unknown"))
            return call(...words)
        })
        const read = (await tool.link.readMemory())!
        expect(Buffer.from(read).equals(pen.memory.slice().fill(0, ...KEY))).toBe(true)
        expect(asked.filter(command => command === "print_memory")).toHaveLength(1)
    })

    test("PEN-SAF-22: memory: changed during the update: exit with what changed, and where the copy is", async () => {
        const { pen } = await withPast(5)
        const { tool, status } = await rig!.found()
        afterStep(tool, "sent", () => (pen.memory[0x20]! ^= 1))
        await expect(applyUpdate(tool, next.package, next.content, status)).rejects.toThrow(
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
