/** PEN-SAF-19: a battery below its reserve starts nothing, and ends a run while there is energy to park. */
import { describe, expect, test } from "vitest"
import { Inhibit } from "../../src/core/inhibit"
import { inhibitText } from "../../src/core/text"
import { runningTreatment, type Treatment, treatment } from "../support/treatment"

/** Park and 5 min (`docs/plant.md`), by the plant's own figures: 875 mA of 600 mAh. */
const RESERVE_PERCENT = 12.2
/** Where the pen draws the line. */
const LINE_PERCENT = 20
/** PEN-SAF-05: the gauge is asked within a second. */
const GAUGE_MS = 1_000
/** PEN-SAF-16: needles in after the drive energy has gone. */
const IN_MS = 200
const sag = { do: "fault", unit: "battery", kind: "wrong" } as const
const low = "BatteryLow"

const percent = (pen: Treatment): number => pen.pen.world.plant.battery.percent

/** Where the pen ended after it was brought to its trigger with so much charge, and pressed. */
async function pressedAt(batteryPercent: number): Promise<Treatment> {
    const pen = (await treatment({ seed: 191, pen: { batteryPercent } })).powerOn()
    pen.do({ do: "set_depth", um: 1000 }).do({ do: "insert", cartridge: "a" })
    pen.untilState("Locked", 4_000)
    pen.wait(700).do({ do: "acknowledge" }).wait(300).do({ do: "press" }).wait(900)
    return pen
}

describe("PEN-SAF-19: no start below the reserve", () => {
    test.each([0, 5, 12, 19])(
        "PEN-SAF-19: %i percent of the battery: no start, and the pen says why",
        async batteryPercent => {
            const pen = await pressedAt(batteryPercent)
            expect([pen.state, pen.fault], pen.story()).toEqual(["Locked", "None"])
            expect(pen.inhibits).toContain(low)
            expect(pen.figures).toMatchObject({ strokes: 0, driveOnMs: 0 })
            expect(pen.pen.firmware.messages.at(-1)?.text).toBe(inhibitText(Inhibit.BatteryLow))
        }
    )

    test.each([21, 30, 100])(
        "PEN-SAF-19: %i percent of the battery: it starts",
        async batteryPercent => {
            const pen = await pressedAt(batteryPercent)
            expect(pen.state, pen.story()).toBe("Running")
            expect(pen.figures.strokes).toBeGreaterThan(0)
        }
    )

    test("PEN-SAF-19: used up at rest: Locked; charged: Ready again, and a fresh press starts", async () => {
        const pen = (await treatment({ seed: 192 })).powerOn().makeReady()
        pen.do(sag).wait(GAUGE_MS)
        expect([pen.state, pen.inhibits], pen.story()).toEqual(["Locked", [low]])
        pen.do({ do: "press" }).wait(900)
        expect(pen.figures.driveOnMs).toBe(0)
        pen.do({ do: "heal", unit: "battery" }).wait(GAUGE_MS)
        expect([pen.state, pen.figures.driveOnMs], pen.story()).toEqual(["Locked", 0])
        pen.do({ do: "release" })
        pen.untilState("Ready", 300)
        pen.start()
        expect(pen.figures.strokes).toBeGreaterThan(0)
    })
})

describe("PEN-SAF-19: a sag while Running", () => {
    test("PEN-SAF-19: charge lost at 20 random phases: stopped within a second, parked, no fault", async () => {
        let worstMs = 0
        for (let seed = 1; seed <= 20; seed++) {
            const pen = await runningTreatment({ seed: 900 + seed, rateHz: 60 + 4 * seed })
            pen.doSometime(300, sag, GAUGE_MS + IN_MS)
            const { cause, driveOffMs, retractedMs } = pen.reaction
            expect(cause).toBe("battery.wrong")
            worstMs = Math.max(worstMs, driveOffMs ?? Infinity)
            expect((retractedMs ?? Infinity) - driveOffMs!, pen.story()).toBeLessThanOrEqual(IN_MS)
            expect(pen.pen.world.plant.reachUm).toBeLessThanOrEqual(0)
            pen.wait(600)
            expect([pen.state, pen.fault], pen.story()).toEqual(["Locked", "None"])
            expect(pen.inhibits).toEqual([low, "TriggerHeld"])
        }
        console.log(`drive energy gone within ${worstMs.toFixed(0)} ms of a lost charge`)
        expect(worstMs).toBeLessThanOrEqual(GAUGE_MS)
    }, 60_000)

    test("PEN-SAF-19: strokes until the reserve is reached: ended there, with park and 5 min left", async () => {
        const pen = await runningTreatment({ seed: 193, pen: { batteryPercent: 21 } })
        expect(percent(pen)).toBeGreaterThan(LINE_PERCENT)
        pen.until("the run ends", 180_000, () => pen.state !== "Running")
        expect(percent(pen)).toBeGreaterThan(LINE_PERCENT - 0.1)
        expect(percent(pen)).toBeGreaterThan(RESERVE_PERCENT)
        pen.wait(600)
        expect([pen.state, pen.fault, pen.inhibits], pen.story()).toEqual([
            "Locked",
            "None",
            [low, "TriggerHeld"],
        ])
        expect(pen.pen.world.plant.reachUm).toBeLessThanOrEqual(0)
    }, 60_000)

    test("PEN-SAF-19: half of the charge lost, and enough left: the run goes on", async () => {
        const pen = await runningTreatment({ seed: 194 })
        pen.do({ ...sag, value: 45 }).wait(2_000)
        expect(pen.state, pen.story()).toBe("Running")
    })

    test("PEN-SAF-19: a heavy motor, 100 % to 21 %: the voltage under load is no reason to stop", async () => {
        for (const batteryPercent of [21, 40, 100]) {
            const pen = await runningTreatment({ seed: 195, pen: { batteryPercent }, rateHz: 150 })
            pen.do({ do: "fault", unit: "motor", kind: "slow", value: 1 }).wait(2_500)
            expect(pen.inhibits, pen.story()).not.toContain(low)
        }
    })
})
