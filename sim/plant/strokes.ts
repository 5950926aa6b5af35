/** The nose plane: finds every outward crossing of the needle tips, also a shallow one inside a single substep. */
import { camOffsetUm, passes } from "./cam"

/** Rounds of false position for the instant of a crossing: well below a microsecond for any substep. */
const CROSSING_ROUNDS = 3

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
        this.stepMaxUm = beforeUm > afterUm ? beforeUm : afterUm
        let topShare = 1
        let topUm = afterUm
        if (passes(0, sweep.fromRad, sweep.toRad) > 0) {
            const share = bottomShare(sweep.fromRad, sweep.toRad)
            const bottomUm = sweep.baseFromUm + (sweep.baseToUm - sweep.baseFromUm) * share
            if (bottomUm > this.stepMaxUm) this.stepMaxUm = bottomUm
            // From inside to the highest point; a tip that only ends outside is caught by the substep's end.
            if (bottomUm > 0) {
                topShare = share
                topUm = bottomUm
            }
        }
        if (beforeUm > 0 || this.stepMaxUm <= 0) return -1
        return sweep.startUs + this.crossingShare(sweep, beforeUm, topShare, topUm) * sweep.dtUs
    }

    /** Share of the substep at which the tip is in the plane, between inside at its start and outside at `topShare`. */
    private crossingShare(sweep: Sweep, beforeUm: number, topShare: number, topUm: number): number {
        let inside = 0
        let insideUm = beforeUm
        let outside = topShare
        let outsideUm = topUm
        let share = 0
        for (let round = 0; round < CROSSING_ROUNDS; round++) {
            share = inside + ((outside - inside) * -insideUm) / (outsideUm - insideUm)
            const um = this.tipAt(sweep, share)
            if (um > 0) {
                outside = share
                outsideUm = um
            } else {
                inside = share
                insideUm = um
            }
        }
        return share
    }

    private tipAt(sweep: Sweep, share: number): number {
        const baseUm = sweep.baseFromUm + (sweep.baseToUm - sweep.baseFromUm) * share
        const rad = sweep.fromRad + (sweep.toRad - sweep.fromRad) * share
        return baseUm + camOffsetUm(this.strokeUm, rad)
    }
}

/** Share of the substep at which bottom dead centre was passed. */
function bottomShare(fromRad: number, toRad: number): number {
    const turn = 2 * Math.PI
    const markRad = Math.floor(Math.max(fromRad, toRad) / turn) * turn
    return (markRad - fromRad) / (toRad - fromRad)
}
