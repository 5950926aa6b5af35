/** Actuator rail: a load switch behind ALIVE; its capacitors hold the chips up for a while after it opens. */
import type { Clock } from "../clock"
import type { Random } from "../random"
import { DelayedSwitch } from "./delayed"

/** Rise time after ALIVE, µs [docs/plant.md]. */
export const RAIL_ON_US = 5_000
/** Time until the capacitors have run down after ALIVE is lost, µs: minimum and maximum [DESIGN 3: at most 300 ms]. */
export const RAIL_OFF_US = [100_000, 300_000] as const

export function newRail(clock: Clock, random: Random): DelayedSwitch {
    return new DelayedSwitch(clock, "RAIL", RAIL_ON_US, random.integer(...RAIL_OFF_US))
}
