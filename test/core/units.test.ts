import fc from "fast-check"
import { expect, test } from "vitest"
import { CARRIAGE_MAX_UM, CARRIAGE_MIN_UM, USTEPS_PER_MM } from "../../src/core/limits"
import { clamp, scaled, umToUsteps, ustepsToUm } from "../../src/core/units"

const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Nearest whole number, halves up, by exact arithmetic on big integers. */
function nearest(numerator: bigint, denominator: bigint): number {
    const doubled = 2n * numerator + denominator
    const rest = ((doubled % (2n * denominator)) + 2n * denominator) % (2n * denominator)
    return Number((doubled - rest) / (2n * denominator))
}

test("units: every carriage position of the travel: nearest microstep, and back without loss", () => {
    for (const um of range(CARRIAGE_MIN_UM, CARRIAGE_MAX_UM)) {
        const usteps = umToUsteps(um)
        expect(usteps).toBe(nearest(BigInt(um) * BigInt(USTEPS_PER_MM), 1000n))
        expect(ustepsToUm(usteps)).toBe(um)
    }
})

test("units: known positions: 10,240 microsteps are one millimetre, on both sides of zero", () => {
    expect(umToUsteps(1000)).toBe(10240)
    expect(umToUsteps(-200)).toBe(-2048)
    expect(umToUsteps(2500)).toBe(25600)
    expect(umToUsteps(1)).toBe(10)
    expect(umToUsteps(-1)).toBe(-10)
    expect(ustepsToUm(-6144)).toBe(-600)
})

test("units: every microstep position of 32 bits: nearest µm", () => {
    fc.assert(
        fc.property(fc.integer(), usteps => {
            expect(ustepsToUm(usteps)).toBe(nearest(BigInt(usteps) * 1000n, BigInt(USTEPS_PER_MM)))
        })
    )
})

test("units: scaling: agrees with exact arithmetic", () => {
    fc.assert(
        fc.property(
            fc.integer({ min: -100_000, max: 100_000 }),
            fc.integer({ min: -100_000, max: 100_000 }),
            fc.integer({ min: 1, max: 100_000 }),
            (a, b, c) => {
                expect(scaled(a, b, c)).toBe(nearest(BigInt(a) * BigInt(b), BigInt(c)))
            }
        )
    )
})

test("units: clamping: below, between and above", () => {
    expect([-5, 3, 12].map(value => clamp(value, 0, 10))).toEqual([0, 3, 10])
})
