/**
 * A pen in somebody's hands: what is done to it is not known beforehand, and can be had again all the same. Every
 * action happens at a whole millisecond and is kept, so that the record is a scenario with the identical run.
 */
import { checkSteps } from "./actions"
import type { Machine } from "./machine"
import type { Pen } from "./pen"
import type { RunResult } from "./result"
import { isStrapped, makePen, resultOf, schedule, scheduleStep } from "./run"
import { type Scenario, type Step, parseScenario } from "./scenario"
import { untilMs as endOfRun } from "./steps"

type WithoutTime<Any> = Any extends unknown ? Omit<Any, "atMs"> : never
/** A step of a scenario without its time. */
export type Action = WithoutTime<Step>

export type Cartridges = Scenario["cartridges"]

/** The first instant at which somebody can act: what is set up at power-on comes before it. */
const FIRST_ACT_MS = 2
/** An image does not say how many needles stand on it. */
const IMAGE_NEEDLES = 12

export class LivePen {
    private readonly acted: Step[] = []
    /** The plan, with every cartridge that can be fitted by now. */
    scenario: Scenario
    private reachedMs = 0
    private eventsSeen = 0
    private fittedLast = ""

    private constructor(
        readonly pen: Pen,
        /** What was planned before power-on; its end and its expectations are the player's business. */
        readonly plan: Scenario
    ) {
        this.scenario = plan
    }

    /** Makes a pen as `plan` describes it, switches it on, and has the steps of the plan come to pass by themselves. */
    static async begin(plan: Scenario, bytecode: Uint8Array, machine: Machine): Promise<LivePen> {
        checkSteps(plan)
        const pen = await makePen(plan, bytecode, { machine })
        schedule(pen, plan)
        pen.powerOn()
        // A record has the strap as it was, whoever said something in between.
        const strapped = { ...plan.pen, benchStrap: isStrapped(plan) }
        return new LivePen(pen, { ...plan, pen: strapped })
    }

    /** How far the pen was asked to live, in whole ms; a pass of its program may have ended a little later. */
    get nowMs(): number {
        return this.reachedMs
    }

    /** Lets virtual time pass until `toMs`, a whole number. */
    advanceTo(toMs: number): void {
        if (toMs <= this.reachedMs) return
        this.pen.runUntil(toMs)
        this.reachedMs = toMs
    }

    /** Cartridges that can be fitted from now on, by names that no other one has. */
    offer(cartridges: Cartridges): void {
        this.scenario = {
            ...this.scenario,
            cartridges: { ...this.scenario.cartridges, ...cartridges },
        }
    }

    /** Whether a name is taken. */
    knows(cartridge: string): boolean {
        return Object.hasOwn(this.scenario.cartridges, cartridge)
    }

    /** Name of the cartridge that is fitted, or was fitted last; empty before the first. */
    get lastFitted(): string {
        const { events } = this.pen
        for (; this.eventsSeen < events.length; this.eventsSeen++) {
            const event = events[this.eventsSeen]!
            if (event["do"] === "insert") this.fittedLast = String(event["cartridge"])
        }
        return this.fittedLast
    }

    /** Needles of that cartridge. */
    get needles(): number {
        const cartridge = this.scenario.cartridges[this.lastFitted]
        return cartridge && "needles" in cartridge ? cartridge.needles : IMAGE_NEEDLES
    }

    /** Does it at the next whole millisecond. Throws `Refusal` for what means nothing to this pen. */
    act(action: object): Step {
        const atMs = Math.max(FIRST_ACT_MS, Math.floor(this.pen.nowMs) + 1, this.reachedMs + 1)
        const step = this.checked({ ...action, atMs })
        scheduleStep(this.pen, this.scenario, step)
        this.acted.push(step)
        return step
    }

    /** Everything that was done until now, as a scenario that ends now. */
    record(): Scenario {
        const untilMs = Math.max(1, this.reachedMs)
        // Sorting is stable: of one instant, planned steps come first, as they did.
        const steps = [...this.plan.steps, ...this.acted]
            .filter(step => step.atMs <= untilMs)
            .sort((one, other) => one.atMs - other.atMs)
        const fitted = new Set(steps.flatMap(step => (step.do === "insert" ? step.cartridge : [])))
        const cartridges = withOriginals(this.scenario.cartridges, fitted)
        return { ...this.scenario, cartridges, steps, untilMs, expect: {} }
    }

    /** Figures of the run until now, judged by the expectations of the plan. */
    result(ranMs: number): RunResult {
        const scenario = { ...this.record(), expect: this.plan.expect }
        return resultOf(this.pen, scenario, ranMs)
    }

    private checked(value: { atMs: number }): Step {
        const untilMs = endOfRun.parse(value.atMs)
        const file = { ...asFile(this.scenario), steps: [value], untilMs, expect: {} }
        const checked = parseScenario(file, "action", path => imageOf(this.scenario, path))
        checkSteps(checked)
        return checked.steps[0]!
    }
}

/** The cartridges of these names, and those that they are clones of. */
function withOriginals(cartridges: Cartridges, names: ReadonlySet<string>): Cartridges {
    const wanted = new Set(names)
    for (const name of names) {
        const one = cartridges[name]
        if (one && "cloneOf" in one && one.cloneOf !== undefined) wanted.add(one.cloneOf)
    }
    return Object.fromEntries(Object.entries(cartridges).filter(([name]) => wanted.has(name)))
}

/** A scenario as it stands in a file: an image is named there, not held. */
export function asFile(scenario: Scenario): object {
    const cartridges = Object.entries(scenario.cartridges).map(([name, cartridge]) => {
        if (!("memory" in cartridge)) return [name, cartridge]
        const { image, rom } = cartridge
        return [name, { image, rom }]
    })
    return { ...scenario, cartridges: Object.fromEntries(cartridges) as object }
}

function imageOf(scenario: Scenario, path: string): Uint8Array {
    for (const cartridge of Object.values(scenario.cartridges))
        if ("memory" in cartridge && cartridge.image === path) return cartridge.memory
    throw new RangeError(`no image ${path} in this session`)
}
