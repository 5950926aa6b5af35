/**
 * One reaction: a pen of its own, whose seed draws tolerances, jitter and the moment of the tick and of the stroke at
 * which the cause falls; measured at the simulated motor. The same is asked of the plain program, in a pen without a
 * safety chain.
 */
import { act } from "../../sim/actions"
import { CHAIN_ELEMENTS, type ChainElement } from "../../sim/chain/units"
import type { Variant } from "../../sim/faults"
import { Machine } from "../../sim/machine"
import type { Pen } from "../../sim/pen"
import { Random } from "../../sim/random"
import { makePen } from "../../sim/run"
import { parseScenario, type Scenario, type Step } from "../../sim/scenario"
import { reactionCauses } from "./causes"

/** What all reactions of a benchmark have in common. */
export interface ReactionTerms {
    readonly variant: Variant
    readonly bytecode: Uint8Array
    /** The plain program. */
    readonly plain: Uint8Array
}

/** One run: which cause, which pen, whose program. */
export interface ReactionJob {
    readonly cause: number
    readonly seed: number
    readonly plain: boolean
}

export interface ReactionOutcome {
    /** From the cause until drive energy was gone; null if it never went. */
    readonly offMs: number | null
    /** From the cause until the program withdrew its permission; null if it never did. */
    readonly programMs: number | null
    /** Strokes that the match rule did not permit. */
    readonly unauthorised: number
}

/** Self-test, homing and the program's own start have been through by then. */
const AWAKE_MS = 1_500
const STEP_MS = 10
const PATIENCE_MS = 6_000
/** The motor is at its rate; then the cause falls at any moment of twenty ticks. */
const SETTLED_MS = 400
const PHASES_US = 200_000
/** How long the drive may take to lose its energy, with a chain and without: a panic ends after 5.24 s. */
const WATCHED_MS = { chain: 400, plain: 7_000 }
/** Residual strokes come within this time. */
const COAST_MS = 150

/** Everything that takes the drive away without the program is replaced by wire; its own pin stays. */
const NO_CHAIN = (Object.keys(CHAIN_ELEMENTS) as ChainElement[]).filter(name => name !== "armClear")

export class ReactionBench {
    private readonly machine = new Machine()

    constructor(private readonly terms: ReactionTerms) {}

    async play(job: ReactionJob): Promise<ReactionOutcome> {
        const cause = reactionCauses(this.terms.variant)[job.cause]!
        const random = new Random(job.seed, `reaction to ${cause.cause}`)
        const scenario = this.scenario(job, random, cause.step)
        const { variant, bytecode, plain } = this.terms
        const pen = await makePen(scenario, job.plain ? plain : bytecode, {
            machine: this.machine,
            ...(job.plain ? { chain: { without: NO_CHAIN } } : {}),
        })
        const steps = [...scenario.steps]
        const last = steps.pop()!
        pen.powerOn()
        pen.runUntil(AWAKE_MS)
        const name = `${variant}, seed ${job.seed}, reaction to ${cause.cause}`
        start(pen, scenario, steps, job.plain, name)
        pen.runUntil(pen.nowMs + SETTLED_MS + random.integer(0, PHASES_US) / 1_000)
        if (!pen.world.plant.drivePowered) throw new Error(`${name}: the drive is off before it`)
        act(pen, scenario, last)
        return watch(pen, job.plain ? WATCHED_MS.plain : WATCHED_MS.chain)
    }

    /** What is done to the pen, in its order; the last is the cause. */
    private scenario(job: ReactionJob, random: Random, cause: object): Scenario {
        const steps = [
            { do: "insert", cartridge: "a" },
            { do: "set_depth", um: 50 * random.integer(4, 30) },
            { do: "set_rate", hz: random.integer(30, 150) },
            { do: "acknowledge" },
            { do: "press" },
            cause,
        ]
        const file = {
            schema: 1,
            variant: this.terms.variant,
            seed: job.seed,
            cartridges: { a: { kind: "adjustable", minUm: 0, maxUm: 1500 } },
            steps: steps.map((step, index) => ({ atMs: AWAKE_MS + index, ...step })),
            untilMs: PATIENCE_MS,
        }
        return parseScenario(file, "reaction", () => new Uint8Array())
    }
}

/** Does one step after the other until the drive runs: as soon as the pen takes it. */
function start(pen: Pen, scenario: Scenario, steps: Step[], plain: boolean, name: string): void {
    const ready = (): boolean => plain || pen.firmware.state === "Ready"
    const waits = (): boolean => plain || pen.firmware.inhibits.join() === "ChecklistOpen"
    const [acknowledge, press] = [steps[3]!, steps[4]!]
    for (const step of steps.slice(0, 3)) act(pen, scenario, step)
    until(pen, 100, () => false)
    until(pen, PATIENCE_MS, waits)
    act(pen, scenario, acknowledge)
    until(pen, PATIENCE_MS, ready)
    act(pen, scenario, press)
    until(pen, PATIENCE_MS, () => pen.world.plant.drivePowered)
    if (!pen.world.plant.drivePowered)
        throw new Error(
            `${name}: no strokes after ${pen.nowMs} ms: ${pen.firmware.state} (${pen.firmware.inhibits.join(", ")})`
        )
}

function until(pen: Pen, forMs: number, reached: () => boolean): void {
    const endMs = pen.nowMs + forMs
    while (pen.nowMs < endMs && !reached()) pen.runUntil(pen.nowMs + STEP_MS)
}

function watch(pen: Pen, forMs: number): ReactionOutcome {
    const { observer } = pen
    const reaction = observer.reactions.at(-1)
    if (!reaction) throw new Error("reaction: the cause fell while nothing was driven")
    const over = (): boolean => reaction.driveOffMs !== null && reaction.firmwareOffMs !== null
    until(pen, forMs, over)
    until(pen, COAST_MS, () => false)
    return {
        offMs: reaction.driveOffMs,
        programMs: reaction.firmwareOffMs,
        unauthorised: observer.figures().strokesUnauthorised,
    }
}
