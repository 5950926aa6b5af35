/** How the rows of the fault table are written: a way of failing, and which pens have a unit. */
import type { FaultWay, Variant } from "./faultwords"

export const both: readonly Variant[] = ["stepper", "solenoid"]
export const stepper: readonly Variant[] = ["stepper"]
export const solenoid: readonly Variant[] = ["solenoid"]
export const later: readonly Variant[] = []

export const way = (effect: string, value?: string): FaultWay =>
    value === undefined ? { effect } : { effect, value }

/** What a pin of the controller, or a wire of the chain, can do. */
export const wire = {
    stuckHigh: way("reads or drives high, whatever happens"),
    stuckLow: way("reads or drives low, whatever happens"),
}
