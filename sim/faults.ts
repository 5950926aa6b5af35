/**
 * The closed vocabulary of faults. A pair of unit and kind that is not in its table is refused wherever it is
 * named. `pen campaign --list` prints the pairs; docs/scenarios.md describes the format.
 */
import { faultUnits } from "./faulttable"
import { faultKinds } from "./faultwords"
import type { FaultKind, FaultUnitRow, Variant } from "./faultwords"

export { faultKinds } from "./faultwords"
export type { FaultKind, Variant } from "./faultwords"

export type FaultUnit = keyof typeof faultUnits
export const faultUnitNames = Object.keys(faultUnits) as FaultUnit[]

/** The row of a unit, in the wide type that lets a kind be looked up by name. */
export function faultUnit(unit: FaultUnit): FaultUnitRow {
    return faultUnits[unit]
}

export interface FaultPair {
    readonly unit: FaultUnit
    readonly kind: FaultKind
    readonly what: string
    readonly effect: string
    readonly value: string | null
    readonly fitted: readonly Variant[]
}

/** Every pair that means something, in the order of the table. */
export function faultPairs(): FaultPair[] {
    return faultUnitNames.flatMap(unit => {
        const row = faultUnit(unit)
        return faultKinds.flatMap(kind => {
            const found = row.kinds[kind]
            if (!found) return []
            const { effect, value = null } = found
            return [{ unit, kind, what: row.what, effect, value, fitted: row.fitted }]
        })
    })
}

/**
 * Why a fault cannot be injected into that variant of the pen, as "expected … " of a refusal; null if it can.
 */
export function whyNoFault(unit: FaultUnit, kind: FaultKind, variant: Variant): string | null {
    const row = faultUnit(unit)
    if (row.fitted.length === 0)
        return `a unit that the simulated pen has; ${unit} is not fitted yet`
    if (!row.fitted.includes(variant)) return `a unit that the ${variant} pen has`
    if (row.kinds[kind]) return null
    return `a kind that means something for ${unit}: ${Object.keys(row.kinds).join(", ")}`
}
