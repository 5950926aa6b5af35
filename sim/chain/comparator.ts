/**
 * Depth cap: a second Hall element on the carriage and a comparator, fixed at 2.60 mm. It clears the latch and
 * stops outward motion in the motion chip, and asks no program.
 */
import type { Clock } from "../clock"
import type { Random } from "../random"
import type { Signal } from "../signal"
import { Held } from "./held"

/** Trip position, µm of carriage, and its tolerance from pen to pen, µm [docs/plant.md]. */
export const CAP_UM = 2_600
export const CAP_TOLERANCE_UM = 20
/** Inward travel that releases it again, µm. */
export const CAP_HYSTERESIS_UM = 30
/** Comparator and Hall delay, µs. */
export const CAP_DELAY_US = 10

export class DepthCap {
    /** 1 = tripped. */
    readonly output = new Held("CAP_TRIPPED", 0)
    readonly tripUm: number
    private carriageUm = 0
    private wanted = false

    constructor(
        private readonly clock: Clock,
        random: Random,
        private readonly testInput: Signal
    ) {
        this.tripUm = CAP_UM + random.integer(-CAP_TOLERANCE_UM, CAP_TOLERANCE_UM)
        testInput.onEdge(() => this.decide())
    }

    /** The magnet is where the carriage is; called by the plant. */
    update(carriageUm: number): void {
        this.carriageUm = carriageUm
        this.decide()
    }

    private decide(): void {
        const edgeUm = this.wanted ? this.tripUm - CAP_HYSTERESIS_UM : this.tripUm
        const wanted = this.testInput.high || this.carriageUm >= edgeUm
        if (wanted === this.wanted) return
        this.wanted = wanted
        this.clock.after(CAP_DELAY_US, () => this.output.drive(this.wanted))
    }
}
