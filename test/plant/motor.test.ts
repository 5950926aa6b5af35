import { describe, expect, test } from "vitest"
import { Random } from "../../sim/random"
import { Motor, type Terminals } from "../../sim/plant/motor"
import { drawParameters } from "../../sim/plant/parameters"
import { SEEDS } from "../chain/chainrig"
import { idealPen, PlantRig } from "./plantrig"

const OPEN: Terminals = { bridge: false, bridgeMv: 0, brake: false }
const BRAKE: Terminals = { bridge: false, bridgeMv: 0, brake: true }

function drive(mv: number): Terminals {
    return { bridge: true, bridgeMv: mv, brake: false }
}

function run(motor: Motor, terminals: Terminals, ms: number, loadNm = 0): void {
    for (let us = 0; us < ms * 1_000; us += 200) motor.step(200, terminals, loadNm)
}

describe("motor", () => {
    test("motor: steady at 7.4 V: the speed that balances voltage, friction and resistance", () => {
        const pen = idealPen()
        const motor = new Motor(pen)
        run(motor, drive(7_400), 500)
        const ohm = pen.motorOhm + pen.bridgeOhm
        const k = pen.motorVoltSecondPerRad
        const amps = pen.frictionNm / k
        // Without the viscous part, which is below 1 %.
        expect(motor.rateHz).toBeCloseTo((7.4 - amps * ohm) / k / 2 / Math.PI, -1)
        expect(motor.bridgeMa / 1_000).toBeGreaterThan(amps)
        expect(motor.bridgeMa / 1_000).toBeLessThan(amps * 1.1)
    })

    test("motor: shorted by its brake, 200 pens: 63 % of the speed is gone within 10 ms", () => {
        for (const seed of SEEDS) {
            const pen = drawParameters(new Random(seed, "plant"))
            expect(pen.brakeOhm).toBeLessThanOrEqual(4)
            const motor = new Motor({ ...pen, frictionNm: 0, viscousNmSecond: 0 })
            motor.speedRadPerS = 942
            run(motor, BRAKE, 10)
            expect(motor.speedRadPerS / 942).toBeLessThan(0.37)
        }
    })

    test("motor: coasting from 150 Hz: it runs on for more than 2 strokes", () => {
        const motor = new Motor(idealPen())
        motor.speedRadPerS = 942
        const fromRad = motor.angleRad
        run(motor, OPEN, 200)
        expect(motor.speedRadPerS).toBe(0)
        expect((motor.angleRad - fromRad) / 2 / Math.PI).toBeGreaterThan(2)
    })

    test("motor: torque below its dry friction: it does not creep", () => {
        const motor = new Motor(idealPen())
        const fromRad = motor.angleRad
        run(motor, OPEN, 1_000, 0.6e-3)
        expect(motor.angleRad).toBe(fromRad)
    })

    test("motor: blocked: no turn, current limited by resistance alone", () => {
        const pen = idealPen()
        const motor = new Motor(pen)
        motor.fail("stuck")
        run(motor, drive(4_000), 10)
        expect(motor.speedRadPerS).toBe(0)
        expect(motor.bridgeMa).toBeCloseTo(4_000 / (pen.motorOhm + pen.bridgeOhm), 6)
    })

    test("motor: winding open: no current, and the brake does not help", () => {
        const motor = new Motor(idealPen({ frictionNm: 0, viscousNmSecond: 0 }))
        motor.speedRadPerS = 500
        motor.fail("open")
        run(motor, drive(7_400), 10)
        expect(motor.bridgeMa).toBe(0)
        run(motor, BRAKE, 50)
        expect(motor.speedRadPerS).toBe(500)
    })

    test("motor: brushes shorted: much current, no torque", () => {
        const motor = new Motor(idealPen())
        motor.fail("short")
        run(motor, drive(2_000), 50)
        expect(motor.speedRadPerS).toBe(0)
        expect(motor.bridgeMa).toBeGreaterThan(5_000)
    })

    test("motor: brushes shorted while it turns: brakes itself within two turns", () => {
        const motor = new Motor(idealPen())
        run(motor, drive(5_000), 300)
        const fromRad = motor.angleRad
        expect(motor.rateHz).toBeGreaterThan(100)
        motor.fail("short")
        run(motor, OPEN, 100)
        expect(motor.speedRadPerS).toBe(0)
        expect(motor.angleRad - fromRad).toBeLessThan(2 * 2 * Math.PI)
    })

    test("motor: slow by 3 mNm: slower at the same voltage, and healing brings it back", () => {
        const motor = new Motor(idealPen())
        run(motor, drive(5_000), 300)
        const freeHz = motor.rateHz
        motor.fail("slow", 3)
        run(motor, drive(5_000), 300)
        expect(motor.rateHz).toBeLessThan(freeHz * 0.9)
        motor.heal()
        run(motor, drive(5_000), 300)
        expect(motor.rateHz).toBeCloseTo(freeHz, 3)
    })

    test("motor: bridge and brake together: the source wins over 4 ohm, so a short needs the series switch", () => {
        const motor = new Motor(idealPen({ brakeOhm: 4 }))
        run(motor, { bridge: true, bridgeMv: 7_400, brake: true }, 300)
        expect(motor.rateHz).toBeGreaterThan(150)
    })

    test("PEN-FUN-04: drive: 30 to 150 Hz is within reach of every pen at a low battery", () => {
        for (const seed of SEEDS.slice(0, 30))
            for (const rateHz of [30, 150]) {
                const rig = new PlantRig(seed, { batteryPercent: 15 }).running(rateHz, 2_000)
                rig.wait(500)
                const before = rig.plant.ripples()
                rig.wait(1_000)
                const strokes = (rig.plant.ripples() - before) / 6
                expect(Math.abs(strokes - rateHz) / rateHz).toBeLessThan(0.05)
            }
    })

    test("motor: series switch open while the bridge wants to drive: no current, it coasts", () => {
        const rig = new PlantRig(2).running(150)
        rig.chain.fail("seriesSwitch", "open")
        const before = rig.plant.strokes
        rig.wait(1)
        expect(rig.plant.currentMa()).toBe(0)
        expect(rig.chain.brake.value).toBe(0)
        rig.wait(500)
        expect(rig.plant.strokes - before).toBeGreaterThan(2)
        expect(rig.plant.motor.speedRadPerS).toBe(0)
    })

    test("motor: witness pulse: at the retracted end of the stroke", () => {
        const rig = new PlantRig(2).running(30)
        rig.wait(500)
        // A substep at 30 Hz is 0.04 rad, less than 2 um of the 3.5 mm there.
        const { tip } = rig.plant
        expect(rig.witnessTipUm).toBeLessThan(tip.maxUm - 3_498)
    })

    test("motor: ripples and witness: six ripples and one pulse a revolution", () => {
        const rig = new PlantRig(2).running(117)
        const fromRipples = rig.plant.ripples()
        const fromPulses = rig.witnessPulses
        rig.wait(2_000)
        const revolutions = (rig.plant.ripples() - fromRipples) / 6
        expect(Math.abs(rig.witnessPulses - fromPulses - revolutions)).toBeLessThan(1)
        const expected = rig.plant.motor.speedRadPerS * 6
        expect(rig.plant.rippleRadPerS()).toBeCloseTo(expected, 9)
    })
})
