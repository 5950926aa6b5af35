/** How the mechanics can fail, in the words of a scenario. */
import type { LeadScrew } from "./leadscrew"
import type { Motor } from "./motor"

/**
 * `leadScrew` stuck: the carriage does not follow its motor; wrong: it slides by `value` µm, outward positive (300).
 * `motor` stuck: rotor blocked; open: winding open; short: brushes shorted; slow: `value` mNm more dry friction (3).
 */
export const PLANT_FAULTS = {
    leadScrew: ["stuck", "wrong"],
    motor: ["stuck", "open", "short", "slow"],
} as const

export type PlantUnit = keyof typeof PLANT_FAULTS

/** Default of `slow`: more than the drive can hold at high rate, less than a block. */
const SLOW_MILLI_NM = 3
/** Default of `wrong`: more than any single fault may add to the depth (PEN-SAF-02). */
const SLIP_UM = 300

/** Throws for a pair that means nothing. */
export function failPlant(
    screw: LeadScrew,
    motor: Motor,
    unit: PlantUnit,
    kind: string,
    value?: number
): void {
    const kinds = PLANT_FAULTS[unit].filter(known => known === kind)
    if (kinds.length === 0)
        throw new Error(`plant: ${unit} cannot fail as ${kind}: ${PLANT_FAULTS[unit].join(", ")}`)
    if (unit === "motor") motor.fail(motorFault(kind), value ?? SLOW_MILLI_NM)
    else if (kind === "stuck") screw.freeze(true)
    else screw.slip(value ?? SLIP_UM)
}

function motorFault(kind: string): "stuck" | "open" | "short" | "slow" {
    if (kind === "stuck" || kind === "open" || kind === "short") return kind
    return "slow"
}
