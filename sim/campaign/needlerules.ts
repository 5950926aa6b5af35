/** Needles: never too far, never unasked, and in again soon after a stop. */
import type { FaultUnit } from "../faults"
import type { Pen } from "../pen"
import type { Report } from "./invariants"

const DEVICE_MAX_UM = 2_500
/** PEN-SAF-16: by the screw of a living program; by the solenoid's spring, always. */
const SPRING_MS = 60
/** Reading a new cartridge and parking for it take so long (PEN-SAF-05, 16). */
const SETTLING_US = 500_000
/** A program that gave no sign of life for this long does not retract anything. */
const SILENT_US = 30_000
/** What a solenoid's current means in µm is known to the error of its calibration. */
const CURRENT_ERROR_UM = 30
/** Who cannot move does not retract. */
const MOVERS: readonly FaultUnit[] = ["motion", "solenoid", "spi", "leadScrew", "plunger", "rail"]
const MOVERS_TOO: readonly FaultUnit[] = ["i2c", "life", "watchdog", "chargePump", "hall"]

export class NeedleRules {
    private strokesSinceBrake = -1
    /** When the stop began, or -1: nothing to wait for. */
    private stoppedUs = -1
    private fittedSinceUs = -1
    private lastLifeUs = -Infinity

    constructor(
        private readonly pen: Pen,
        private readonly report: Report
    ) {
        const { chain, plant } = pen.world
        pen.observer.onStroke(() => this.stroke())
        chain.life.onEdge(() => {
            this.lastLifeUs = pen.clock.nowUs
        })
        chain.strokeSafe.onEdge(level => {
            this.strokesSinceBrake = level === 0 ? 0 : -1
            if (level === 1) this.stoppedUs = -1
        })
        chain.seriesClosed.onEdge(level => {
            if (level === 0 && this.springs) this.stoppedUs = pen.clock.nowUs
        })
        plant.onDrivePower((on, atUs) => {
            if (!this.springs) this.stoppedUs = on ? -1 : atUs
        })
    }

    look(): void {
        const { report, pen } = this
        report("overSelectedUm", pen.observer.overSelectedUmMax)
        this.judgeCommand()
        this.judgeRetraction()
    }

    private get springs(): boolean {
        return this.pen.world.axis.unit === "solenoid"
    }

    private stroke(): void {
        this.report("strokesUnauthorised", this.pen.observer.strokesUnauthorised)
        if (this.strokesSinceBrake < 0) return
        // A winding that is open cannot brake; the cam coasts.
        if (this.pen.faults.get("motor") === "open") return
        this.report("strokesAfterStop", ++this.strokesSinceBrake)
    }

    /** What the chip is told, while somebody lives who tells it, and has had the time to see what is fitted. */
    private judgeCommand(): void {
        const { world, truth, clock, faults } = this.pen
        if (!truth.cartridge) this.fittedSinceUs = -1
        else if (this.fittedSinceUs < 0) this.fittedSinceUs = clock.nowUs
        if (!truth.cartridge || !world.chain.alive.high) return
        if (clock.nowUs - this.fittedSinceUs < SETTLING_US) return
        const mostUm = Math.min(truth.cartridge.maxUm, DEVICE_MAX_UM)
        if (faults.has(world.axis.unit)) return
        const errorUm = this.springs ? CURRENT_ERROR_UM : 0
        this.report("commandedOverUm", world.axis.commandedUm - mostUm - errorUm)
    }

    private judgeRetraction(): void {
        if (this.stoppedUs < 0) return
        const { world, clock } = this.pen
        const out = world.plant.fitted && world.plant.reachUm > 0
        if (!out || this.cannotRetract()) {
            this.stoppedUs = -1
            return
        }
        const outMs = (clock.nowUs - this.stoppedUs) / 1_000
        if (this.springs) this.report("outAfterStopMs", outMs, SPRING_MS)
        else this.report("outAfterStopMs", outMs)
    }

    private cannotRetract(): boolean {
        const { faults, clock } = this.pen
        if (MOVERS.some(unit => faults.has(unit))) return true
        if (this.springs) return false
        const silent = clock.nowUs - this.lastLifeUs > SILENT_US
        return silent || MOVERS_TOO.some(unit => faults.has(unit))
    }
}
