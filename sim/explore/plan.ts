/**
 * What a session does to a pen, as it is planned: a realistic treatment, then one perturbation after another. The plan
 * also is the model of the person's world that says which perturbation means something next.
 */
import type { FaultPair, FaultUnit, Variant } from "../faults"
import { parseScenario, type Scenario, type Step } from "../scenario"
import { ACKNOWLEDGE_MS, CONFIRM_MS, PRESS_MS } from "../campaign/timetable"

type WithoutTime<Any> = Any extends unknown ? Omit<Any, "atMs"> : never
/** A step of a scenario, without its time. */
export type Action = WithoutTime<Step>

/** A treatment that somebody might give; what a session begins with. */
export interface Treatment {
    readonly seed: number
    readonly variant: Variant
    readonly a: object
    readonly b: object
    readonly depthUm: number
    readonly rateHz: number
    readonly triggerMode: "hold" | "toggle"
    /** Ways of failing that exist in this session; most sessions have one unit that fails, or none. */
    readonly pairs: readonly FaultPair[]
}

const DEEP_UM = 1_500
/** A key is down for 120 ms; then the panel has seen that it went up. */
const KEY_MS = 150
/** The shortest tap of a finger, and the shortest pause between two. */
const TAP_MS = 60
/** A program that panicked starts again after five seconds and its self-test. */
const DEAD_MS = 7_000

export class Plan {
    readonly steps: Step[] = []
    readonly failed = new Set<FaultUnit>()
    /** The cartridge that is fitted. */
    fitted: "a" | "b" | undefined
    triggerDown = false
    atMs = 0
    /** Until then the program may be dead, and the screw holds where it is. */
    deadUntilMs = 0
    /** When the depth knob was turned last. */
    knobMs = 0
    private tappedMs = -TAP_MS

    constructor(readonly treatment: Treatment) {
        const { depthUm, rateHz } = treatment
        this.add(0, { do: "insert", cartridge: "a" })
        this.add(0, { do: "set_depth", um: depthUm })
        this.add(0, { do: "set_rate", hz: rateHz })
        this.add(ACKNOWLEDGE_MS, { do: "acknowledge" })
        if (depthUm > DEEP_UM) this.add(CONFIRM_MS - ACKNOWLEDGE_MS, { do: "confirm_deep" })
        this.add(PRESS_MS - this.atMs, { do: "press" })
    }

    /** One more step, `afterMs` after the last one. */
    add(afterMs: number, action: Action): void {
        this.atMs += afterMs
        const taps = action.do === "press" || action.do === "release"
        if (taps) this.atMs = Math.max(this.atMs, this.tappedMs + TAP_MS)
        if (taps) this.tappedMs = this.atMs
        this.steps.push({ atMs: this.atMs, ...action })
        switch (action.do) {
            case "insert":
                this.fitted = action.cartridge as "a" | "b"
                break
            case "remove":
                this.fitted = undefined
                break
            case "press":
                this.triggerDown = true
                break
            case "release":
                this.triggerDown = false
                break
            case "fault":
                this.failed.add(action.unit)
                break
            case "set_depth":
                this.knobMs = this.atMs
                break
            case "heal":
                this.failed.delete(action.unit)
                break
            case "vm_hang":
            case "vm_panic":
            case "redeploy":
                this.deadUntilMs = this.atMs + DEAD_MS
                break
            default:
                break
        }
    }

    /** What somebody does who only wants to go on: let go, clear, acknowledge, press again. */
    tryAgain(afterMs: number): void {
        if (!this.fitted) this.add(afterMs, { do: "insert", cartridge: "a" })
        if (this.triggerDown) this.add(afterMs, { do: "release" })
        this.add(500, { do: "clear_fault" })
        this.add(700, { do: "acknowledge" })
        this.add(KEY_MS, { do: "confirm_deep" })
        this.add(KEY_MS, { do: "press" })
    }

    /** The whole session, with `more` steps at its end. */
    scenario(more: readonly object[] = [], untilMs = this.atMs): Scenario {
        const { seed, variant, a, b, triggerMode } = this.treatment
        return parseScenario(
            {
                schema: 1,
                variant,
                seed,
                pen: { triggerMode },
                cartridges: { a, b, c: a, d: a },
                steps: [...this.steps, ...more],
                untilMs,
            },
            `session ${seed}`,
            () => new Uint8Array()
        )
    }
}
