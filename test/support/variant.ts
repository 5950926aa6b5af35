/** Which variant the behaviour suite runs on, and what does not apply to it. */
import type { Variant } from "../../sim/faults"

export const variant: Variant = process.env["PEN_VARIANT"] === "solenoid" ? "solenoid" : "stepper"

/** For tests that are about the screw; each stands with its reason in test/variants.json. */
export const notTheScrew = variant !== "stepper"
