/** PEN-SAF-08, PEN-FUN-12: power cuts around everything that is written, judged on needles, cartridge and memory. */
import { beforeAll, describe, expect, test } from "vitest"
import { OPENED_AT, opened, WEAR_AT } from "../../src/core/marks"
import { entryAddress } from "../../src/core/journal"
import { readJournal } from "../../sim/journal/entries"
import { Machine } from "../../sim/machine"
import { bytesOf, type CutRecord, outcomes, playCut } from "../../sim/powercuts/play"
import type { CutSession } from "../../sim/powercuts/session"
import { CutBench } from "../../tools/powercuts/bench"
import { bytecodeOf } from "../support/bytecode"

const machine = new Machine()
/** Of each variant; `pen powercuts` plays as many as one likes. */
const CUTS = 48

function problemsOf(records: readonly CutRecord[]): string[] {
    return records.flatMap(({ seed, byte, problems }) =>
        problems.map(problem => `seed ${seed} byte ${byte ?? "-"}: ${problem}`)
    )
}

for (const variant of ["stepper", "solenoid"] as const)
    describe(`power cuts: ${variant}`, () => {
        const records: CutRecord[] = []

        beforeAll(async () => {
            const bench = new CutBench({ variant, bytecode: bytecodeOf[variant] })
            const plan = await bench.plan(CUTS, 7001)
            const choice = { cuts: CUTS, seed: 7001, threads: 1, onCut: () => undefined }
            records.push(...(await bench.playAll(plan, choice)))
        }, 120_000)

        test("PEN-SAF-08: power cuts: no used cartridge makes a stroke; nothing but the entry in hand is lost", () => {
            expect(problemsOf(records)).toEqual([])
            expect(records.reduce((sum, { reused }) => sum + reused, 0)).toBe(0)
        })

        test("PEN-SAF-08: power cuts: every outcome is one of three, and each of them occurs", () => {
            const cut = records.filter(({ cuts }) => cuts > 0)
            expect(cut.length).toBeGreaterThan(CUTS * 0.9)
            expect([...new Set(cut.map(({ outcome }) => outcome))].sort()).toEqual(
                [...outcomes].sort()
            )
        })

        test("PEN-FUN-12: power cuts: the end of a full journal is found within 200 ms", () => {
            const slowest = Math.max(...records.map(({ mountMs }) => mountMs))
            expect(slowest).toBeGreaterThan(20)
            expect(slowest).toBeLessThanOrEqual(200)
        })
    })

describe("power cuts: what they are judged by", () => {
    /** A cut of the stepper after its strokes, in a product line that takes no cartridge back. */
    const after = (defeat: (session: CutSession) => void): Promise<CutRecord> =>
        playCut({ seed: 7001, variant: "stepper", byte }, bytecodeOf.stepper, machine, defeat)
    /** When the run is over, and the cartridge still fitted. */
    let byte = 0
    beforeAll(async () => {
        byte = Math.floor((await bytesOf(7001, "stepper", bytecodeOf.stepper, machine)) * 0.8)
    })

    test("PEN-SAF-08: power cuts: marks and memory wiped meanwhile: the re-use is seen", async () => {
        const record = await after(({ pen }) => {
            expect(opened(pen.cartridge!.memory.subarray(OPENED_AT))).toBe(true)
            pen.cartridge!.memory.fill(0xff, OPENED_AT, WEAR_AT + 16)
            pen.memory.fill(0, 0x0400, 0x0c00)
        })
        expect(record.reused).toBeGreaterThan(0)
        expect(record.problems.join()).toContain("strokes with a used cartridge")
    })

    test("PEN-FUN-12: power cuts: an entry that is lost meanwhile: is missed", async () => {
        const record = await after(({ pen }) => {
            const last = readJournal(pen.memory).next - 1
            pen.memory.fill(0, entryAddress(last - 5), entryAddress(last - 5) + 32)
        })
        expect(record.problems.join()).toMatch(/entry \d+ is missing/)
    })
})
