/** Drive energy: only with permission, only with a living program, and gone in time after every cause. */
import type { Pen } from "../pen"
import { boundOf } from "./bounds"
import type { Report } from "./invariants"

/** Energy that is off for longer than this is off: shorter gaps are the drive's own regulation. */
const GAP_US = 5_000

export class EnergyRules {
    private onSinceUs = -1
    private lastOnUs = -Infinity
    private unpermittedUs = -1
    private lastLifeUs: number

    constructor(
        private readonly pen: Pen,
        private readonly report: Report,
        private readonly failures: () => number
    ) {
        const { chain, plant } = pen.world
        this.lastLifeUs = pen.clock.nowUs
        plant.onDrivePower((on, atUs) => this.power(on, atUs))
        chain.strokeSafe.onEdge(level => {
            this.unpermittedUs = level === 0 ? pen.clock.nowUs : -1
        })
        chain.life.onEdge(() => {
            this.lastLifeUs = pen.clock.nowUs
        })
        pen.observer.onCause(name => this.cause(name))
    }

    /** Between the edges. */
    look(): void {
        if (this.pen.world.plant.drivePowered) this.judge(this.pen.clock.nowUs)
    }

    private power(on: boolean, atUs: number): void {
        if (!on) {
            this.judge(atUs)
            this.lastOnUs = atUs
        } else if (atUs - this.lastOnUs > GAP_US) this.onSinceUs = atUs
    }

    /** There is energy, or there was until now. */
    private judge(nowUs: number): void {
        const { report, unpermittedUs } = this
        if (unpermittedUs >= 0) report("energyWithoutPermissionMs", (nowUs - unpermittedUs) / 1_000)
        report("energyWithoutLifeMs", (nowUs - this.lastLifeUs) / 1_000)
    }

    private cause(name: string): void {
        const { plant } = this.pen.world
        if (!plant.drivePowered) return
        const { nowUs } = this.pen.clock
        const limitMs = boundOf(name, {
            drivenMs: (nowUs - this.onSinceUs) / 1_000,
            degraded: this.failures() > (name.includes(".") ? 1 : 0),
            silentMs: (nowUs - this.lastLifeUs) / 1_000,
        })
        if (limitMs !== undefined) this.follow(name, nowUs, limitMs)
    }

    /** Energy at the limit, or just after it, is too late. */
    private follow(name: string, causeUs: number, limitMs: number): void {
        const { clock, world } = this.pen
        const late = (): void => {
            // Off meanwhile and on again is another start, by another press of the trigger.
            if (!world.plant.drivePowered || this.onSinceUs > causeUs) return
            this.report("driveOffLate", (clock.nowUs - causeUs) / 1_000, limitMs)
        }
        const limitUs = causeUs + Math.ceil(limitMs * 1_000)
        for (const atUs of [limitUs + 1, limitUs + GAP_US]) clock.at(atUs, late)
    }
}
