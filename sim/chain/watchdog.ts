/**
 * STWD100X watchdog [ST DocID 14134 Rev 7; parts.md 9]: either edge of LIFE restarts it; without one its output
 * goes low for a full pulse, releases by itself, and times again. It is never a permission on its own.
 */
import type { Clock } from "../clock"
import type { Random } from "../random"
import type { Signal } from "../signal"
import { Held } from "./held"

/** Timeout t_WD of the suffix X, µs: minimum and maximum. */
export const WATCHDOG_TIMEOUT_US = [71_000, 142_000] as const
/** Output pulse t_PW of the suffix X, µs: minimum and maximum. */
export const WATCHDOG_PULSE_US = [140_000, 280_000] as const

export class Watchdog {
    readonly output = new Held("WDO", 0)
    readonly timeoutUs: number
    readonly pulseUs: number
    private lastEdgeUs = 0
    private generation = 0

    constructor(
        private readonly clock: Clock,
        random: Random,
        life: Signal
    ) {
        this.timeoutUs = random.integer(...WATCHDOG_TIMEOUT_US)
        this.pulseUs = random.integer(...WATCHDOG_PULSE_US)
        // Edges during the output pulse do not shorten it; the timing restarts when the pulse ends anyway.
        life.onEdge(() => (this.lastEdgeUs = clock.nowUs))
    }

    power(on: boolean): void {
        this.generation++
        this.output.drive(on)
        if (on) this.startTiming()
    }

    private startTiming(): void {
        this.lastEdgeUs = this.clock.nowUs
        this.checkAt(this.lastEdgeUs + this.timeoutUs)
    }

    /** One alarm at a time: an edge in between only moves the next look, so LIFE costs no alarm. */
    private checkAt(atUs: number): void {
        const generation = this.generation
        this.clock.at(atUs, () => {
            if (generation !== this.generation) return
            const dueUs = this.lastEdgeUs + this.timeoutUs
            if (dueUs > this.clock.nowUs) this.checkAt(dueUs)
            else this.trip()
        })
    }

    private trip(): void {
        const generation = this.generation
        this.output.drive(0)
        this.clock.after(this.pulseUs, () => {
            if (generation !== this.generation) return
            this.output.drive(1)
            this.startTiming()
        })
    }
}
