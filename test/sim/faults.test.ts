/** The table of faults says the same as the models that have to fail. */
import { describe, expect, test } from "vitest"
import { CHAIN_FAULTS } from "../../sim/chain/units"
import { driveFaultKinds } from "../../sim/chips/drv8214faults"
import { As5600l } from "../../sim/chips/as5600l"
import { Ds2484 } from "../../sim/chips/ds2484"
import { solenoidFaultKinds } from "../../sim/chips/max22200afaults"
import { Mb85rc1m } from "../../sim/chips/mb85rc1m"
import { OneWire } from "../../sim/chips/onewire"
import { Pca9555 } from "../../sim/chips/pca9555"
import { S35770 } from "../../sim/chips/s35770"
import { Tmag5273 } from "../../sim/chips/tmag5273"
import { motionFaultKinds } from "../../sim/chips/tmc5240faults"
import { Clock } from "../../sim/clock"
import { faultKinds, faultPairs, faultUnit, whyNoFault } from "../../sim/faults"
import type { FaultKind, FaultUnit } from "../../sim/faults"
import { PLANT_FAULTS } from "../../sim/plant/faults"

const kindsOf = (unit: FaultUnit): string[] => Object.keys(faultUnit(unit).kinds).sort()

/** Kinds that a model accepts. */
function accepted(chip: { fail(kind: FaultKind): void }): string[] {
    return faultKinds.filter(kind => {
        try {
            chip.fail(kind)
            return true
        } catch {
            return false
        }
    })
}

describe("fault table: agrees with the models", () => {
    const chain = Object.entries(CHAIN_FAULTS) as [FaultUnit, object][]
    test.each(chain)("fault table: %s of the chain: the same kinds", (unit, kinds) => {
        expect(kindsOf(unit)).toEqual(Object.keys(kinds).sort())
    })

    const plant = Object.entries(PLANT_FAULTS) as [FaultUnit, readonly string[]][]
    test.each(plant)("fault table: %s of the plant: the same kinds", (unit, kinds) => {
        expect(kindsOf(unit)).toEqual([...kinds].sort())
    })

    test("fault table: motion, solenoid and drive chips: the same kinds", () => {
        expect(kindsOf("motion")).toEqual([...motionFaultKinds].sort())
        expect(kindsOf("solenoid")).toEqual([...solenoidFaultKinds].sort())
        expect(kindsOf("drive")).toEqual([...driveFaultKinds].sort())
    })

    const clock = new Clock()
    test.each<[FaultUnit, { fail(kind: FaultKind): void }]>([
        ["hall", new Tmag5273(clock, { fieldMt: () => 0 })],
        ["bridge", new Ds2484(clock, new OneWire())],
        ["fram", new Mb85rc1m(clock, new Uint8Array(131_072))],
        ["expander", new Pca9555(clock, { input: () => 0, output: () => undefined })],
        ["strokeWitness", new S35770(clock)],
        ["depthKnob", new As5600l(clock, 0x40, { raw: () => 0 })],
        ["rateKnob", new As5600l(clock, 0x41, { raw: () => 0 })],
    ])("fault table: %s: the same kinds", (unit, model) => {
        expect(kindsOf(unit)).toEqual(accepted(model).sort())
    })
})

describe("fault table: questions", () => {
    test("fault table: every pair: has its words, and is possible in some variant or not fitted yet", () => {
        for (const { unit, kind, effect, fitted } of faultPairs()) {
            expect(effect).toMatch(/\S/)
            for (const variant of fitted) expect(whyNoFault(unit, kind, variant)).toBeNull()
        }
    })

    test("fault table: vocabulary: each kind is used by some unit", () => {
        const used = new Set(faultPairs().map(pair => pair.kind))
        expect(faultKinds.filter(kind => !used.has(kind))).toEqual([])
    })
})
