/**
 * Power-on proof of the safety chain (PEN-SAF-14): each channel is seen to trip alone, by its own
 * read-back, and arming is seen to have no effect while LIFE is dead. The latch itself needs a fitted
 * cartridge, so `arming.ts` proves it in the first start.
 */
import { Progress } from "../actuator/actuator"
import { ExpanderBit } from "../drivers/pca9555"
import { type Pen } from "./pen"

/** A watchdog that has tripped holds for up to 280 ms, and one more pulse may have begun ([DS-STWD100]). */
const RECOVER_MS_MAX = 700
/** Bounds of the drop after the last edge of LIFE: 26–115 ms pump, 71–142 ms watchdog, and two ticks. */
const DROP_MS_MAX = 180
const WATCHDOG_DROP_MS_MIN = 50
/** How long ARM is held up while LIFE is dead. */
const ARM_TICKS = 3

const WATCHDOG = 1 << ExpanderBit.WatchdogGood
const PUMP = 1 << ExpanderBit.PumpGood
const CAP = 1 << ExpanderBit.CapGood

enum Phase {
    Alive,
    CapTrips,
    CapReleases,
    Drop,
    ArmWhileDead,
    AliveAgain,
    Done,
}

export class ChainProof {
    /** What was not seen, in words; empty while all is well. */
    failure = ""
    private phase = Phase.Alive
    private sinceMs = -1
    private ticks = 0
    private watchdogDropped = false

    constructor(private readonly pen: Pen) {}

    /** One tick, after the expander was read. */
    tick(nowMs: number): Progress {
        if (this.sinceMs < 0) this.sinceMs = nowMs
        this.ticks += 1
        const levels = this.pen.devices.expander.levels
        const forMs = nowMs - this.sinceMs
        switch (this.phase) {
            case Phase.Alive:
            case Phase.AliveAgain:
                if ((levels & (WATCHDOG | PUMP)) === (WATCHDOG | PUMP)) {
                    if (this.phase === Phase.AliveAgain) return this.next(Phase.Done, nowMs)
                    this.pen.devices.expander.setOutput(ExpanderBit.CapTest, 1)
                    return this.next(Phase.CapTrips, nowMs)
                }
                return forMs > RECOVER_MS_MAX
                    ? this.fail("chain does not come alive")
                    : Progress.Busy
            case Phase.CapTrips:
                this.pen.devices.expander.setOutput(ExpanderBit.CapTest, 0)
                if ((levels & CAP) !== 0) return this.fail("depth cap does not trip")
                return this.next(Phase.CapReleases, nowMs)
            case Phase.CapReleases:
                if ((levels & CAP) === 0) return this.fail("depth cap does not release")
                this.pen.lifeRuns = false
                this.watchdogDropped = false
                return this.next(Phase.Drop, nowMs)
            case Phase.Drop:
                return this.drop(levels, forMs, nowMs)
            case Phase.ArmWhileDead:
                if (this.pen.inputs.strokeSafe) return this.fail("latch sets while LIFE is dead")
                if (this.ticks < ARM_TICKS) return Progress.Busy
                this.pen.hardware.arm.write(0)
                this.pen.lifeRuns = true
                return this.next(Phase.AliveAgain, nowMs)
            default:
                return Progress.Done
        }
    }

    /** LIFE stands still: both channels must drop, each in its own time. */
    private drop(levels: number, forMs: number, nowMs: number): Progress {
        if ((levels & WATCHDOG) === 0) {
            if (!this.watchdogDropped)
                if (forMs < WATCHDOG_DROP_MS_MIN) return this.fail("watchdog drops too early")
            this.watchdogDropped = true
        }
        if (this.watchdogDropped)
            if ((levels & PUMP) === 0) {
                this.pen.hardware.arm.write(1)
                return this.next(Phase.ArmWhileDead, nowMs)
            }
        if (forMs <= DROP_MS_MAX) return Progress.Busy
        return this.fail(
            this.watchdogDropped ? "charge pump does not drop" : "watchdog does not drop"
        )
    }

    private next(phase: Phase, nowMs: number): Progress {
        this.phase = phase
        this.sinceMs = nowMs
        this.ticks = 0
        return phase === Phase.Done ? Progress.Done : Progress.Busy
    }

    /** LIFE goes on, so that a living program can still retract and speak; ARM stays low. */
    private fail(reason: string): Progress {
        this.failure = reason
        this.pen.hardware.arm.write(0)
        this.pen.lifeRuns = true
        return Progress.Failed
    }
}
