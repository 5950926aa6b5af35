/**
 * What can go wrong with the motion chip, in the words of a scenario's `fault` action (unit `motion`).
 *
 * off          no supply: no answer, no torque, registers lost
 * stuck        the logic hangs: motion stops, torque stays, replies repeat, nothing is obeyed
 * garbage      the reply line carries noise; commands still arrive
 * wrong        turns `value` microsteps (default 3,072 outward) that XACTUAL does not show, at 20 mm/s
 * slow         the clock runs at `value` percent (default 60)
 * intermittent one frame in three is lost and reads as zeros
 * reset        one reset, once
 * short        a coil is shorted: latched driver error, bridges off
 * open         a coil is open: no torque
 * hiZ          the reply line floats and reads as ones; commands still arrive
 */
import { ChipFaults } from "./chipfaults"

/** The kinds that this chip can be told. */
export const motionFaultKinds = [
    "off",
    "stuck",
    "garbage",
    "wrong",
    "slow",
    "intermittent",
    "reset",
    "short",
    "open",
    "hiZ",
] as const

export type MotionFaultKind = (typeof motionFaultKinds)[number]

const defaultSlipUsteps = 3072
const slipPerUs = 204_800 / 1e6

export class Tmc5240Faults extends ChipFaults<MotionFaultKind> {
    private sinceUs = 0
    private frames = 0
    private frozen: readonly number[] | undefined

    constructor() {
        super("motion", "TMC5240", motionFaultKinds)
    }

    get kind(): MotionFaultKind | undefined {
        return this.active
    }

    begin(kind: MotionFaultKind, atUs: number, value: number, seed: number): void {
        this.start(kind, value, seed)
        this.sinceUs = atUs
        this.frames = 0
        this.frozen = undefined
    }

    /** Time as the chip's own logic sees it: a hung one stays where it was. */
    runningTime(us: number): number {
        return this.active === "stuck" ? Math.min(us, this.sinceUs) : us
    }

    clockFactor(): number {
        return this.active === "slow" ? (this.amount || 60) / 100 : 1
    }

    /** Microsteps made behind the position counter's back. */
    slipUsteps(us: number): number {
        if (this.active !== "wrong") return 0
        const amount = this.amount || defaultSlipUsteps
        const made = Math.min(Math.abs(amount), Math.max(0, us - this.sinceUs) * slipPerUs)
        return Math.sign(amount) * made
    }

    /** Whether microsteps are still being made behind its back. */
    slipsAt(us: number): boolean {
        if (this.active !== "wrong") return false
        return Math.abs(this.slipUsteps(us)) < Math.abs(this.amount || defaultSlipUsteps)
    }

    /** What the master sees instead of `honest`. Call once a frame, before `listens`. */
    reply(honest: readonly number[]): readonly number[] {
        this.frames++
        this.frozen ??= honest
        switch (this.active) {
            case "garbage":
                return honest.map(() => this.nextNoise())
            case "hiZ":
                return honest.map(() => 0xff)
            case "stuck":
                return this.frozen
            case "intermittent":
                return this.listens() ? honest : honest.map(() => 0)
            default:
                return honest
        }
    }

    /** Whether the frame under way reaches the chip's logic. */
    listens(): boolean {
        if (this.active === "stuck") return false
        return this.active !== "intermittent" || this.frames % 3 !== 0
    }
}
