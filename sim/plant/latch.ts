/** The cartridge latch: a switch that follows the cartridge, and the rocking of one that is not seated well. */
import type { Clock } from "../clock"
import type { Random } from "../random"
import type { Signal } from "../signal"

/** How long the switch stays open or closed while the cartridge rocks, µs. */
const ROCKING_US = { from: 50, to: 1_500 }

export class Latch {
    /** `closed`: the switch's wire, high with a cartridge. */
    constructor(
        private readonly clock: Clock,
        private readonly random: Random,
        private readonly closed: Signal,
        private readonly fitted: () => boolean
    ) {}

    /** A cartridge was fitted or pulled: the switch sees it after `delayUs`. */
    follow(delayUs: number): void {
        this.clock.after(delayUs, () => this.closed.set(this.fitted()))
    }

    /** The cartridge rocks for `forMs`: the switch opens and closes at random, then stays. */
    bounce(forMs: number): void {
        const endUs = this.clock.nowUs + forMs * 1_000
        const flip = (closed: boolean): void => {
            const over = this.clock.nowUs >= endUs
            this.closed.set(this.fitted() && (closed || over))
            const { from, to } = ROCKING_US
            if (!over) this.clock.after(this.random.integer(from, to), () => flip(!closed))
        }
        flip(false)
    }
}
