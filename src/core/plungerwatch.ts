/**
 * A plunger without current, seen by the depth sensor: it comes in as fast as PEN-SAF-16 wants, rests where its
 * spring holds it, and stays there. Pure; whole numbers; positions in µm beyond the spring end.
 */
import {
    PLUNGER_BLIND_TICKS,
    PLUNGER_LATE_MS,
    PLUNGER_RETURN_TICKS,
    PLUNGER_UM_PER_MS_MIN,
    SPRING_END_TOLERANCE_UM,
} from "./limits"
import { MotionBit } from "./sample"

/** Ticks in a row at the spring end that prove it, and ticks in a row of motion that prove a stray one. */
const REST_TICKS = 2
const STRAY_TICKS = 2

export interface PlungerWatch {
    /** Since the current went off. */
    ticks: number
    /** Ticks in a row at the spring end. */
    restTicks: number
    /** First sample of the way in that shows motion, and its time; −1 before it. */
    wayUm: number
    wayMs: number
    lastUm: number
    strayTicks: number
}

export function newPlungerWatch(): PlungerWatch {
    return { ticks: 0, restTicks: 0, wayUm: 0, wayMs: -1, lastUm: 0, strayTicks: 0 }
}

/** The current goes off with the plunger seen at `um`. */
export function beginReturn(watch: PlungerWatch, um: number): void {
    watch.ticks = 0
    watch.restTicks = 0
    watch.wayUm = um
    watch.wayMs = -1
}

/** Seen at its spring end, twice in a row, since the current went off. */
export function atRest(watch: PlungerWatch): boolean {
    return watch.restTicks >= REST_TICKS
}

/** No good reading in this tick. Returns true once the way in must be over, although nobody sees it. */
export function missReturn(watch: PlungerWatch): boolean {
    watch.ticks += 1
    return watch.ticks > PLUNGER_BLIND_TICKS
}

/** One tick on the way in, on a good reading. Returns `MotionBit.Plunger` when it is too slow, or not back in time. */
export function stepReturn(watch: PlungerWatch, um: number, nowMs: number): number {
    watch.ticks += 1
    watch.lastUm = um
    if (um <= SPRING_END_TOLERANCE_UM)
        if (um >= -SPRING_END_TOLERANCE_UM) {
            watch.restTicks += 1
            return 0
        }
    watch.restTicks = 0
    if (watch.ticks > PLUNGER_RETURN_TICKS) return MotionBit.Plunger
    const doneUm = watch.wayUm - um
    if (watch.wayMs >= 0) {
        const lastedMs = nowMs - watch.wayMs - PLUNGER_LATE_MS
        return doneUm < lastedMs * PLUNGER_UM_PER_MS_MIN ? MotionBit.Plunger : 0
    }
    if (doneUm > SPRING_END_TOLERANCE_UM) {
        watch.wayMs = nowMs
        watch.wayUm = um
    }
    return 0
}

/**
 * One tick with the channel off, once at rest. Returns `MotionBit.Coil` when the plunger moves all the same, as it
 * does while the chain connects a shorted output to the supply (`permitted`), and when it lets go of it.
 */
export function stepIdle(watch: PlungerWatch, um: number, permitted: boolean): number {
    const movedUm = um - watch.lastUm
    watch.lastUm = um
    const moves = movedUm > SPRING_END_TOLERANCE_UM || movedUm < -SPRING_END_TOLERANCE_UM
    if (moves && (permitted || watch.strayTicks > 0)) watch.strayTicks += 1
    else watch.strayTicks = 0
    return watch.strayTicks >= STRAY_TICKS ? MotionBit.Coil : 0
}
