/**
 * The solenoid's heat budget: how warm the coil is, told from the currents of the last minutes. It bounds what
 * may be held, for how long, and how long a hot pen has to rest (docs/decisions/0007-heat-of-the-coil.md).
 *
 * The state is the square of the current code that, held for ever, would have warmed the coil as much.
 */
import { COOLING_TICKS, HEAT_CODE_MAX, HEAT_RESTART_PERCENT, HEATING_TICKS } from "./limits"

/** Parts of a squared code: fine enough for one tick's share of the smallest current. */
const PARTS = 65536
const LIMIT = HEAT_CODE_MAX * HEAT_CODE_MAX * PARTS
const RESTART = Math.floor((LIMIT * HEAT_RESTART_PERCENT) / 100)

export interface Heat {
    /** Smoothed square of the current code, in 65536ths; at most 127² of them. */
    level: number
    /** The budget is spent; stays true until the coil has cooled to its restart level. */
    hot: boolean
}

/**
 * At power-on nobody knows how long the pen was off. It is taken to be as warm as one that may just start
 * again, so that switching off and on gains less than the other half of the budget.
 */
export function newHeat(): Heat {
    return { level: RESTART, hot: false }
}

/** One tick with this current code (0 = off). Returns `hot`. Whole numbers; hot path, allocates nothing. */
export function warm(heat: Heat, code: number): boolean {
    const difference = code * code * PARTS - heat.level
    // Rounded down: a share too small to count heats nothing, and always cools a little.
    heat.level += Math.floor(difference / (difference > 0 ? HEATING_TICKS : COOLING_TICKS))
    if (heat.level > LIMIT) heat.hot = true
    else if (heat.level <= RESTART) heat.hot = false
    return heat.hot
}
