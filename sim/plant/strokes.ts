/** The nose plane: finds every outward crossing of the needle tips, also a shallow one inside a single substep. */
import { camOffsetUm, passes } from "./cam"

/** The needle tips passed the nose plane outward. */
export interface Crossing {
    readonly atUs: number
    /** False: the drive rod went past the plane with no cartridge on it. */
    readonly fitted: boolean
    /** Whether drive energy was present at the motor. */
    readonly drivePowered: boolean
}

/** One substep of cam and carriage. `base…Um` is the tip at bottom dead centre. */
export interface Sweep {
    startUs: number
    dtUs: number
    fromRad: number
    toRad: number
    baseFromUm: number
    baseToUm: number
}

export class NosePlane {
    /** Tip now, µm; positive protrudes. */
    tipUm = 0
    /** Highest tip within the last substep. */
    stepMaxUm = 0

    constructor(
        private readonly strokeUm: number,
        angleRad: number,
        baseUm: number
    ) {
        this.tipUm = baseUm + camOffsetUm(strokeUm, angleRad)
        this.stepMaxUm = this.tipUm
    }

    /** A cartridge came or went: the tip is elsewhere at once, and that is no crossing. */
    replace(angleRad: number, baseUm: number): void {
        this.tipUm = baseUm + camOffsetUm(this.strokeUm, angleRad)
        this.stepMaxUm = this.tipUm
    }

    /** Instant of an outward crossing within the substep in µs, or -1. */
    sweep(sweep: Sweep): number {
        const beforeUm = this.tipUm
        const afterUm = sweep.baseToUm + camOffsetUm(this.strokeUm, sweep.toRad)
        this.tipUm = afterUm
        this.stepMaxUm = Math.max(beforeUm, afterUm)
        let topUm = afterUm
        let topShare = 1
        if (passes(0, sweep.fromRad, sweep.toRad) > 0) {
            topShare = bottomShare(sweep.fromRad, sweep.toRad)
            topUm = sweep.baseFromUm + (sweep.baseToUm - sweep.baseFromUm) * topShare
            this.stepMaxUm = Math.max(this.stepMaxUm, topUm)
        }
        if (beforeUm > 0 || this.stepMaxUm <= 0) return -1
        // From inside to the highest point; a tip that only ends outside is caught by the substep's end.
        if (topUm <= 0) {
            topUm = afterUm
            topShare = 1
        }
        const share = (topShare * -beforeUm) / (topUm - beforeUm)
        return sweep.startUs + Math.min(1, Math.max(0, share)) * sweep.dtUs
    }
}

/** Share of the substep at which bottom dead centre was passed. */
function bottomShare(fromRad: number, toRad: number): number {
    const turn = 2 * Math.PI
    const markRad = Math.floor(Math.max(fromRad, toRad) / turn) * turn
    return (markRad - fromRad) / (toRad - fromRad)
}
