import { describe, expect, test } from "vitest"
import { LeadScrew } from "../../sim/plant/leadscrew"
import { idealPen, PlantRig } from "./plantrig"

const IDEAL = idealPen({ startUm: 0 })

/** Follows a field in small steps, energised, with a cartridge's spring unless told otherwise. */
function turn(screw: LeadScrew, fromUm: number, toUm: number, preloaded = true, on = true): void {
    const steps = Math.ceil(Math.abs(toUm - fromUm) / 5)
    for (let step = 1; step <= steps; step++) {
        const um = fromUm + ((toUm - fromUm) * step) / steps
        screw.follow(um * 10.24, on, 0, preloaded, 200)
    }
}

describe("lead screw", () => {
    test("lead screw: 10,240 microsteps outward: one millimetre", () => {
        const screw = new LeadScrew(IDEAL)
        screw.follow(10_240, true, 0, true, 200)
        expect(screw.carriageUm).toBeCloseTo(1_000, 6)
    })

    test("lead screw: pitch error of 2,000 ppm: 5 um over 2.5 mm", () => {
        const screw = new LeadScrew({ ...IDEAL, screwPitchPpm: 2_000 })
        screw.follow(25_600, true, 0, true, 200)
        expect(screw.carriageUm).toBeCloseTo(2_505, 6)
    })

    test("lead screw: load of half the holding force: 8.3 um inward", () => {
        const screw = new LeadScrew(IDEAL)
        screw.follow(10_240, true, IDEAL.holdForceN / 2, true, 200)
        expect(screw.carriageUm).toBeCloseTo(1_000 - 8.33, 2)
    })

    test("lead screw: direction turns without a cartridge: the backlash is lost once", () => {
        const screw = new LeadScrew(IDEAL)
        turn(screw, 0, 1_000, false)
        expect(screw.carriageUm).toBeCloseTo(1_000, 6)
        turn(screw, 1_000, 970, false)
        expect(screw.carriageUm).toBeCloseTo(1_000, 6)
        turn(screw, 970, 500, false)
        expect(screw.carriageUm).toBeCloseTo(540, 6)
        turn(screw, 500, 600, false)
        expect(screw.carriageUm).toBeCloseTo(600, 6)
    })

    test("lead screw: direction turns with a cartridge: its spring takes the backlash", () => {
        const screw = new LeadScrew(IDEAL)
        turn(screw, 0, 1_000)
        turn(screw, 1_000, 500)
        expect(screw.carriageUm).toBeCloseTo(500, 6)
    })

    test("lead screw: driven 1 mm into the outer stop: steps are lost in whole electrical cycles", () => {
        const screw = new LeadScrew(IDEAL)
        turn(screw, 0, 3_900)
        expect(screw.carriageUm).toBeLessThanOrEqual(IDEAL.outerStopUm)
        expect(screw.carriageUm).toBeGreaterThan(IDEAL.outerStopUm - 100)
        turn(screw, 3_900, 1_000)
        const lostUm = 1_000 - screw.carriageUm
        expect(lostUm / 100).toBeCloseTo(Math.round(lostUm / 100), 6)
        expect(lostUm).toBeGreaterThanOrEqual(900)
    })

    test("lead screw: driven into the inner stop: never beyond it", () => {
        const screw = new LeadScrew(IDEAL)
        turn(screw, 0, -1_500)
        expect(screw.carriageUm).toBeGreaterThanOrEqual(IDEAL.innerStopUm)
        turn(screw, -1_500, 0)
        expect(screw.carriageUm).toBeGreaterThanOrEqual(800)
    })

    test("lead screw: bridges off while the ramp runs on: the carriage stays, then snaps to a cycle", () => {
        const screw = new LeadScrew(IDEAL)
        turn(screw, 0, 500)
        turn(screw, 500, 770, true, false)
        expect(screw.carriageUm).toBeCloseTo(500, 6)
        turn(screw, 770, 770.5)
        expect(screw.carriageUm).toBeCloseTo(470.5, 6)
    })

    test("lead screw: stuck: the carriage does not follow, and healing loses whole cycles", () => {
        const rig = new PlantRig(1, IDEAL).fitted()
        rig.plant.fail("leadScrew", "stuck")
        const beforeUm = rig.plant.carriageUm
        rig.motion.moveBy(1_000, 10)
        rig.wait(200)
        expect(rig.plant.carriageUm).toBe(beforeUm)
        rig.plant.heal("leadScrew")
        rig.motion.moveBy(30, 10)
        rig.wait(50)
        expect(rig.plant.carriageUm).toBeCloseTo(beforeUm + 30, 6)
    })

    test("lead screw: wrong by 300 um: the carriage slides outward at 20 mm/s and grips again", () => {
        const rig = new PlantRig(1, IDEAL).fitted()
        const beforeUm = rig.plant.carriageUm
        rig.plant.fail("leadScrew", "wrong", 300)
        rig.wait(5)
        expect(rig.plant.carriageUm - beforeUm).toBeCloseTo(100, 0)
        rig.wait(100)
        expect(rig.plant.carriageUm - beforeUm).toBeCloseTo(300, 6)
    })

    test("lead screw: a fault that means nothing: refused with what exists", () => {
        const rig = new PlantRig(1)
        expect(() => rig.plant.fail("leadScrew", "garbage")).toThrow("stuck, wrong")
        expect(() => rig.plant.fail("motor", "wrong")).toThrow("stuck, open, short, slow")
    })

    test("reference switch: 200 pens: closes between -510 and -390 um and opens 10 um further out", () => {
        for (let seed = 1; seed <= 200; seed++) {
            const rig = new PlantRig(seed, { innerStopUm: -600, backlashUm: 0 }).fitted()
            expect(rig.plant.referenceClosed).toBe(false)
            const { referenceUm } = rig.plant.parameters
            expect(Math.abs(referenceUm + 450)).toBeLessThanOrEqual(60)
            rig.motion.moveBy(referenceUm - 2 - rig.plant.carriageUm, 20)
            rig.wait(50)
            expect(rig.plant.referenceClosed).toBe(true)
            rig.motion.moveBy(6, 1)
            rig.wait(20)
            expect(rig.plant.referenceClosed).toBe(true)
            rig.motion.moveBy(10, 1)
            rig.wait(20)
            expect(rig.plant.referenceClosed).toBe(false)
        }
    })
})
