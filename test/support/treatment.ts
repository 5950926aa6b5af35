/**
 * A pen on its shipped bytecode, in the hands of a test. Everything done to it goes through the actions
 * of a scenario; everything asked of it is answered by the plant, the chain and the log.
 */
import { act } from "../../sim/actions"
import type { Rates } from "../../sim/charge"
import type { ChainElement } from "../../sim/chain/units"
import { Pen } from "../../sim/pen"
import type { PlantParameters } from "../../sim/plant/parameters"
import { Random } from "../../sim/random"
import type { PlantFigures, Reaction } from "../../sim/result"
import { parseScenario, type Scenario, type Step } from "../../sim/scenario"
import type { Variant } from "../../sim/faults"
import { bytecodeOf } from "./bytecode"
import { variant as suiteVariant } from "./variant"

type WithoutTime<Any> = Any extends unknown ? Omit<Any, "atMs"> : never
/** A step of a scenario, without its time. */
export type Action = WithoutTime<Step>

export interface TreatmentOptions {
    /** Which pen; by default the one that the suite runs on. */
    variant?: Variant
    seed?: number
    /** What the knobs stand at when the pen is made ready. */
    depthUm?: number
    rateHz?: number
    /** Cartridge "a", in the words of a scenario; by default one for every depth. */
    cartridge?: object
    /** Cartridge "b", to exchange. */
    other?: object
    /** 144 bytes for a cartridge that names an `image`. */
    image?: Uint8Array
    /** The pen of the scenario: calibration, battery, trigger mode. */
    pen?: object
    /** A chain element that is left out. */
    without?: ChainElement
    plant?: Partial<PlantParameters>
    /** What the program's own processor time costs; by default the upper estimates. */
    charge?: Rates
}

export const anyDepth = { kind: "adjustable", minUm: 0, maxUm: 2500 }

/** A key stays down for 120 ms; by then its release has been seen as well. */
const KEY_MS = 150
const DEEP_UM = 1500
/** How closely `until` looks. */
const LOOK_MS = 2

/** A pen as `options` say, switched off. */
export async function treatment(options: TreatmentOptions = {}): Promise<Treatment> {
    const seed = options.seed ?? 1
    const cartridges: Record<string, object> = { a: options.cartridge ?? anyDepth }
    if (options.other) cartridges.b = options.other
    const variant = options.variant ?? suiteVariant
    const file = {
        schema: 1,
        seed,
        variant,
        pen: options.pen ?? {},
        cartridges,
        steps: [],
        untilMs: 1,
    }
    const scenario = parseScenario(file, "test", () => options.image ?? new Uint8Array())
    const pen = await Pen.make({
        ...(options.charge === undefined ? {} : { charge: options.charge }),
        seed,
        variant,
        bytecode: bytecodeOf[variant],
        calibration: scenario.pen.calibration,
        batteryPercent: scenario.pen.batteryPercent,
        triggerMode: scenario.pen.triggerMode,
        date: scenario.pen.clock === "set" ? scenario.date : null,
        sessionWindowMinutes: scenario.pen.sessionWindowMinutes,
        ...(options.without ? { chain: { without: options.without } } : {}),
        ...(options.plant ? { plant: options.plant } : {}),
    })
    return new Treatment(pen, scenario, options)
}

/** The same, brought to Running at its depth and rate and settled there. */
export async function runningTreatment(options: TreatmentOptions = {}): Promise<Treatment> {
    const at = await treatment(options)
    at.powerOn()
    at.makeReady()
    at.start()
    return at
}

export class Treatment {
    /** Phases and other choices of the test itself. */
    readonly random: Random
    private fitted = 0

    constructor(
        readonly pen: Pen,
        private readonly scenario: Scenario,
        private readonly options: TreatmentOptions
    ) {
        this.random = new Random(scenario.seed, "test")
    }

    get state(): string {
        return this.pen.firmware.state
    }
    get fault(): string {
        return this.pen.firmware.fault
    }
    get inhibits(): string[] {
        return this.pen.firmware.inhibits
    }
    get nowMs(): number {
        return this.pen.nowMs
    }
    /** Figures of the plant since power-on. */
    get figures(): PlantFigures {
        return this.pen.observer.figures()
    }
    /** What the last cause led to. Throws when none has acted on a driven pen yet. */
    get reaction(): Reaction {
        const last = this.pen.observer.reactions.at(-1)
        if (!last) throw new Error(`no cause has acted while the drive was on\n${this.story()}`)
        return last
    }

