/** PEN-SAF-11: faults latch, are not cleared while their cause holds, and lead to Locked only. */
import { describe, expect, test } from "vitest"
import { type Action, runningTreatment, type Treatment } from "../support/treatment"

interface Case {
    readonly fault: string
    readonly cause: Action
    readonly end: Action
}

const cases: Case[] = [
    {
        fault: "CartridgeRemoved",
        cause: { do: "remove" },
        end: { do: "insert", cartridge: "b" },
    },
    {
        fault: "MatchLost",
        cause: { do: "set_depth", um: 1400 },
        end: { do: "set_depth", um: 1000 },
    },
    {
        fault: "SensorStuck",
        cause: { do: "fault", unit: "hall", kind: "stuck" },
        end: { do: "heal", unit: "hall" },
    },
]

/** Clears, and gives the keys that could wake a pen that forgot its fault. */
function clear(pen: Treatment): void {
    pen.do({ do: "clear_fault" }).wait(400)
}

describe("PEN-SAF-11: while Running", () => {
    for (const { fault, cause, end } of cases)
        test(`PEN-SAF-11: ${fault}: latched, not cleared while it holds, then Locked`, async () => {
            const cartridge = { kind: "adjustable", minUm: 0, maxUm: 1200 }
            const pen = await runningTreatment({ seed: 601, cartridge, other: cartridge })
            // A sensor that stands still cannot say that the carriage is in: stopping takes its full second.
            pen.do(cause).wait(1_200)
            expect(pen.fault, pen.story()).toBe(fault)
            pen.do({ do: "release" }).wait(100)
            clear(pen)
            expect(pen.state, "cleared while the cause holds").toBe("Faulted")
            pen.do(end).wait(800)
            expect(pen.state, "went by itself").toBe("Faulted")
            pen.do({ do: "acknowledge" }).wait(300)
            pen.do({ do: "press" }).wait(700)
            expect(pen.state, "started or acknowledged away").toBe("Faulted")
            pen.do({ do: "release" }).wait(100)
            clear(pen)
            expect(pen.state, pen.story()).toBe("Locked")
            expect(pen.inhibits).toContain("ChecklistOpen")
            pen.until("nothing but the checklist", 1_500, () => pen.inhibits.length === 1)
            pen.acknowledge().start(50)
        })
})
