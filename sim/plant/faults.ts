/** How the mechanics can fail, in the words of a scenario. */
import type { LeadScrew } from "./leadscrew"
import type { Motor } from "./motor"

/**
 * `leadScrew` stuck: the carriage does not follow its motor; wrong: it slides by `value` µm, outward positive (300).
 * `plunger` stuck: it stays where it is; stuckHigh: it goes out and does not come back; slow: `value` % of its speed
 * (25); open: return spring broken; wrong: its coil and the body around it are
 * `value` K hotter than the current explains (130).
 * `motor` stuck: rotor blocked; open: winding open; short: brushes shorted; slow: `value` mNm more dry friction (3).
 */
export const PLANT_FAULTS = {
    leadScrew: ["stuck", "wrong"],
    plunger: ["stuck", "stuckHigh", "slow", "open", "wrong"],
    motor: ["stuck", "open", "short", "slow"],
} as const

export type PlantUnit = keyof typeof PLANT_FAULTS
export type PlungerFault = (typeof PLANT_FAULTS.plunger)[number]

/** Default of the motor's `slow`: more than the drive can hold at high rate, less than a block. */
const SLOW_MILLI_NM = 3
/** Default of the screw's `wrong`: more than any single fault may add to the depth (PEN-SAF-02). */
const SLIP_UM = 300
/** Defaults of the plunger: thick oil in its damper; a body hot enough to shut its chip down. */
const SLOW_PERCENT = 25
const HOTTER_K = 130

/** Throws for a pair that means nothing. */
export function failMotor(motor: Motor, kind: string, value?: number): void {
    motor.fail(named("motor", kind), value ?? SLOW_MILLI_NM)
}

/** Throws for a pair that means nothing to a screw. */
export function failScrew(screw: LeadScrew, unit: string, kind: string, value?: number): void {
    expectUnit("leadScrew", unit)
    if (named("leadScrew", kind) === "stuck") screw.freeze(true)
    else screw.slip(value ?? SLIP_UM)
}

/** What a plunger's fault is and how much of it. Throws for a pair that means nothing to a plunger. */
export function plungerFault(
    unit: string,
    kind: string,
    value?: number
): { kind: PlungerFault; amount: number } {
    expectUnit("plunger", unit)
    const found = named("plunger", kind)
    return { kind: found, amount: value ?? (found === "slow" ? SLOW_PERCENT : HOTTER_K) }
}

function expectUnit(fitted: PlantUnit, unit: string): void {
    if (unit !== fitted) throw new Error(`plant: this pen has no ${unit}, it has a ${fitted}`)
}

function named<Unit extends PlantUnit>(
    unit: Unit,
    kind: string
): (typeof PLANT_FAULTS)[Unit][number] {
    const kinds: readonly (typeof PLANT_FAULTS)[Unit][number][] = PLANT_FAULTS[unit]
    const found = kinds.find(known => known === kind)
    if (found !== undefined) return found
    throw new Error(`plant: ${unit} cannot fail as ${kind}: ${kinds.join(", ")}`)
}
