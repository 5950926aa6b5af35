/** The worst value of one figure: how high it rose, when it was highest, and when it first passed its limit. */
import type { Clock } from "../clock"

export class Gauge {
    worst = 0
    worstAtMs = 0
    /** When the limit was passed; null while it was not. */
    overAtMs: number | null = null

    constructor(
        private readonly clock: Clock,
        readonly limit: number
    ) {}

    /** The figure is `value` now. */
    see(value: number): void {
        if (!(value > this.worst)) return
        this.worst = value
        this.worstAtMs = this.clock.nowUs / 1_000
        if (value > this.limit) this.overAtMs ??= this.worstAtMs
    }
}
