/**
 * `pen bench depth`: one pen with its own error budget visits every setting, and what is measured is where its needles
 * are at bottom dead centre, how long that took, and whether it comes to the same place again.
 */
import { act } from "./actions"
import { drawBudget } from "./depthbudget"
import type { Variant } from "./faults"
import { Pen } from "./pen"
import { Random } from "./random"
import { parseScenario, type Scenario, type Step } from "./scenario"

export const DEPTH_STEP_UM = 50
export const DEPTH_MAX_UM = 2_500
/** Settings of the depth knob (PEN-FUN-01). */
export const SETTINGS = DEPTH_MAX_UM / DEPTH_STEP_UM + 1
/** Visits of each setting by one pen. */
export const VISITS = 2

const DEEP_UM = 1_500
const KEY_MS = 150
/** A carriage that has left its parked position by this is on its way. */
const LEFT_UM = 20
/** Settled: no further from its final place than this. */
const SETTLED_UM = 20
const LOOK_MS = 1

/** One visit of one setting. Null: the pen refused the start, or ended it. */
export interface Visit {
    readonly um: number
    readonly errorUm: number | null
    readonly settleMs: number | null
    /** From the release until the needles are in. */
    readonly retractMs: number | null
    /** For 0.5 mm of the way out; of settings that have them. */
    readonly halfMs: number | null
    /** Why there is no figure. */
    readonly fault: string
}

/** All settings, in an order of its own, `VISITS` times. */
export async function benchDepth(
    bytecode: Uint8Array,
    variant: Variant,
    seed: number
): Promise<Visit[]> {
    const visitor = await Visitor.make(bytecode, variant, seed)
    const random = new Random(seed, "order of the settings")
    const visits: Visit[] = []
    for (let round = 0; round < VISITS; round++)
        for (const um of shuffled(random)) visits.push(visitor.visit(um))
    return visits
}

function shuffled(random: Random): number[] {
    const settings = Array.from({ length: SETTINGS }, (_, index) => index * DEPTH_STEP_UM)
    for (let last = settings.length - 1; last > 0; last--) {
        const chosen = random.integer(0, last)
        const um = settings[chosen]!
        settings[chosen] = settings[last]!
        settings[last] = um
    }
    return settings
}

/** One pen on the bench, and the hands on it. */
export class Visitor {
    private constructor(
        private readonly pen: Pen,
        private readonly scenario: Scenario,
        private readonly plateUm: number
    ) {}

    static async make(bytecode: Uint8Array, variant: Variant, seed: number): Promise<Visitor> {
        const budget = drawBudget(seed)
        const { tipOffsetUm } = budget
        const a = { kind: "adjustable", minUm: 0, maxUm: DEPTH_MAX_UM, tipOffsetUm }
        const file = { schema: 1, seed, variant, cartridges: { a }, steps: [], untilMs: 1 }
        const scenario = parseScenario(file, "benchmark", () => new Uint8Array())
        const pen = await Pen.make({ seed, variant, bytecode, plant: budget.plant })
        budget.drift(pen.world.plant.parameters)
        const visitor = new Visitor(pen, scenario, budget.plateUm)
        visitor.do({ do: "insert", cartridge: "a" })
        visitor.do({ do: "set_rate", hz: 30 })
        pen.powerOn()
        visitor.reach(["Locked", "Faulted"], 4_000)
        return visitor
    }

    visit(um: number): Visit {
        const { plant } = this.pen.world
        this.do({ do: "set_depth", um })
        this.wait(50)
        if (!this.ready(um)) return this.none(um)
        const parkedUm = plant.carriageUm
        const path: { ms: number; um: number }[] = []
        this.do({ do: "press" })
        while (["Ready", "Arming"].includes(this.state)) {
            this.wait(LOOK_MS)
            path.push({ ms: this.pen.nowMs, um: plant.carriageUm })
        }
        if (this.state !== "Running") return this.none(um)
        const finalUm = plant.reachUm
        const left = path.filter(at => at.um > parkedUm + LEFT_UM)
        this.wait(40)
        this.do({ do: "release" })
        return {
            um,
            errorUm: finalUm + this.plateUm - um,
            settleMs: settledMs(left),
            halfMs: halfMs(left),
            retractMs: this.timeIn(),
            fault: "",
        }
    }

    /** Keys until the pen waits for its trigger, whatever it was before. */
    private ready(um: number): boolean {
        for (let attempt = 0; attempt < 3; attempt++) {
            if (!this.reach(["Ready", "Locked", "Faulted"], 2_000)) return false
            if (this.state === "Faulted") {
                this.do({ do: "clear_fault" })
                this.wait(900)
            }
            this.do({ do: "acknowledge" })
            this.wait(KEY_MS)
            if (um > DEEP_UM) this.do({ do: "confirm_deep" })
            this.wait(KEY_MS)
            if (this.reach(["Ready"], 300)) return true
        }
        return false
    }

    private timeIn(): number | null {
        const { plant } = this.pen.world
        const fromMs = this.pen.nowMs
        while (plant.reachUm > 0) {
            this.wait(LOOK_MS)
            if (this.pen.nowMs - fromMs > 1_000) return null
        }
        const tookMs = this.pen.nowMs - fromMs
        this.reach(["Ready", "Locked", "Faulted"], 1_500)
        return tookMs
    }

    private none(um: number): Visit {
        const { fault, inhibits } = this.pen.firmware
        const why = fault === "None" ? (inhibits[0] ?? this.state) : fault
        this.do({ do: "release" })
        this.wait(200)
        return { um, errorUm: null, settleMs: null, halfMs: null, retractMs: null, fault: why }
    }

    private get state(): string {
        return this.pen.firmware.state
    }

    /** Does it now, in the words of a scenario. */
    do(step: Omit<Step, "atMs"> & Record<string, unknown>): void {
        act(this.pen, this.scenario, { atMs: this.pen.nowMs, ...step } as Step)
    }

    private wait(ms: number): void {
        this.pen.runUntil(this.pen.nowMs + ms)
    }

    private reach(states: readonly string[], withinMs: number): boolean {
        const endMs = this.pen.nowMs + withinMs
        while (!states.includes(this.state)) {
            if (this.pen.nowMs >= endMs) return false
            this.wait(2)
        }
        return true
    }
}

/** From the first motion until the carriage was last away from where it stayed. */
function settledMs(path: readonly { ms: number; um: number }[]): number | null {
    const first = path[0]
    const final = path.at(-1)
    if (!first || !final) return null
    const away = path.filter(at => Math.abs(at.um - final.um) > SETTLED_UM).at(-1)
    return away ? away.ms + LOOK_MS - first.ms : 0
}

/** For the first half millimetre. */
function halfMs(path: readonly { ms: number; um: number }[]): number | null {
    const first = path[0]
    const half = first && path.find(at => at.um >= first.um + 500)
    return half ? half.ms - first.ms : null
}
