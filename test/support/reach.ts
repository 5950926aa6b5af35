/** How far the needles of a pen reach, wherever its cam stands, and how long they are out after the chain let go. */
import type { Pen } from "../../sim/pen"

/** As often as the plant itself looks while anything moves. */
const LOOK_US = 200

export class Reach {
    /** Farthest that the tips reach at bottom dead centre, µm, since the watch began. */
    highestUm = -Infinity
    /** Longest from a fall of the latch until they were in, ms. */
    inMsMax = 0
    private outSinceMs = -1

    constructor(pen: Pen) {
        const { chain, plant } = pen.world
        chain.strokeSafe.onEdge(level => {
            this.outSinceMs = level === 0 && plant.reachUm > 0 ? pen.nowMs : -1
        })
        const look = (): void => {
            const { reachUm } = plant
            this.highestUm = Math.max(this.highestUm, reachUm)
            if (this.outSinceMs >= 0)
                this.inMsMax = Math.max(this.inMsMax, pen.nowMs - this.outSinceMs)
            if (reachUm <= 0) this.outSinceMs = -1
            pen.clock.after(LOOK_US, look)
        }
        look()
    }
}
