/**
 * Series switch in the motor supply, behind STROKE_SAFE. It is there because a shorted bridge ignores its sleep
 * pin; its state is sensed, because a shorted series switch would otherwise stay unknown.
 */
import type { Clock } from "../clock"
import type { Random } from "../random"
import { DelayedSwitch } from "./delayed"

/** Opening time, µs: minimum and maximum over gate resistor and transistor [DESIGN 3: at most 1 ms]. */
export const SERIES_OPEN_US = [100, 1_000] as const
/** Closing time, µs: slow on purpose, to charge the bridge's capacitor gently [docs/plant.md]. */
export const SERIES_CLOSE_US = 1_000

export function newSeriesSwitch(clock: Clock, random: Random): DelayedSwitch {
    const openUs = random.integer(...SERIES_OPEN_US)
    return new DelayedSwitch(clock, "SERIES_CLOSED", SERIES_CLOSE_US, openUs)
}
