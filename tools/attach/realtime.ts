/** A simulated pen whose virtual time keeps pace with the clock on the wall. */
import type { Pen } from "../../sim/pen"

/** Shorter than the program's tick: a frame is answered as soon as a chip would. */
const STEP_MS = 2
/** After a longer break, as of a computer that slept, the pen goes on from where it was. */
const BEHIND_MS_MAX = 200

export class RealTime {
    private timer: NodeJS.Timeout | undefined
    private fromMs = 0

    constructor(private readonly pen: Pen) {}

    start(): void {
        this.fromMs = performance.now() - this.pen.nowMs
        this.timer = setInterval(() => this.step(), STEP_MS)
    }

    stop(): void {
        clearInterval(this.timer)
    }

    private step(): void {
        const behindMs = performance.now() - this.fromMs - this.pen.nowMs
        if (behindMs > BEHIND_MS_MAX) this.fromMs += behindMs - STEP_MS
        this.pen.runUntil(performance.now() - this.fromMs)
    }
}
