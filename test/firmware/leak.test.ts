/** PEN-SAF-21, 11: fluid in the handpiece ends strokes, and keeps the pen out of use until it was inspected. */
import { describe, expect, test } from "vitest"
import { readJournal } from "../../sim/journal/entries"
import { runningTreatment, treatment } from "../support/treatment"

const LEAK_MS_MAX = 100
const wet = { do: "fault", unit: "leak", kind: "short" } as const

describe("PEN-SAF-21: leak electrode", () => {
    test("PEN-SAF-21: wet at 20 random phases of a run: drive energy gone within 100 ms", async () => {
        let worstMs = 0
        for (let seed = 1; seed <= 20; seed++) {
            const pen = await runningTreatment({ seed: 860 + seed, rateHz: 60 + 4 * seed })
            pen.doSometime(160, wet, 200)
            expect(pen.reaction.cause).toBe("leak.short")
            worstMs = Math.max(worstMs, pen.reaction.driveOffMs ?? Infinity)
        }
        console.log(`drive energy gone within ${worstMs.toFixed(1)} ms of a leak`)
        expect(worstMs).toBeLessThanOrEqual(LEAK_MS_MAX)
    })

    test("PEN-SAF-21: wet while the rate still settles: gone within 100 ms", async () => {
        const pen = await runningTreatment({ seed: 881 })
        pen.do({ do: "release" }).wait(800).start(0)
        pen.doSometime(100, wet, 200)
        expect(pen.reaction.driveOffMs, pen.story()).toBeLessThanOrEqual(LEAK_MS_MAX)
    })

    for (const state of ["Locked", "Ready"])
        test(`PEN-SAF-21: wet in ${state}: Faulted, on record, and nothing starts`, async () => {
            const pen = (await treatment({ seed: 882 })).powerOn()
            if (state === "Ready") pen.makeReady()
            else pen.untilState("Locked", 4_000)
            pen.do(wet).wait(300)
            expect([pen.state, pen.fault], pen.story()).toEqual(["Faulted", "Leak"])
            pen.do({ do: "press" }).wait(900)
            expect(pen.figures.driveOnMs).toBe(0)
            const { entries, lockout } = readJournal(pen.pen.memory)
            expect(entries.at(-1)).toMatchObject({ kind: "fault", fault: "Leak" })
            expect(lockout).toBe(1)
        })

    test("PEN-SAF-21: wet before power-on: nothing starts", async () => {
        const pen = (await treatment({ seed: 883 })).do(wet).powerOn()
        pen.until("the leak is seen", 6_000, () => pen.fault === "Leak")
        pen.do({ do: "insert", cartridge: "a" }).wait(800).do({ do: "press" }).wait(900)
        expect(pen.figures.driveOnMs).toBe(0)
    })

    test("PEN-SAF-11: leak: not cleared while wet; dry and cleared, quarantine outlives power cycles", async () => {
        const pen = await runningTreatment({ seed: 884 })
        pen.do(wet).wait(600).do({ do: "release" }).do({ do: "clear_fault" }).wait(900)
        expect([pen.state, pen.fault], pen.story()).toEqual(["Faulted", "Leak"])
        pen.do({ do: "heal", unit: "leak" }).wait(100).do({ do: "clear_fault" })
        pen.untilState("Locked", 1_500)
        expect(pen.inhibits).toContain("Quarantined")
        for (let cycle = 0; cycle < 2; cycle++) {
            pen.do({ do: "power_cut", offMs: 400 }).wait(500)
            pen.untilState("Locked", 5_000)
            expect(pen.inhibits, pen.story()).toContain("Quarantined")
        }
        const { driveOnMs } = pen.figures
        pen.do({ do: "remove" }).wait(200).fitNew().wait(800)
        pen.do({ do: "acknowledge" }).wait(200).do({ do: "press" }).wait(900)
        expect(pen.figures.driveOnMs).toBe(driveOnMs)
        expect(pen.pen.firmware.messages.at(-1)?.text).toContain("quarantine")
    })
})
