import { describe, expect, test } from "vitest"
import { camOffsetUm, camTorqueNm, passes } from "../../sim/plant/cam"
import { NosePlane } from "../../sim/plant/strokes"
import { idealPen, PlantRig } from "./plantrig"

const STROKE_UM = 3_500

/** Turns at constant speed over a resting carriage; returns the crossings' instants and the highest tip. */
function turnCam(depthUm: number, rateHz: number, ms: number, startRad = Math.PI, stepUs = 200) {
    const radPerUs = (2 * Math.PI * rateHz) / 1e6
    const nose = new NosePlane(STROKE_UM, startRad, depthUm)
    const crossings: number[] = []
    let highestUm = -Infinity
    for (let us = 0; us < ms * 1_000; us += stepUs) {
        const crossedUs = nose.sweep({
            startUs: us,
            dtUs: stepUs,
            fromRad: startRad + radPerUs * us,
            toRad: startRad + radPerUs * (us + stepUs),
            baseFromUm: depthUm,
            baseToUm: depthUm,
        })
        if (crossedUs >= 0) crossings.push(crossedUs)
        highestUm = Math.max(highestUm, nose.stepMaxUm)
    }
    return { crossings, highestUm }
}

describe("cam", () => {
    test("cam: bottom dead centre, opposite point, quarter: 0, -3,500, -1,750 um", () => {
        expect(camOffsetUm(STROKE_UM, 0)).toBeCloseTo(0, 9)
        expect(camOffsetUm(STROKE_UM, Math.PI)).toBeCloseTo(-3_500, 9)
        expect(camOffsetUm(STROKE_UM, Math.PI / 2)).toBeCloseTo(-1_750, 9)
    })

    test("cam: needles in skin load the way out only; the spring always pulls in", () => {
        const pen = idealPen({ camSpringN: 0.1, skinNPerNeedle: 0.025 })
        const outward = (3 * Math.PI) / 2
        const inward = Math.PI / 2
        // 0.1 N of spring and 12 x 0.025 N of skin on an arm of 1.75 mm.
        expect(camTorqueNm(pen, outward, 500, 12)).toBeCloseTo(-0.4 * 1.75e-3, 9)
        expect(camTorqueNm(pen, outward, -500, 12)).toBeCloseTo(-0.1 * 1.75e-3, 9)
        expect(camTorqueNm(pen, inward, 500, 12)).toBeCloseTo(0.1 * 1.75e-3, 9)
    })

    test("cam: an angle passed forward, backward, twice, not at all", () => {
        expect(passes(Math.PI, 3, 3.3)).toBe(1)
        expect(passes(Math.PI, 3.3, 3)).toBe(1)
        expect(passes(Math.PI, 3, 3 + 4 * Math.PI)).toBe(2)
        expect(passes(Math.PI, 3.2, 3.3)).toBe(0)
    })
})

describe("nose plane", () => {
    test("strokes: 1,000 um at 100 Hz: crossings where the cam formula puts them, within 5 us", () => {
        // Out for the share arccos(1 - 2d/S)/pi of a turn, centred on bottom dead centre [domain.md 6.2].
        const share = Math.acos(1 - (2 * 1_000) / STROKE_UM) / Math.PI
        const { crossings } = turnCam(1_000, 100, 95)
        expect(crossings).toHaveLength(10)
        for (const [index, atUs] of crossings.entries()) {
            const bottomUs = 5_000 + index * 10_000
            expect(Math.abs(atUs - (bottomUs - (share / 2) * 10_000))).toBeLessThan(5)
        }
    })

    test("strokes: highest tip: the depth at bottom dead centre, whatever the substeps", () => {
        expect(turnCam(1_000, 117, 50).highestUm).toBeCloseTo(1_000, 6)
        expect(turnCam(1_000, 149.3, 50, 1, 137).highestUm).toBeCloseTo(1_000, 6)
    })

    test("strokes: 5 um at 150 Hz, out for less than a substep: every one is found", () => {
        for (const start of [0.5, 1.234, 2.5, 3.1]) {
            const { crossings } = turnCam(5, 150, 200, start)
            const turns = Math.floor((start + 2 * Math.PI * 150 * 0.2) / (2 * Math.PI))
            expect(crossings).toHaveLength(turns)
        }
    })

    test("strokes: tips at -1 um at bottom dead centre: none", () => {
        expect(turnCam(-1, 150, 200).crossings).toEqual([])
    })

    test("strokes: cam at rest, carriage pushes the tips out: one crossing, none on the way back", () => {
        const pen = idealPen({ camStartRad: 0, seatUm: 0, startUm: -200 })
        const rig = new PlantRig(1, pen).fitted()
        rig.motion.moveBy(700, 20)
        rig.wait(100)
        rig.motion.moveBy(-700, 20)
        rig.wait(100)
        expect(rig.plant.strokes).toBe(1)
        expect(rig.crossings[0]!.drivePowered).toBe(false)
        // 700 um outward from -200, less the 1.6 um that the spring bends the field.
        expect(rig.plant.tip.maxUm).toBeGreaterThan(495)
        expect(rig.plant.tip.maxUm).toBeLessThanOrEqual(500)
    })

    test("strokes: running for two seconds: one stroke a revolution, with drive power", () => {
        const rig = new PlantRig(6).running(117)
        const before = rig.plant.strokes
        const ripples = rig.plant.ripples()
        rig.wait(2_000)
        const revolutions = (rig.plant.ripples() - ripples) / 6
        expect(Math.abs(rig.plant.strokes - before - revolutions)).toBeLessThan(1)
        expect(rig.crossings.every(crossing => crossing.fitted)).toBe(true)
        expect(rig.crossings[rig.crossings.length - 1]!.drivePowered).toBe(true)
    })
})
