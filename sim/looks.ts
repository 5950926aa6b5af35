/**
 * Every so often, while there is something to see. Looking at a pen that lies still would be a tenth of what its life
 * costs; so it is left alone from a look that allows it until something wakes, and then looked at when it would have
 * been anyway.
 */
import type { Alarm, Clock } from "./clock"

export class Looks {
    private next: Alarm | undefined
    /** When it was looked last: all looks are whole periods apart. */
    private lastUs: number
    private readonly onAlarm = (): void => {
        this.next = undefined
        this.lastUs = this.clock.nowUs
        if (!this.look()) this.schedule(this.lastUs + this.periodUs)
    }

    /** `look` returns whether the next can wait for `wake`. The first is at once. */
    constructor(
        private readonly clock: Clock,
        private readonly periodUs: number,
        private readonly look: () => boolean
    ) {
        this.lastUs = clock.nowUs
        this.onAlarm()
    }

    /** There may be something to see from now on. */
    wake(): void {
        if (this.next) return
        const periods = Math.ceil((this.clock.nowUs - this.lastUs) / this.periodUs)
        this.schedule(this.lastUs + Math.max(1, periods) * this.periodUs)
    }

    private schedule(atUs: number): void {
        this.next = this.clock.at(atUs, this.onAlarm)
    }
}
