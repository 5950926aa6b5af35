/** One run of a campaign: a seed of a case in one arm, played on the shipped bytecode and judged on the plant. */
import type { ChainOptions } from "../chain/chain"
import type { Variant } from "../faults"
import { healFault, injectFault } from "../inject"
import type { Pen, PenOptions } from "../pen"
import type { FixedParameters } from "../plant/plant"
import { schedule } from "../run"
import type { Scenario } from "../scenario"
import { checkSteps } from "../actions"
import type { Arm } from "./arm"
import { crashOf } from "./crash"
import { type CauseTime, figureOf } from "./figures"
import { Gauge } from "./gauge"
import type { Hazard, HazardCase } from "./hazard"
import { instanceOf } from "./instance"
import { Invariants, type Violation } from "./invariants"
import type { InvariantName } from "./invariantnames"
import { noteVisits, type Visit } from "./visits"
import { watchOccurrence } from "./occurred"

export type { Arm } from "./arm"

/** What one run left behind; small, because a campaign keeps all of them. */
export interface RunRecord {
    readonly hazard: string
    readonly case: string
    readonly variant: Variant
    readonly arm: Arm
    readonly seed: number
    /** Whether the cause truly occurred at the plant. */
    readonly occurred: boolean
    /** Worst value of the harm's figure, whether that harms, and when it was passed. */
    readonly worst: number
    readonly harmed: boolean
    readonly violations: readonly Violation[]
    /** What made a mended pen Ready again, or what it says instead. */
    readonly remedy?: string
    /** Worst value of each invariant that was judged. */
    readonly invariants: Readonly<Partial<Record<InvariantName, number>>>
    readonly visits: readonly Visit[]
    readonly traceSha256: string
    readonly virtualMs: number
}

export interface PlayOptions {
    /** One JSON line for every pin edge and bus transfer. */
    readonly trace?: (line: string) => void
    /** Gets the pen as the run has left it. */
    readonly onEnd?: (pen: Pen, scenario: Scenario) => void
}

/** What a run changes about its pen. */
export type RunMeans = Pick<PenOptions, "trace" | "chain" | "plant">

/** Makes the pen of a scenario, switched off; whoever runs a campaign knows bytecode and machine. */
export type PenMaker = (scenario: Scenario, means: RunMeans) => Promise<Pen>

/** Plays one run to its end. */
export async function playCase(
    hazard: Hazard,
    one: HazardCase,
    run: { readonly variant: Variant; readonly arm: Arm; readonly seed: number },
    makePen: PenMaker,
    { trace, onEnd }: PlayOptions = {}
): Promise<RunRecord> {
    const { scenario, causeAtMs } = instanceOf(hazard, one, run.seed, run.variant, run.arm)
    checkSteps(scenario)
    const means = { ...(trace ? { trace } : {}), ...defeatedParts(one, run.arm) }
    const pen = await makePen(scenario, means)
    if (run.arm === "without") defeat(pen, one, causeAtMs)
    const cause: CauseTime = { atUs: Infinity }
    let occurred = (): boolean => false
    // Ahead as the steps are, and set before them: alarms of one instant then fire in the order in which they were set.
    pen.clock.ahead(causeAtMs * 1_000, () => {
        occurred = watchOccurrence(one.occurred, pen)
        cause.atUs = pen.clock.nowUs
    })
    const excused = Object.keys(one.excused) as InvariantName[]
    const guard = run.arm === "with" ? new Invariants(pen, excused) : undefined
    const gauge = new Gauge(pen.clock, one.harm.over)
    figureOf(one.harm.figure).watch(pen, gauge, cause)
    const visits = noteVisits(pen, scenario)
    schedule(pen, scenario)
    pen.powerOn()
    const crashes = runToEnd(pen, scenario)
    guard?.close()
    onEnd?.(pen, scenario)
    const violations = guard
        ? [...harmOf(one.harm.figure, gauge), ...guard.violations, ...crashes]
        : crashes
    return {
        hazard: hazard.id,
        case: one.name,
        ...run,
        occurred: occurred(),
        worst: tenths(gauge.worst),
        harmed: gauge.overAtMs !== null,
        violations,
        invariants: guard?.worst ?? {},
        visits: [...visits],
        traceSha256: pen.trace.digest(),
        virtualMs: scenario.untilMs,
    }
}

/** What went wrong with the run itself, in either arm. */
function runToEnd(pen: Pen, { untilMs }: Scenario): Violation[] {
    try {
        pen.runUntil(untilMs)
        return []
    } catch (error) {
        return [crashOf(error, pen)]
    }
}

/** A harm is a violation where the control was there. */
function harmOf(figure: string, { worst, limit, overAtMs }: Gauge): Violation[] {
    if (overAtMs === null) return []
    return [{ invariant: figure, value: tenths(worst), limit, atMs: overAtMs }]
}

function tenths(value: number): number {
    return Math.round(value * 10) / 10
}

/** What is built differently where the control is defeated. */
function defeatedParts(
    { defeat: { chain, plant } }: HazardCase,
    arm: Arm
): { chain?: ChainOptions; plant?: FixedParameters } {
    if (arm === "with") return {}
    return { ...(chain ? { chain: { without: chain } } : {}), plant: plant }
}

/** Faults of the control itself. They are no causes: nobody measures a reaction to them. */
function defeat(pen: Pen, one: HazardCase, causeAtMs: number): void {
    const { faults, atMs, beforeCauseMs } = one.defeat
    const inject = (): void => {
        for (const { unit, kind, value, forMs } of faults) {
            injectFault(pen, unit, kind, value)
            if (forMs !== undefined) pen.clock.after(forMs * 1_000, () => healFault(pen, unit))
        }
    }
    const startMs = beforeCauseMs === undefined ? atMs : Math.max(0, causeAtMs - beforeCauseMs)
    if (startMs === 0) inject()
    else pen.clock.ahead(startMs * 1_000, inject)
}
