/** The explorer: that its sessions are sound, that it finds what is broken, and a fixed slice that finds nothing. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkSteps } from "../../sim/actions"
import type { ChainElement } from "../../sim/chain/units"
import { type Explored, explore } from "../../sim/explore/explore"
import { mending } from "../../sim/explore/mending"
import { perturbations, treatments } from "../../sim/explore/perturbations"
import { Plan } from "../../sim/explore/plan"
import { type PenMaker, playSession } from "../../sim/explore/play"
import { scenarioFile } from "../../sim/explore/scenariofile"
import { faultPairs, type Variant } from "../../sim/faults"
import { makePen } from "../../sim/run"
import { parseScenario } from "../../sim/scenario"
import { bytecodeOf } from "../support/bytecode"

const variants: Variant[] = ["stepper", "solenoid"]

/** A session as it is planned for a seed, without playing it. */
function planned(seed: number, variant: Variant): Plan {
    const treatment = fc.sample(treatments(seed, variant), { seed, numRuns: 1 })[0]!
    const commands = fc.commands(perturbations(treatment), { maxCommands: 40, size: "max" })
    const plan = new Plan(treatment)
    const drawn = fc.sample(fc.noBias(commands), { seed, numRuns: 1 })[0]!
    fc.modelRun(() => ({ model: plan, real: plan }), drawn)
    return plan
}

const maker =
    (variant: Variant, without?: ChainElement): PenMaker =>
    scenario =>
        makePen(scenario, bytecodeOf[variant], without ? { chain: { without } } : {})

describe.each(variants)("explorer, %s", variant => {
    test("sessions: 200 seeds: every one is a scenario that the pen can do", () => {
        for (let seed = 1; seed <= 200; seed++) {
            const plan = planned(seed, variant)
            const { steps, remedies } = mending(plan)
            const scenario = plan.scenario(steps, remedies.at(-1)!.byMs)
            expect(() => checkSteps(scenario)).not.toThrow()
        }
    })

    test("sessions: 500 seeds: every action and nearly every pair of fault are among them", () => {
        const seen = new Set<string>()
        for (let seed = 1; seed <= 500; seed++)
            for (const step of planned(seed, variant).steps)
                seen.add(step.do === "fault" ? `${step.unit}.${step.kind}` : step.do)
        const actions = [...seen].filter(name => !name.includes("."))
        expect(actions.length).toBe(16)
        const pairs = faultPairs().filter(({ fitted }) => fitted.includes(variant))
        expect(seen.size - actions.length).toBeGreaterThan(0.9 * pairs.length)
    })

    test("fixed slice: nothing is broken", { timeout: 60_000 }, async () => {
        for (let seed = 1; seed <= 4; seed++) {
            const { finding, steps } = await explore(seed, variant, 20, maker(variant))
            expect(steps).toBeGreaterThan(4)
            expect(finding && scenarioFile(finding.scenario, finding.violations)).toBeUndefined()
        }
    })
})

describe("explorer: a pen whose chain does not know the latch", () => {
    const broken = maker("stepper", "latchSwitch")

    test("is found, made short, and found again by its file", { timeout: 120_000 }, async () => {
        const shortened = (found: Explored): boolean =>
            (found.finding?.scenario.steps.length ?? Infinity) < found.steps
        let first = await explore(1, "stepper", 20, broken)
        for (let seed = 2; seed <= 30 && !shortened(first); seed++)
            first = await explore(seed, "stepper", 20, broken)
        expect(shortened(first)).toBe(true)
        const { scenario, violations } = first.finding!
        expect(violations.map(({ invariant }) => invariant)).toContain("driveOffLate")
        const file: unknown = JSON.parse(scenarioFile(scenario, violations))
        const read = parseScenario(file, "file", () => new Uint8Array())
        expect((await playSession(read, [], broken)).violations).toEqual(violations)
        expect((await playSession(read, [], maker("stepper"))).violations).toEqual([])
    })
})
