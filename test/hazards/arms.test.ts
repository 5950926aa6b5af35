/** A few seeds of every hazard that claims to be controlled: harmed without its control, never with it. */
import { describe, expect, test } from "vitest"
import { loadHazards } from "../../sim/campaign/files"
import { casesOn } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import { summaryOf } from "../../sim/campaign/verdict"
import { Workshop } from "../../tools/campaign/workshop"
import { bytecodeOf } from "../support/bytecode"

const SEEDS = 3
/** A cause that is left to chance is waited for: a cam rests outside in one stop of three (H-08). */
const SEEDS_MAX = 20

const hazards = loadHazards()
const workshop = Workshop.open({ hazards, bytecode: bytecodeOf, charged: true })

for (const variant of ["stepper", "solenoid"] as const)
    describe(`hazards: ${variant}`, () => {
        for (const hazard of hazards.filter(({ status }) => status === "controlled"))
            test(`${hazard.id}: ${variant}: ${hazard.title}: harms without its control only`, async () => {
                const runs: RunRecord[] = []
                for (const one of casesOn(hazard, variant))
                    for (const arm of ["with", "without"] as const) {
                        let occurred = false
                        for (let seed = 1; seed <= SEEDS || !occurred; seed++) {
                            if (seed > SEEDS_MAX) break
                            const job = { hazard: hazard.id, case: one.name, variant, arm, seed }
                            const run = await workshop.play(job)
                            occurred ||= run.occurred
                            runs.push(run)
                        }
                    }
                const { problems, cases } = summaryOf(hazard, variant, runs)
                expect(cases.length).toBeGreaterThan(0)
                expect(runs.flatMap(({ violations }) => violations)).toEqual([])
                expect(problems).toEqual([])
            }, 60_000)
    })
