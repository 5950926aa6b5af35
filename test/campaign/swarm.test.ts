/** Runs that nobody thought of: the same few seeds every time, on both variants, and what they must notice. */
import { describe, expect, test } from "vitest"
import type { RunRecord } from "../../sim/campaign/play"
import { playSwarm } from "../../sim/campaign/playswarm"
import { SWARM, swarmOf } from "../../sim/campaign/swarm"
import { makePen } from "../../sim/run"
import { Workshop } from "../../tools/campaign/workshop"
import { bytecodeOf } from "../support/bytecode"

const SEEDS = 12

describe("swarm: scenarios", () => {
    test("swarm: two hundred seeds: every state, most actions and faults, seldom two failures", () => {
        const names = new Set<string>()
        let two = 0
        for (let seed = 0; seed < 200; seed++) {
            const { steps } = swarmOf(seed, "stepper").scenario
            const failures = steps.filter(step => step.do === "fault")
            for (const step of failures) names.add(`${step.unit}.${step.kind}`)
            if (failures.length > 1) two++
        }
        expect(names.size).toBeGreaterThan(70)
        expect(two).toBeGreaterThan(10)
        expect(two).toBeLessThan(50)
    })
})

for (const variant of ["stepper", "solenoid"] as const)
    test(`PEN-SAF-17: swarm: ${variant}: ${SEEDS} seeds: nothing broken, and Ready again in bounded time`, async () => {
        const workshop = Workshop.open({ hazards: [], bytecode: bytecodeOf, charged: true })
        const records: RunRecord[] = []
        for (let seed = 1; seed <= SEEDS; seed++)
            records.push(
                await workshop.play({ hazard: SWARM, case: SWARM, variant, arm: "with", seed })
            )
        expect(
            records.flatMap(({ seed, violations }) => violations.map(one => ({ seed, ...one })))
        ).toEqual([])
        expect(new Set(records.map(record => record.traceSha256)).size).toBe(SEEDS)
    }, 60_000)

describe("swarm: what goes wrong is told", () => {
    test("swarm: a pen that has no calibration: is not Ready after all remedies, and says why", async () => {
        const record = await playSwarm({ variant: "stepper", seed: 1 }, scenario =>
            makePen(
                { ...scenario, pen: { ...scenario.pen, calibration: "missing" } },
                bytecodeOf.stepper
            )
        )
        expect(record.violations.map(one => one.invariant)).toContain("notReady")
        expect(record.remedy).toContain("CalibrationMissing")
    }, 30_000)

    test("swarm: an error in the middle of a run: is a violation with its text, not the end", async () => {
        const record = await playSwarm({ variant: "stepper", seed: 1 }, async scenario => {
            const pen = await makePen(scenario, bytecodeOf.stepper)
            pen.clock.at(1_700_000, () => {
                throw new Error("asked for what no datasheet describes")
            })
            return pen
        })
        expect(record.violations).toContainEqual({
            invariant: "crashed",
            value: 1,
            limit: 0,
            atMs: 1_700,
            text: "asked for what no datasheet describes",
        })
    })
})
