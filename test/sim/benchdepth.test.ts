import { describe, expect, test } from "vitest"
import { Visitor } from "../../sim/benchdepth"
import { BUDGET, drawBudget } from "../../sim/depthbudget"
import { nominalParameters } from "../../sim/plant/parameters"
import { bytecodeOf } from "../support/bytecode"

describe("depth budget", () => {
    test("depth budget: 2,000 draws: deviations as written down, nothing on average", () => {
        const drawn = Array.from({ length: 2_000 }, (_, seed) => {
            const { plant, plateUm, drift } = drawBudget(seed)
            const parameters = nominalParameters()
            drift(parameters)
            const zeroMt = parameters.magnetOffsetMt
            const homeUm = parameters.referenceUm - nominalParameters().referenceUm
            return [plant.noseUm!, plateUm, homeUm, (zeroMt / 25) * 1_000]
        })
        const expected = [BUDGET.noseUm, BUDGET.plateUm, BUDGET.homeUm, BUDGET.sensorZeroUm]
        for (const [column, sigma] of expected.entries()) {
            const values = drawn.map(row => row[column]!)
            const mean = values.reduce((sum, value) => sum + value, 0) / values.length
            const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
            expect(Math.abs(mean)).toBeLessThan(0.1 * sigma)
            expect(Math.sqrt(square / values.length) / sigma).toBeCloseTo(1, 1)
        }
    })

    test("depth budget: the same seed: the same pen", () => {
        expect(drawBudget(7).plant).toEqual(drawBudget(7).plant)
        expect(drawBudget(7).plateUm).not.toBe(drawBudget(8).plateUm)
    })
})

describe("depth bench", () => {
    test.each(["stepper", "solenoid"] as const)(
        "depth bench: %s, three pens, four settings: within 150 um, there again within 30 um",
        async variant => {
            for (const seed of [1, 2, 3]) {
                const visitor = await Visitor.make(bytecodeOf[variant], variant, seed)
                for (const um of [0, 650, 1550, 2400]) {
                    const [first, second] = [visitor.visit(um), visitor.visit(um)]
                    expect(first.fault + second.fault).toBe("")
                    expect(Math.abs(first.errorUm!)).toBeLessThanOrEqual(150)
                    expect(Math.abs(first.errorUm! - second.errorUm!)).toBeLessThanOrEqual(30)
                    expect(first.settleMs).toBeLessThanOrEqual(200)
                    expect(first.retractMs).toBeLessThanOrEqual(200)
                }
            }
        },
        60_000
    )

    test("depth bench: a pen whose depth sensor is broken: no figure, but the reason", async () => {
        const visitor = await Visitor.make(bytecodeOf.solenoid, "solenoid", 4)
        visitor.do({ do: "fault", unit: "hall", kind: "off" })
        expect(visitor.visit(1000)).toMatchObject({ errorUm: null, fault: "SensorBus" })
    })
})
