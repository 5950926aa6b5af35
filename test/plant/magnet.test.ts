import { describe, expect, test } from "vitest"
import { fieldMtAt } from "../../sim/plant/magnet"
import { SEEDS } from "../chain/chainrig"
import { idealPen, PlantRig } from "./plantrig"

const POINTS_UM = [-400, 100, 600, 1_100, 1_600, 2_100, 2_500]

describe("carriage magnet", () => {
    test("magnet: nominal pen without cubic part: -37.5 mT at -500 um, 0 at 1,000, 37.5 at 2,500", () => {
        const linear = idealPen({ magnetCubicMtPerMm3: 0 })
        expect(fieldMtAt(linear, -500)).toBeCloseTo(-37.5, 9)
        expect(fieldMtAt(linear, 1_000)).toBeCloseTo(0, 9)
        expect(fieldMtAt(linear, 2_500)).toBeCloseTo(37.5, 9)
    })

    test("magnet: 200 pens: all calibration points inside the sensor's 40 mT, rising by 20 mT/mm or more", () => {
        for (const seed of SEEDS) {
            const field = new PlantRig(seed).plant.magnetCalibration(POINTS_UM)
            for (const [index, mt] of field.entries()) {
                expect(Math.abs(mt)).toBeLessThan(40)
                if (index === 0) continue
                const stepUm = POINTS_UM[index]! - POINTS_UM[index - 1]!
                expect(((mt - field[index - 1]!) / stepUm) * 1_000).toBeGreaterThan(20)
            }
        }
    })

    test("magnet: straight lines between calibration points, 200 pens: within 8 um of the truth", () => {
        let worstUm = 0
        for (const seed of SEEDS) {
            const { plant } = new PlantRig(seed)
            const field = plant.magnetCalibration(POINTS_UM)
            for (let um = -400; um <= 2_500; um += 10) {
                const mt = fieldMtAt(plant.parameters, um)
                const index = Math.max(
                    1,
                    field.findIndex(point => point >= mt)
                )
                const share = (mt - field[index - 1]!) / (field[index]! - field[index - 1]!)
                const lineUm =
                    POINTS_UM[index - 1]! + share * (POINTS_UM[index]! - POINTS_UM[index - 1]!)
                worstUm = Math.max(worstUm, Math.abs(lineUm - um))
            }
        }
        expect(worstUm).toBeLessThan(8)
        // Nothing would need seven points if the field were straight.
        expect(worstUm).toBeGreaterThan(1)
    })

    test("magnet: the field now is the field of the carriage's position", () => {
        const rig = new PlantRig(9).fitted()
        rig.motion.moveBy(1_234, 20)
        rig.wait(200)
        expect(rig.plant.fieldMt()).toBe(rig.plant.magnetCalibration([rig.plant.carriageUm])[0])
    })
})
