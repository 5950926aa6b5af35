/** One seed of a hazard's case: the scenario with everything drawn, and which of its steps is the cause. */
import type { Variant } from "../faults"
import { refuse } from "../refusal"
import { parseScenario, type Scenario } from "../scenario"
import type { Arm } from "./arm"
import { Draw } from "./draw"
import type { Hazard, HazardCase } from "./hazard"
import { ACKNOWLEDGE_MS, CONFIRM_MS, PRESS_MS } from "./timetable"

export interface Instance {
    readonly scenario: Scenario
    /** Time of the step that is the cause, ms. */
    readonly causeAtMs: number
}

/** Deeper settings need a confirmation (PEN-SAF-18). */
const UNCONFIRMED_UM = 1_500

interface DrawnStep {
    readonly atMs: number
    readonly do: string
    readonly cause?: true
    readonly [key: string]: unknown
}

/**
 * Draws one seed of a case. Both variants of a seed get the same, and both arms, but for the cartridges that the defeat
 * makes otherwise. Throws `Refusal`.
 */
export function instanceOf(
    hazard: Hazard,
    one: HazardCase,
    seed: number,
    variant: Variant,
    arm: Arm = "with"
): Instance {
    const source = `${hazard.id} ${one.name}`
    const { scenario } = one
    const draw = new Draw(source, seed, source)
    draw.name(scenario.draws)
    const cartridges = draw.value(scenario.cartridges, "cartridges") as Record<string, object>
    if (arm === "without")
        for (const [name, other] of Object.entries(one.defeat.cartridges))
            cartridges[name] = { ...cartridges[name], ...other }
    const steps = [
        ...beginning(scenario.begin && draw.value(scenario.begin, "begin")),
        ...(draw.value(scenario.steps, "steps") as Record<string, unknown>[]),
    ]
    const timed = timesOf(steps, source)
    const causes = timed.filter(step => step.cause)
    if (causes.length !== 1)
        throw refuse(source, "steps", 'one step with "cause": true', causes.length)
    const pen = draw.value(scenario.pen, "pen")
    const all = [...timed, ...distractionsOf(one, source, seed)]
    const untilMs = Math.max(...timed.map(step => step.atMs)) + scenario.afterLastMs
    return {
        causeAtMs: causes[0]!.atMs,
        scenario: parseScenario(
            {
                schema: 1,
                variant,
                seed,
                pen,
                cartridges,
                steps: all.map(({ cause: _cause, ...step }) => step),
                untilMs,
            },
            source,
            () => new Uint8Array()
        ),
    }
}

/** The steps that bring the pen to a state. */
function beginning(begin: unknown): Record<string, unknown>[] {
    if (begin === undefined) return []
    const { state, cartridge, depthUm, rateHz } = begin as Record<string, number | string>
    const steps: Record<string, unknown>[] = [
        { atMs: 0, do: "insert", cartridge },
        { atMs: 0, do: "set_depth", um: depthUm },
        { atMs: 0, do: "set_rate", hz: rateHz },
    ]
    if (state === "Locked") return steps
    steps.push({ atMs: ACKNOWLEDGE_MS, do: "acknowledge" })
    if (Number(depthUm) > UNCONFIRMED_UM) steps.push({ atMs: CONFIRM_MS, do: "confirm_deep" })
    if (state === "Running") steps.push({ atMs: PRESS_MS, do: "press" })
    return steps
}

/** `afterMs` counts from the step that is written before. */
function timesOf(steps: readonly Record<string, unknown>[], source: string): DrawnStep[] {
    let beforeMs = 0
    return steps.map((step, index) => {
        const { afterMs, ...rest } = step
        const atMs = afterMs === undefined ? step["atMs"] : beforeMs + Number(afterMs)
        if (typeof atMs !== "number" || !Number.isInteger(atMs))
            throw refuse(source, `steps[${index}]`, "atMs or afterMs, in whole ms", step)
        beforeMs = atMs
        return { ...rest, atMs } as DrawnStep
    })
}

/** Each seed has about half of them: another stream, so that they leave the cause as it is. */
function distractionsOf(one: HazardCase, source: string, seed: number): DrawnStep[] {
    const draw = new Draw(source, seed, `${source} distractions`)
    const chosen = one.distractions.filter(() => draw.chance(2))
    const steps = draw.value(chosen, "distractions") as Record<string, unknown>[]
    return timesOf(steps, source)
}
