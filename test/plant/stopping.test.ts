/** Chain and mechanics together: how fast drive energy goes and how far the needles still run. */
import { describe, expect, test } from "vitest"
import { Random } from "../../sim/random"
import { SEEDS } from "../chain/chainrig"
import { PlantRig } from "./plantrig"

describe("stopping", () => {
    test("PEN-SAF-04: stop: cartridge pulled at random phases, 200 pens: power gone within 2 ms", () => {
        const times = SEEDS.map(seed => {
            const rig = new PlantRig(seed).running(117)
            rig.wait(new Random(seed, "phase").integer(0, 9_000) / 1_000)
            const pulledUs = rig.clock.nowUs
            rig.plant.remove()
            rig.wait(20)
            const off = rig.power.find(edge => !edge.on && edge.atUs >= pulledUs)
            return ((off?.atUs ?? Infinity) - pulledUs) / 1_000
        })
        expect(Math.max(...times)).toBeLessThanOrEqual(2)
        // The latch's Hall switch alone takes 20 to 100 us: a model without it would be too good.
        expect(Math.min(...times)).toBeGreaterThanOrEqual(0.02)
    })

    test("PEN-SAF-16: stop: from 150 Hz at random phases, 200 pens: at most 2 residual strokes", () => {
        const residual = SEEDS.map(seed => {
            const rig = new PlantRig(seed).running(150)
            expect(rig.plant.motor.rateHz).toBeGreaterThan(140)
            rig.wait(new Random(seed, "phase").integer(0, 7_000) / 1_000)
            const before = rig.plant.strokes
            rig.chain.stopClosed.set(0)
            rig.wait(300)
            expect(rig.plant.motor.speedRadPerS).toBe(0)
            return rig.plant.strokes - before
        })
        expect(Math.max(...residual)).toBeLessThanOrEqual(2)
        expect(Math.max(...residual)).toBeGreaterThanOrEqual(1)
    })

    test("PEN-SAF-16: stop: shorted bridge at full voltage: the series switch and the brake end it", () => {
        for (const seed of SEEDS.slice(0, 50)) {
            const rig = new PlantRig(seed).running(150)
            rig.drive.shorted = true
            rig.wait(100)
            const before = rig.plant.strokes
            rig.plant.remove()
            rig.wait(100)
            expect(rig.plant.strokes - before + rig.plant.emptyStrokes).toBeLessThanOrEqual(3)
            expect(rig.plant.drivePowered).toBe(false)
        }
    })

    test("PEN-SAF-06: stop: LIFE dead while running, 200 pens: drive energy gone within 150 ms", () => {
        const times = SEEDS.map(seed => {
            const rig = new PlantRig(seed).running(117)
            const deadUs = rig.clock.nowUs
            rig.die()
            rig.wait(200)
            const off = rig.power.find(edge => !edge.on && edge.atUs >= deadUs)
            return ((off?.atUs ?? Infinity) - deadUs) / 1_000
        })
        expect(Math.max(...times)).toBeLessThanOrEqual(150)
    })

    test("stop: cartridge pulled: crossings after it belong to the bare rod", () => {
        const rig = new PlantRig(5).running(117)
        rig.wait(1)
        const before = rig.plant.strokes
        rig.plant.remove()
        rig.wait(100)
        expect(rig.plant.strokes).toBe(before)
        const late = rig.crossings.slice(before)
        expect(late.every(crossing => !crossing.fitted)).toBe(true)
        expect(rig.plant.emptyStrokes).toBe(late.length)
    })
})
