/** A pen whose samples the monitor is given, tick by tick. */
import { expect } from "vitest"
import { faultName } from "../../src/core/fault"
import { newMonitor, watch } from "../../src/core/monitor"
import { newSample, type Sample } from "../../src/core/sample"
import { State } from "../../src/core/state"
import { depthUm, lockIn } from "./support"

/** A pen at a constant stroke rate, ticked every 10 ms; ripples and witness follow the rate exactly. */
export class Watched {
    nowMs = 1000
    readonly monitor = newMonitor()
    readonly lock
    readonly sample: Sample
    /** Strokes that the drive's own count misses. */
    lostPercent = 0
    /** Thousandths of a stroke, so that counting stays exact. */
    private turned = 0

    constructor(state: State, rateHz: number) {
        this.lock = lockIn(state)
        const protruding = state === State.Running || state === State.Arming
        this.sample = Object.assign(newSample(), {
            driving: state === State.Running,
            targetMilliHz: rateHz * 1000,
            speedMilliHz: rateHz * 1000,
            depthKnown: true,
            standstill: true,
            commandedUm: protruding ? depthUm : -188,
            measuredUm: protruding ? depthUm : -188,
        })
    }

    /** A pen that has been well in this state for a second. */
    static in(state: State, rateHz = 100): Watched {
        const watched = new Watched(state, rateHz)
        expect(watched.for(1000)).toBe("None")
        return watched
    }

    tick(fields: Partial<Sample> = {}, gapMs = 10): string {
        this.nowMs += gapMs
        this.turned += (this.sample.speedMilliHz * gapMs) / 1000
        this.sample.fieldSetCount = (this.sample.fieldSetCount + 3) % 8
        this.sample.rippleStrokes = Math.floor(this.turned / 1000)
        this.sample.witnessCount = (0xfffff0 + this.sample.rippleStrokes) % 0x1000000
        this.sample.rippleStrokes = Math.floor((this.turned * (100 - this.lostPercent)) / 100_000)
        this.sample.countsFresh = true
        Object.assign(this.sample, fields)
        return faultName(watch(this.monitor, this.sample, this.lock, this.nowMs))
    }

    /** The first fault within a time, or None. */
    for(ms: number, fields: () => Partial<Sample> = () => ({})): string {
        for (let passed = 0; passed < ms; passed += 10) {
            const fault = this.tick(fields())
            if (fault !== "None") return fault
        }
        return "None"
    }
}
