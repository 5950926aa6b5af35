/** PEN-SAF-02, 07: one thing is wrong about the depth, and how far the needles get then. */
import { describe, expect, test } from "vitest"
import { type Action, runningTreatment, treatment, type Treatment } from "../support/treatment"

const OVER_MAX_UM = 200
const DEPTHS_UM = [100, 1000, 2300]
const USTEPS_PER_UM = 10.24

/** Counts of the field sensor that are worth this many µm: 25 mT/mm at ±40 mT over 16 bit. */
function fieldCounts(um: number): number {
    return Math.round((um * 25 * 32768) / (40 * 1000))
}

interface Case {
    readonly what: string
    readonly action: Action
    /**
     * The carriage goes on outward while the cam runs out: its last turn ends up to 140 um beyond the
     * limit, although the drive's energy is gone well inside of it.
     */
    readonly runsOut?: true
    /** Strokes end within this time of the fault; undefined where nothing needs to stop. */
    readonly stopMs?: number
}

const cases: Case[] = [
    {
        what: "nut slips 300 um outward",
        action: { do: "fault", unit: "leadScrew", kind: "wrong", value: 300 },
        stopMs: 30,
        runsOut: true,
    },
    {
        what: "nut slips 300 um inward",
        action: { do: "fault", unit: "leadScrew", kind: "wrong", value: -300 },
        stopMs: 50,
    },
    {
        what: "carriage does not follow its motor",
        action: { do: "fault", unit: "leadScrew", kind: "stuck" },
    },
    {
        what: "motion chip runs 300 um too far",
        action: {
            do: "fault",
            unit: "motion",
            kind: "wrong",
            value: Math.round(300 * USTEPS_PER_UM),
        },
        // Its motor has no current while strokes are made.
    },
    { what: "motion chip hangs", action: { do: "fault", unit: "motion", kind: "stuck" } },
    {
        what: "motion chip resets",
        action: { do: "fault", unit: "motion", kind: "reset" },
        // The motion chip is asked every 40 ms, and one that was reset moves nothing.
        stopMs: 60,
    },
    {
        what: "depth sensor lies 300 um inward",
        action: { do: "fault", unit: "hall", kind: "wrong", value: fieldCounts(-300) },
        stopMs: 50,
    },
    {
        what: "depth sensor lies 300 um outward",
        action: { do: "fault", unit: "hall", kind: "wrong", value: fieldCounts(300) },
        stopMs: 30,
    },
    {
        what: "depth sensor stands still",
        action: { do: "fault", unit: "hall", kind: "stuck" },
        stopMs: 70,
    },
]

function expectSafe(pen: Treatment): void {
    const { overSelectedUmMax, strokesUnauthorised, strokesAfterStopMax } = pen.figures
    expect(overSelectedUmMax, pen.story()).toBeLessThanOrEqual(OVER_MAX_UM)
    expect(strokesUnauthorised, pen.story()).toBe(0)
    expect(strokesAfterStopMax).toBeLessThanOrEqual(2)
}

describe("PEN-SAF-02: while Running", () => {
    for (const { what, action, stopMs, runsOut } of cases) {
        test(`PEN-SAF-02: ${what}: Running: drive energy gone within 200 um over`, async () => {
            let worstUm = 0
            for (const depthUm of DEPTHS_UM) {
                const pen = await runningTreatment({ seed: 50 + (depthUm % 7), depthUm })
                const { plant } = pen.pen.world
                let reachUm = 0
                plant.onDrivePower(on => {
                    if (!on) reachUm = plant.reachUm
                })
                pen.doSometime(20, action, stopMs ?? 300)
                if (stopMs !== undefined) {
                    expect(pen.reaction.driveOffMs, pen.story()).not.toBeNull()
                    expect(["Stopping", "Faulted"], pen.story()).toContain(pen.state)
                }
                pen.do({ do: "release" }).wait(1_200)
                expect(reachUm - depthUm).toBeLessThanOrEqual(OVER_MAX_UM)
                if (!runsOut) expectSafe(pen)
                worstUm = Math.max(worstUm, pen.figures.overSelectedUmMax)
            }
            console.log(`${what}, Running: at most ${worstUm} um over the setting`)
        }, 60_000)
        // Open: the cam stands after up to 23 ms, and 20 mm/s make 100 um in 5. Fails on purpose; see docs/hazards.md.
        if (runsOut)
            test.fails(
                `PEN-SAF-02: ${what}: 150 Hz: the cam's last turn within 200 um over`,
                async () => {
                    for (let seed = 1; seed <= 40; seed++) {
                        const pen = await runningTreatment({ seed, rateHz: 150 })
                        pen.doSometime(20, action, 300)
                        expectSafe(pen)
                    }
                },
                60_000
            )
    }
})

test.each([300, 130, 60, -200])(
    "PEN-SAF-02: motion chip runs %i um astray at 150 Hz, 10 pens: no needle follows, all are in 200 ms later",
    async um => {
        for (let seed = 1; seed <= 10; seed++) {
            const pen = await runningTreatment({ seed, rateHz: 150 })
            const { plant } = pen.pen.world
            const beforeUm = plant.carriageUm
            const value = Math.round(um * USTEPS_PER_UM)
            pen.doSometime(20, { do: "fault", unit: "motion", kind: "wrong", value }, 300)
            expect(plant.carriageUm).toBeCloseTo(beforeUm, 6)
            pen.do({ do: "release" }).wait(210)
            expect(plant.reachUm, pen.story()).toBeLessThanOrEqual(0)
            expectSafe(pen)
        }
    },
    60_000
)

describe("PEN-SAF-02: while the needles go out", () => {
    for (const { what, action } of cases)
        test(`PEN-SAF-02: ${what}: Arming: protrusion at most 200 um over`, async () => {
            let worstUm = 0
            for (const depthUm of DEPTHS_UM) {
                const pen = await treatment({ seed: 60 + (depthUm % 7), depthUm })
                pen.powerOn().makeReady().do({ do: "press" })
                const { plant } = pen.pen.world
                pen.until("the carriage moves out", 900, () => plant.carriageUm > -150)
                pen.doSometime((depthUm + 150) / 20, action, 600)
                pen.do({ do: "release" }).wait(1_200)
                expectSafe(pen)
                worstUm = Math.max(worstUm, pen.figures.overSelectedUmMax)
            }
            console.log(`${what}, Arming: at most ${worstUm} um over the setting`)
        }, 60_000)
})

test("PEN-SAF-07: nut slips 120 um inward, Running: off in 20 ms from the first sample", async () => {
    let worstMs = 0
    for (const seed of [71, 72, 73]) {
        const pen = await runningTreatment({ seed, depthUm: 1200 })
        // 120 µm at the 20 mm/s of the slip take 6 ms; a sample is at most one tick old.
        pen.doSometime(20, { do: "fault", unit: "leadScrew", kind: "wrong", value: -120 }, 100)
        expect(pen.fault, pen.story()).toBe("DepthDisagrees")
        worstMs = Math.max(worstMs, pen.reaction.driveOffMs ?? Infinity)
    }
    console.log(`disagreement at standstill: worst ${worstMs.toFixed(1)} ms`)
    expect(worstMs).toBeLessThanOrEqual(6 + 10 + 20)
})
