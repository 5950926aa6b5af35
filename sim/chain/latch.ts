/**
 * 74LVC1G74 as the motor permission [TI and Nexperia function table; parts.md 9]: D is tied high, a delayed rising
 * edge of ARM clocks it, and the asynchronous clear always wins. Q is low after power-up, because the supply
 * supervisor holds clear low (the data sheet leaves the power-up state undefined).
 */
import type { Alarm, Clock } from "../clock"
import { Held } from "./held"

/** RC delay between ARM and the clock input, µs [docs/plant.md]: shorter pulses on ARM never set the latch. */
export const SET_DELAY_US = 1_000

export interface LatchBuild {
    /** False: the flip-flop is a plain gate, Q = "no clear" AND ARM. Only to show what the memory is for. */
    remembers: boolean
    setDelayUs: number
}

export class SafeLatch {
    readonly output = new Held("STROKE_SAFE", 0)
    private clockEdge: Alarm | undefined
    private armLevel = false
    private clearHeld = true

    constructor(
        private readonly clock: Clock,
        private readonly build: LatchBuild = { remembers: true, setDelayUs: SET_DELAY_US }
    ) {}

    /** Level of the asynchronous clear: true = cleared, now and as long as it lasts. */
    setClear(clear: boolean): void {
        this.clearHeld = clear
        if (clear) this.output.drive(0)
        else if (!this.build.remembers && this.armLevel) this.output.drive(1)
    }

    /** Level of ARM at the RC delay. A falling edge discharges it at once, so a short pulse is forgotten. */
    setArm(level: boolean): void {
        if (level === this.armLevel) return
        this.armLevel = level
        this.clockEdge?.cancel()
        this.clockEdge = level
            ? this.clock.after(this.build.setDelayUs, () => this.clockRises())
            : undefined
    }

    private clockRises(): void {
        if (!this.clearHeld) this.output.drive(1)
    }
}
