/** What the runs of a campaign say about each hazard: controlled as it claims, or not, and why. */
import type { Variant } from "../faults"
import type { Hazard, HazardCase } from "./hazard"
import { invariantNames, invariants, type InvariantName } from "./invariantnames"
import { casesOn, type Job } from "./plan"
import { SWARM } from "./swarm"
import type { Violation } from "./invariants"
import type { Arm, RunRecord } from "./play"

/** Arm `without` has to harm the plant in so many of the runs in which the cause occurred. */
const HARMED_SHARE = 0.5

export interface ArmSummary {
    readonly runs: number
    /** Runs in which the cause truly occurred. */
    readonly matched: number
    readonly harmed: number
    readonly violations: number
    readonly worst: number
    readonly limit: number
    /** The command that shows the worst run again; null without runs. */
    readonly replay: string | null
}

export interface CaseSummary {
    readonly name: string
    readonly figure: string
    readonly control: string
    readonly with: ArmSummary
    readonly without: ArmSummary
    /** What is wrong with it; empty when it shows what it claims, or when an arm was not run. */
    readonly problems: string[]
}

export interface HazardSummary {
    readonly id: string
    readonly title: string
    readonly status: Hazard["status"]
    readonly requirements: readonly string[]
    readonly waitsFor: string | null
    /** Figures of the case that came nearest to its limit with the control. */
    readonly with: ArmSummary | null
    readonly without: ArmSummary | null
    readonly cases: CaseSummary[]
    readonly problems: string[]
}

export interface CampaignViolation extends Violation {
    readonly hazard: string
    readonly case: string
    readonly arm: Arm
    readonly seed: number
    readonly replay: string
}

/** The one command that shows a run again. */
export function replayOf(run: Job): string {
    const { hazard, case: name, arm, seed, variant } = run
    const which = hazard === SWARM ? SWARM : `${hazard} --case ${name}`
    return `npx pen campaign --hazard ${which} --variant ${variant} --arm ${arm} --seeds ${seed} --show`
}

/** The worst that was seen of an invariant, over all runs in which it was judged. */
export interface InvariantSummary {
    readonly name: InvariantName
    readonly requirement: string
    readonly unit: string
    readonly limit: number
    readonly judged: number
    readonly worst: number
    readonly replay: string | null
}

export function invariantSummaries(runs: readonly RunRecord[]): InvariantSummary[] {
    return invariantNames.map(name => {
        const judged = runs.filter(run => run.invariants[name] !== undefined)
        const worst = worstOf(judged, run => run.invariants[name]!)
        const { requirement, unit, limit } = invariants[name]
        return {
            name,
            requirement,
            unit,
            limit,
            judged: judged.length,
            worst: worst ? worst.invariants[name]! : 0,
            replay: worst ? replayOf(worst) : null,
        }
    })
}

function worstOf(
    runs: readonly RunRecord[],
    value: (run: RunRecord) => number
): RunRecord | undefined {
    return runs.reduce<RunRecord | undefined>(
        (most, run) => (most && value(most) >= value(run) ? most : run),
        undefined
    )
}

/** Runs that nobody thought of, and how the mended pens became Ready again. */
export interface SwarmSummary {
    readonly runs: number
    readonly violations: number
    readonly remedies: Readonly<Record<string, number>>
}

/** Null where no such run was played. */
export function swarmSummary(runs: readonly RunRecord[]): SwarmSummary | null {
    const own = runs.filter(run => run.hazard === SWARM)
    if (own.length === 0) return null
    const remedies: Record<string, number> = {}
    for (const { remedy = "" } of own) remedies[remedy] = (remedies[remedy] ?? 0) + 1
    const violations = own.reduce((sum, run) => sum + run.violations.length, 0)
    return { runs: own.length, violations, remedies }
}

/** Everything that must not have been, in the order of the runs. */
export function violationsOf(runs: readonly RunRecord[]): CampaignViolation[] {
    return runs.flatMap(run =>
        run.violations.map(violation => ({
            hazard: run.hazard,
            case: run.case,
            arm: run.arm,
            seed: run.seed,
            ...violation,
            replay: replayOf(run),
        }))
    )
}

/** One hazard on one variant. */
export function summaryOf(
    hazard: Hazard,
    variant: Variant,
    runs: readonly RunRecord[]
): HazardSummary {
    const own = runs.filter(run => run.hazard === hazard.id && run.variant === variant)
    const cases = casesOn(hazard, variant).map(one =>
        caseSummary(
            one,
            own.filter(run => run.case === one.name)
        )
    )
    const nearest = cases.reduce<CaseSummary | undefined>(
        (worst, one) => (worst && share(worst.with) >= share(one.with) ? worst : one),
        undefined
    )
    return {
        id: hazard.id,
        title: hazard.title,
        status: hazard.status,
        requirements: hazard.requirements,
        waitsFor: hazard.status === "open" ? hazard.waitsFor : null,
        with: nearest?.with ?? null,
        without: nearest?.without ?? null,
        cases,
        problems: hazard.status === "open" ? [] : cases.flatMap(one => one.problems),
    }
}

function share({ worst, limit }: ArmSummary): number {
    return limit > 0 ? worst / limit : worst
}

function caseSummary(one: HazardCase, runs: readonly RunRecord[]): CaseSummary {
    const summary = {
        name: one.name,
        figure: one.harm.figure,
        control: one.defeat.control,
        with: armSummary(one, runs, "with"),
        without: armSummary(one, runs, "without"),
    }
    return { ...summary, problems: problemsOf(summary) }
}

function armSummary(one: HazardCase, runs: readonly RunRecord[], arm: Arm): ArmSummary {
    const own = runs.filter(run => run.arm === arm)
    const matched = own.filter(run => run.occurred)
    const worst = worstOf(own, run => run.worst)
    return {
        runs: own.length,
        matched: matched.length,
        harmed: matched.filter(run => run.harmed).length,
        violations: own.reduce((sum, run) => sum + run.violations.length, 0),
        worst: worst?.worst ?? 0,
        limit: one.harm.over,
        replay: worst ? replayOf(worst) : null,
    }
}

/** A case proves something only if its cause occurred, the control held, and its loss was felt. */
function problemsOf(one: Omit<CaseSummary, "problems">): string[] {
    const problems: string[] = []
    const add = (arm: Arm, text: string): void => {
        problems.push(`${one.name}: arm ${arm}: ${text}`)
    }
    for (const arm of ["with", "without"] as const) {
        const { runs, matched } = one[arm]
        if (runs > 0 && matched === 0) add(arm, `the cause occurred in none of ${runs} runs`)
    }
    const { with: kept, without: lost } = one
    if (kept.violations > 0) add("with", `${kept.violations} violations in ${kept.runs} runs`)
    if (lost.matched > 0 && lost.harmed < HARMED_SHARE * lost.matched)
        add(
            "without",
            `harmed in ${lost.harmed} of ${lost.matched} runs, expected half of them or more`
        )
    return problems
}