    powerOn(): this {
        this.pen.powerOn()
        return this
    }

    /** Does it now. */
    do(action: Action): this {
        act(this.pen, this.scenario, { atMs: this.nowMs, ...action })
        return this
    }

    /** Does it in `ms` from now, in the middle of whatever the program is doing then. */
    doIn(ms: number, action: Action): this {
        this.pen.clock.after(Math.round(ms * 1000), () => this.do(action))
        return this
    }

    /** Does it at a random instant within the next `withinMs`, and waits `afterMs` more than that. */
    doSometime(withinMs: number, action: Action, afterMs: number): this {
        const inUs = this.random.integer(0, withinMs * 1000)
        return this.doIn(inUs / 1000, action).wait(inUs / 1000 + afterMs)
    }

    wait(ms: number): this {
        this.pen.runUntil(this.nowMs + ms)
        return this
    }

    /** Waits for a condition. @returns how long it took, ms. Throws with what happened when it does not come. */
    until(what: string, withinMs: number, condition: () => boolean): number {
        const fromMs = this.nowMs
        while (!condition()) {
            if (this.nowMs - fromMs > withinMs)
                throw new Error(`not within ${withinMs} ms: ${what}\n${this.story()}`)
            this.wait(LOOK_MS)
        }
        return this.nowMs - fromMs
    }

    untilState(state: string, withinMs: number): number {
        return this.until(`state ${state}`, withinMs, () => this.state === state)
    }

    /** From power-on to a pen that waits for its trigger. */
    makeReady(): this {
        const { depthUm = 1000, rateHz = 100 } = this.options
        this.do({ do: "set_depth", um: depthUm }).do({ do: "set_rate", hz: rateHz })
        if (!this.pen.truth.seated) this.do({ do: "insert", cartridge: "a" })
        this.untilState("Locked", 4_000)
        return this.acknowledge()
    }

    /** The keys that a fitted cartridge asks for, until the pen is Ready. */
    acknowledge(): this {
        this.do({ do: "acknowledge" })
        if (this.pen.truth.depthUm > DEEP_UM) this.wait(KEY_MS).do({ do: "confirm_deep" })
        this.untilState("Ready", 1_500)
        return this.wait(KEY_MS)
    }

    /** Presses, and waits until strokes have settled at their rate. */
    start(settleMs = 300): this {
        this.do({ do: "press" })
        this.untilState("Running", 800)
        return this.wait(settleMs)
    }

    /** Fits a cartridge like "a" that nobody has used yet. */
    fitNew(): this {
        const name = `a${++this.fitted}`
        const cartridges = this.scenario.cartridges as Record<string, unknown>
        cartridges[name] = cartridges.a
        return this.do({ do: "insert", cartridge: name })
    }

    /**
     * After a stop of whatever sort: back to Ready, with another cartridge like "a" where that one is used up; all
     * faults healed by the caller.
     */
    recover(): this {
        this.do({ do: "release" })
        if (!this.pen.truth.seated) this.fitNew()
        this.until("the pen is at rest", 3_000, () =>
            ["Locked", "Ready", "Faulted"].includes(this.state)
        )
        if (this.state === "Faulted") {
            this.wait(100).do({ do: "clear_fault" })
            this.untilState("Locked", 1_500)
            this.wait(KEY_MS)
        }
        if (this.inhibits.includes("CartridgeUsed"))
            this.do({ do: "remove" }).wait(100).fitNew().wait(700)
        return this.acknowledge()
    }

    /** The events of the last seconds, for whoever reads a failure. */
    story(): string {
        const { firmware, events } = this.pen
        const lines = events.slice(-20).map(event => JSON.stringify(event))
        const status = `${firmware.state} ${firmware.fault} ${firmware.inhibits.join(",")}`
        return [`seed ${this.pen.seed} at ${this.nowMs} ms: ${status}`, ...lines].join("\n")
    }
}
