/**
 * The depth of a plunger, closed on the depth sensor: a first current from the map, then at most a few codes a
 * tick until the plunger stands where it should, then at most one code in 100 ms. Never a code above the
 * ceiling, whatever the sensor says (PEN-SAF-03). Pure; whole numbers; one call a tick while a depth is held.
 */
import {
    CODES_DOWN_MAX,
    CODES_UP_MAX,
    CURRENT_DISAGREE_UM,
    DISAGREE_SAMPLES,
    DISAGREE_UM,
    HOLD_TICKS,
    PLUNGER_BAND_UM,
    PLUNGER_FAR_UM,
    PLUNGER_MOVE_TICKS,
    PLUNGER_OVER_UM,
    PLUNGER_SHORT_UM,
    PLUNGER_START_TICKS,
    PLUNGER_STILL_UM,
    PLUNGER_UM_PER_MS_MIN,
    TICK_MS,
} from "./limits"
import { ceilingCode, codeToUm, SIXTEENTHS, type SolenoidMap } from "./solenoidmap"

/** Ticks in a row within the band, or short at the ceiling, that count as standstill. */
const SETTLED_TICKS = 2

export interface PlungerLoop {
    targetUm: number
    /** Current code that the coil should have now. */
    code: number
    /** No code is ever above this one. */
    ceiling: number
    /** Travel of one code near the target. */
    codeUm: number
    /** It stands: seen within the band, or as near as the ceiling allows, since the move began. */
    settled: boolean
    /** It did not get there in time. */
    failed: boolean
    /** Where the map sees the plunger with the code that the chip has. */
    mapUm: number
    /** It stood, and then the sensor saw it elsewhere than sent, or than the map, twice in a row (PEN-SAF-07). */
    disagrees: boolean
    disagreements: number
    ticks: number
    /** By then it has made the way from the spring end. */
    wayTicks: number
    goodTicks: number
    lastUm: number
    /** Sum of the errors since the last change while held. */
    sumUm: number
    heldTicks: number
}

export function newPlungerLoop(): PlungerLoop {
    return {
        targetUm: 0,
        code: 0,
        ceiling: 0,
        codeUm: 1,
        settled: false,
        failed: false,
        mapUm: 0,
        disagrees: false,
        disagreements: 0,
        ticks: 0,
        wayTicks: 0,
        goodTicks: 0,
        lastUm: 0,
        sumUm: 0,
        heldTicks: 0,
    }
}

/** Begins a move; the first code is the map's for the target, rounded down. */
export function beginMove(
    loop: PlungerLoop,
    map: SolenoidMap,
    targetUm: number,
    ceilingUm: number
): void {
    loop.targetUm = targetUm
    loop.ceiling = ceilingCode(map, ceilingUm)
    loop.code = ceilingCode(map, targetUm < ceilingUm ? targetUm : ceilingUm)
    const next = (loop.code + 1) * SIXTEENTHS
    loop.codeUm = codeToUm(map, next) - codeToUm(map, next - SIXTEENTHS)
    // At the spring end a code moves nothing; anything above 0 will do.
    if (loop.codeUm < PLUNGER_BAND_UM) loop.codeUm = PLUNGER_BAND_UM
    loop.settled = false
    loop.failed = false
    loop.disagrees = false
    loop.disagreements = 0
    loop.ticks = 0
    loop.wayTicks =
        PLUNGER_START_TICKS +
        Math.floor((targetUm - map.springEndUm) / (PLUNGER_UM_PER_MS_MIN * TICK_MS))
    loop.goodTicks = 0
    loop.lastUm = targetUm
    loop.sumUm = 0
    loop.heldTicks = 0
}

/** One tick with a fresh reading of the carriage. @returns `loop.code`. */
export function stepLoop(loop: PlungerLoop, sensedUm: number): number {
    const errorUm = loop.targetUm - sensedUm
    const movedUm = sensedUm - loop.lastUm
    loop.lastUm = sensedUm
    loop.ticks += 1
    if (loop.settled) {
        const offUm = sensedUm - loop.mapUm
        if (
            offUm > CURRENT_DISAGREE_UM ||
            offUm < -CURRENT_DISAGREE_UM ||
            errorUm > DISAGREE_UM ||
            errorUm < -DISAGREE_UM
        )
            loop.disagreements += 1
        else loop.disagreements = 0
        if (loop.disagreements >= DISAGREE_SAMPLES) loop.disagrees = true
    }
    if (errorUm < -PLUNGER_OVER_UM) {
        // Too far is never waited for.
        change(loop, errorUm)
        loop.goodTicks = 0
        if (!loop.settled) if (loop.ticks >= PLUNGER_MOVE_TICKS) loop.failed = true
        return loop.code
    }
    if (loop.settled) {
        loop.sumUm += errorUm
        loop.heldTicks += 1
        if (loop.heldTicks >= HOLD_TICKS) correct(loop)
        return loop.code
    }
    const still = movedUm <= PLUNGER_STILL_UM && movedUm >= -PLUNGER_STILL_UM
    const atCeiling = loop.code >= loop.ceiling && errorUm > 0
    if (
        (errorUm <= PLUNGER_BAND_UM && errorUm >= -PLUNGER_BAND_UM) ||
        (atCeiling && still && errorUm <= PLUNGER_SHORT_UM)
    ) {
        loop.goodTicks += 1
        if (loop.goodTicks >= SETTLED_TICKS) loop.settled = true
    } else {
        loop.goodTicks = 0
        const far = errorUm > PLUNGER_FAR_UM && loop.ticks > loop.wayTicks
        if (far || loop.ticks >= PLUNGER_MOVE_TICKS) loop.failed = true
        else if (still) if (loop.ticks > PLUNGER_START_TICKS) change(loop, errorUm)
    }
    return loop.code
}

/**
 * A few ticks of a plunger that has settled, with the mean of their readings, none of which asked for more; sets
 * `code`. How long the move lasted and where it was seen last matters only to one that has not settled.
 */
export function holdLoop(loop: PlungerLoop, meanUm: number, ticks: number): void {
    loop.sumUm += (loop.targetUm - meanUm) * ticks
    loop.heldTicks += ticks
    if (loop.heldTicks >= HOLD_TICKS) correct(loop)
}

/** By one code at most, for the mean of all errors since the last time. */
function correct(loop: PlungerLoop): void {
    const meanUm = Math.floor(loop.sumUm / loop.heldTicks)
    if (meanUm > PLUNGER_BAND_UM) change(loop, 1)
    else if (meanUm < -PLUNGER_BAND_UM) change(loop, -1)
    loop.sumUm = 0
    loop.heldTicks = 0
}

/** Changes the code by what makes up for the error, at least by one, within the bounds of a tick. */
function change(loop: PlungerLoop, errorUm: number): void {
    let codes = Math.floor((2 * errorUm + loop.codeUm) / (2 * loop.codeUm))
    if (codes === 0) codes = errorUm < 0 ? -1 : 1
    if (codes > CODES_UP_MAX) codes = CODES_UP_MAX
    if (codes < -CODES_DOWN_MAX) codes = -CODES_DOWN_MAX
    codes += loop.code
    // Which is never above COIL_CODE_MAX.
    if (codes > loop.ceiling) codes = loop.ceiling
    loop.code = codes < 0 ? 0 : codes
}
