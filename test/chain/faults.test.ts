/** A scenario may name exactly the faults that chain and plant can show. */
import { describe, expect, test } from "vitest"
import { CHAIN_FAULTS } from "../../sim/chain/units"
import { faultPairs } from "../../sim/faults"
import { PLANT_FAULTS } from "../../sim/plant/faults"

const MODELLED: Record<string, readonly string[]> = {
    ...Object.fromEntries(
        Object.entries(CHAIN_FAULTS).map(([unit, kinds]) => [unit, Object.keys(kinds)])
    ),
    ...PLANT_FAULTS,
}

describe("faults of chain and plant", () => {
    test.each(Object.keys(MODELLED))("faults: %s: the scenario's kinds are the model's", unit => {
        const named = faultPairs().filter(pair => pair.unit === unit)
        expect(named.map(pair => pair.kind).sort()).toEqual([...MODELLED[unit]!].sort())
    })
})
