/**
 * Virtual time. Whole microseconds since power-on, alarms, and processes that are integrated
 * between them. Nothing in `sim/` knows another time.
 */

/** A pending call. `cancel` is safe at any moment, also after it fired. */
export interface Alarm {
    readonly atUs: number
    cancel(): void
}

/** Something continuous (the plant): asked to move from one instant to a later one. */
export interface Process {
    integrate(fromUs: number, toUs: number): void
}

/** A class, not an object with closures: there is one for every few microseconds of a run. */
class Pending implements Alarm {
    live = true

    constructor(
        readonly atUs: number,
        readonly call: () => void,
        /** Fires before the others of its instant, whenever they were set. */
        readonly ahead = false
    ) {}

    cancel(): void {
        this.live = false
    }
}

export class Clock {
    private time = 0
    /** What is continuous has come as far as this. */
    private integratedUs = 0
    private readonly pending: Pending[] = []
    private readonly processes: Process[] = []

    /** Virtual time in µs since power-on of the simulated world; never goes back. */
    get nowUs(): number {
        return this.time
    }

    /** Registers a continuous process; called for every stretch of time between alarms, in order. */
    addProcess(process: Process): void {
        this.processes.push(process)
    }

    /** Calls back at `atUs` (not before now). Alarms of the same instant fire in the order they were set. */
    at(atUs: number, call: () => void): Alarm {
        if (!Number.isInteger(atUs))
            throw new RangeError(`clock: alarm at ${atUs} us: expected a whole number`)
        const alarm = new Pending(Math.max(atUs, this.time), call)
        const { pending } = this
        let low = 0
        let high = pending.length
        while (low < high) {
            const middle = (low + high) >> 1
            if (pending[middle]!.atUs <= alarm.atUs) low = middle + 1
            else high = middle
        }
        // Moving by hand is cheaper than `splice`, which also makes an array of what it removes.
        for (let index = pending.length; index > low; index--) pending[index] = pending[index - 1]!
        pending[low] = alarm
        return alarm
    }

    /**
     * Calls back at `atUs`, before every alarm of that instant that was not set this way. So what a person does falls
     * into the same place of a run, whether it was known before the run or only a moment before it happens.
     */
    ahead(atUs: number, call: () => void): void {
        if (!Number.isInteger(atUs) || atUs < this.time)
            throw new RangeError(`clock: act at ${atUs} us: expected a whole number, not yet past`)
        const isBefore = (one: Pending): boolean =>
            one.atUs < atUs || (one.atUs === atUs && one.ahead)
        const found = this.pending.findIndex(one => !isBefore(one))
        const index = found < 0 ? this.pending.length : found
        this.pending.splice(index, 0, new Pending(atUs, call, true))
    }

    /** Calls back after `delayUs`. */
    after(delayUs: number, call: () => void): Alarm {
        return this.at(this.time + Math.max(0, Math.round(delayUs)), call)
    }

    /** Time of the next alarm, or Infinity. */
    get nextAlarmUs(): number {
        while (this.pending.length > 0 && !this.pending[0]!.live) this.pending.shift()
        return this.pending[0]?.atUs ?? Infinity
    }

    /** Moves time by `byUs`, firing every alarm on the way. */
    advanceBy(byUs: number): void {
        this.advanceTo(this.time + byUs)
    }

    /** Moves time to `toUs`, firing every alarm on the way. */
    advanceTo(toUs: number): void {
        if (!Number.isInteger(toUs) || toUs < this.time)
            throw new RangeError(`clock: cannot go from ${this.time} us to ${toUs} us`)
        for (;;) {
            const next = this.nextAlarmUs
            if (next > toUs) break
            this.integrateTo(next)
            const alarm = this.pending.shift()
            if (alarm?.live) {
                alarm.live = false
                alarm.call()
            }
        }
        this.integrateTo(toUs)
    }

    /** Moves time to `toUs`, before the next alarm, and leaves what is continuous behind until it moves again. */
    creepTo(toUs: number): void {
        if (!Number.isInteger(toUs) || toUs < this.time || toUs >= this.nextAlarmUs)
            throw new RangeError(`clock: cannot creep from ${this.time} us to ${toUs} us`)
        this.time = toUs
    }

    private integrateTo(toUs: number): void {
        const fromUs = this.integratedUs
        if (toUs <= fromUs) return
        this.time = fromUs
        this.integratedUs = toUs
        for (const process of this.processes) process.integrate(fromUs, toUs)
        // An alarm's callback may itself have advanced time (a blocking bus call); never go back.
        if (toUs > this.time) this.time = toUs
    }
}
