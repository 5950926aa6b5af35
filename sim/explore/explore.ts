/**
 * Sessions that nobody thought of, on one pen after another: a treatment, then random perturbations of it. What breaks
 * an invariant is made as short as it can be, and handed back as a scenario.
 */
import fc from "fast-check"
import type { Violation } from "../campaign/invariants"
import type { Variant } from "../faults"
import type { Scenario } from "../scenario"
import { mending } from "./mending"
import { perturbations, treatments } from "./perturbations"
import { Plan } from "./plan"
import { type PenMaker, type Played, playSession } from "./play"

export interface Finding {
    readonly seed: number
    readonly variant: Variant
    readonly violations: readonly Violation[]
    /** The shortest session that was found to break the same invariant. */
    readonly scenario: Scenario
}

export interface Explored {
    readonly finding: Finding | undefined
    readonly visits: ReadonlySet<string>
    /** Sessions played, the ones of shortening included. */
    readonly runs: number
    readonly virtualMs: number
    /** Steps of the session as it was drawn. */
    readonly steps: number
}

/** So many sessions may be played to make a finding shorter. */
const SHORTENING_RUNS = 150
/** A shortened session goes on so long after what it shows. */
const AFTERMATH_MS = 300

/** Explores one seed. The same seed, bytecode and number of steps give the same session. */
export async function explore(
    seed: number,
    variant: Variant,
    maxSteps: number,
    makePen: PenMaker
): Promise<Explored> {
    const treatment = fc.sample(fc.noBias(treatments(seed, variant)), { seed, numRuns: 1 })[0]!
    const commands = fc.noBias(
        fc.commands(perturbations(treatment), { maxCommands: maxSteps, size: "max" })
    )
    const seen = { visits: new Set<string>(), runs: 0, virtualMs: 0, steps: 0 }
    let worst: Finding | undefined
    const property = fc.asyncProperty(commands, async drawn => {
        if (seen.runs > SHORTENING_RUNS) return true
        const plan = new Plan(treatment)
        fc.modelRun(() => ({ model: plan, real: plan }), drawn)
        const { steps, remedies } = mending(plan)
        const scenario = plan.scenario(steps, remedies.at(-1)!.byMs)
        const played = await playSession(scenario, remedies, makePen)
        count(seen, played, plan.steps.length)
        const violations = sameAs(worst, played.violations)
        if (violations.length === 0) return true
        worst = { seed, variant, violations, scenario }
        return false
    })
    await fc.check(property, { seed, numRuns: 1 })
    return { ...seen, finding: worst && (await cut(worst, makePen)) }
}

function count(
    seen: { visits: Set<string>; runs: number; virtualMs: number; steps: number },
    played: Played,
    steps: number
): void {
    if (seen.runs === 0) seen.steps = steps
    for (const visit of played.visits) seen.visits.add(visit)
    seen.runs++
    seen.virtualMs += played.virtualMs
}

/** While shortening, only what was found at first counts, so that one finding does not turn into another. */
function sameAs(
    found: Finding | undefined,
    violations: readonly Violation[]
): readonly Violation[] {
    if (!found) return violations
    const names = new Set(found.violations.map(({ invariant }) => invariant))
    return violations.filter(({ invariant }) => names.has(invariant))
}

/** Without what comes long after the first violation, if it is still there then. */
async function cut(finding: Finding, makePen: PenMaker): Promise<Finding> {
    const { scenario } = finding
    const firstMs = Math.min(...finding.violations.map(({ atMs }) => atMs))
    const untilMs = Math.ceil(firstMs + AFTERMATH_MS)
    if (untilMs >= scenario.untilMs) return finding
    const shorter: Scenario = {
        ...scenario,
        steps: scenario.steps.filter(({ atMs }) => atMs <= untilMs),
        untilMs,
    }
    const { violations } = await playSession(shorter, [], makePen)
    const same = sameAs(finding, violations)
    return same.length > 0 ? { ...finding, violations: same, scenario: shorter } : finding
}
