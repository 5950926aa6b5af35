/** Timers of a bus whose time is a simulated pen's: they are due when that time has come, whatever the clock says. */
import type { Scheduler } from "jacdac-ts"

interface Timer {
    dueMs: number
    readonly everyMs: number | undefined
    readonly handler: () => void
}

export class VirtualTimers implements Scheduler {
    private readonly timers = new Map<number, Timer>()
    private last = 0

    constructor(private readonly nowMs: () => number) {}

    get timestamp(): number {
        return this.nowMs()
    }

    /** The pen's time is nobody's to set. */
    resetTime(): void {}

    setTimeout(handler: () => void, delayMs: number): number {
        return this.add(handler, delayMs, undefined)
    }

    clearTimeout(handle: number): void {
        this.timers.delete(handle)
    }

    setInterval(handler: () => void, everyMs: number): number {
        return this.add(handler, everyMs, everyMs)
    }

    clearInterval(handle: number): void {
        this.timers.delete(handle)
    }

    /** Calls everything that is due, in the order in which it was set. */
    fire(): void {
        for (const [handle, timer] of [...this.timers]) {
            if (timer.dueMs > this.nowMs()) continue
            if (timer.everyMs === undefined) this.timers.delete(handle)
            else timer.dueMs += timer.everyMs
            timer.handler()
        }
    }

    private add(handler: () => void, delayMs: number, everyMs: number | undefined): number {
        this.last++
        this.timers.set(this.last, { dueMs: this.nowMs() + delayMs, everyMs, handler })
        return this.last
    }
}
