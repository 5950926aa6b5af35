import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { SEEDS } from "../chain/chainrig"
import { idealPen, PlantRig } from "./plantrig"

describe("plant: time", () => {
    test("plant: all still and unpowered for a minute: it is looked at 5 ms apart, not integrated", () => {
        const rig = new PlantRig(1)
        rig.wait(60_000)
        expect(rig.motion.polls).toBeLessThanOrEqual(12_001)
        expect(rig.plant.ripples()).toBe((rig.plant.parameters.camStartRad / 2 / Math.PI) * 6)
    })

    test("plant: the carriage starts by itself after a rest: switches polled within 1.2 ms, then each 200 us", () => {
        const rig = new PlantRig(1).fitted()
        rig.wait(7.77)
        rig.motion.moveBy(1_000, 20)
        const polls = rig.motion.polls
        rig.wait(1.2)
        expect(rig.motion.polls).toBeGreaterThan(polls)
        const moving = rig.motion.polls
        rig.wait(10)
        expect(rig.motion.polls - moving).toBe(50)
    })

    test("plant: asleep, and something turns: polled 200 us after the clock's next stop", () => {
        const rig = new PlantRig(1)
        rig.wait(6)
        rig.motion.moveBy(100, 20)
        rig.wait(0.1)
        const polls = rig.motion.polls
        rig.wait(0.2)
        expect(rig.motion.polls).toBe(polls + 1)
    })

    test("plant: the same seed: the same run, stroke by stroke", () => {
        const run = () => {
            const rig = new PlantRig(11).running(117)
            rig.wait(500)
            return { crossings: rig.crossings, power: rig.power, tip: rig.plant.tip }
        }
        expect(run()).toEqual(run())
    })

    test("plant: another seed: another pen", () => {
        expect(new PlantRig(1).plant.parameters).not.toEqual(new PlantRig(2).plant.parameters)
    })

    test("plant: time cut in many small pieces: the same strokes and the same rate", () => {
        const whole = new PlantRig(3).running(100)
        const pieces = new PlantRig(3).running(100)
        const before = whole.plant.strokes
        whole.wait(1_000)
        for (let piece = 0; piece < 27_000; piece++) pieces.clock.advanceBy(37)
        pieces.clock.advanceBy(1_000)
        expect(whole.clock.nowUs).toBe(pieces.clock.nowUs)
        expect(Math.abs(whole.plant.strokes - pieces.plant.strokes)).toBeLessThanOrEqual(1)
        expect(whole.plant.strokes - before).toBeGreaterThan(95)
    })

    test("plant: drive power: an edge for on and one for off, at the switch's own time", () => {
        const rig = new PlantRig(4).running(117)
        expect(rig.power.map(edge => edge.on)).toEqual([true])
        let openUs = 0
        rig.drive.shorted = true
        rig.chain.seriesClosed.onEdge(() => (openUs = rig.clock.nowUs))
        rig.chain.arm.set(0)
        rig.wait(5)
        expect(rig.power[1]).toEqual({ on: false, atUs: openUs })
        expect(rig.plant.drivePowered).toBe(false)
    })
})

describe("plant: cartridge", () => {
    test("cartridge: pulled, 200 pens: the latch switch opens within 0.1 ms", () => {
        for (const seed of SEEDS) {
            const rig = new PlantRig(seed).fitted()
            rig.plant.remove()
            expect(rig.timeTo(rig.chain.latchClosed, 0, 1)).toBeLessThanOrEqual(0.1)
        }
    })

    test("cartridge: tips stand at carriage, true offset, seat and nose together", () => {
        const pen = idealPen({ camStartRad: 0, noseUm: 7, seatUm: 0, startUm: -200 })
        const rig = new PlantRig(1, pen)
        rig.plant.insert({ tipOffsetUm: 12, needles: 12 })
        expect(rig.plant.tip).toEqual({ nowUm: -181, maxUm: -181, fitted: true })
    })

    test("cartridge: seating, 200 times: within 60 um, and not always the same", () => {
        const pen = idealPen({ camStartRad: 0, noseUm: 0, startUm: -200, seatUm: 60 })
        const seats = SEEDS.map(seed => {
            const rig = new PlantRig(seed, pen)
            rig.plant.insert({ tipOffsetUm: 0, needles: 12 })
            return rig.plant.tip.nowUm + 200
        })
        expect(Math.max(...seats.map(Math.abs))).toBeLessThanOrEqual(60)
        const meanSquare = seats.reduce((sum, um) => sum + um * um, 0) / seats.length
        expect(Math.sqrt(meanSquare)).toBeGreaterThan(18)
        expect(Math.sqrt(meanSquare)).toBeLessThan(31)
    })

    test("cartridge: none fitted: rod passes count apart, the highest tip stays as it was", () => {
        const rig = new PlantRig(1).running(117)
        rig.chain.fail("latchSwitch", "stuckHigh")
        rig.plant.remove()
        const { strokes, tip } = rig.plant
        rig.wait(500)
        expect(rig.plant.strokes).toBe(strokes)
        expect(rig.plant.emptyStrokes).toBeGreaterThan(50)
        expect(rig.plant.tip.maxUm).toBe(tip.maxUm)
        expect(rig.plant.takeTipMaxUm()).toBe(-Infinity)
    })

    test("cartridge: highest tip since last asked: falls back with the depth", () => {
        const rig = new PlantRig(1).running(117, 1_500)
        const deepUm = rig.plant.takeTipMaxUm()
        rig.motion.moveBy(-1_000, 20)
        rig.wait(60)
        rig.plant.takeTipMaxUm()
        rig.wait(20)
        expect(deepUm - rig.plant.takeTipMaxUm()).toBeCloseTo(1_000, -1)
        expect(rig.plant.tip.maxUm).toBeCloseTo(deepUm, 9)
    })

    test("cartridge: latch rocks for 20 ms: it opens, and is closed at the end", () => {
        const rig = new PlantRig(1).fitted()
        let opened = 0
        rig.chain.latchClosed.onEdge(level => (opened += level === 0 ? 1 : 0))
        rig.plant.latch.bounce(20)
        rig.wait(30)
        expect(opened).toBeGreaterThan(3)
        expect(rig.chain.latchClosed.value).toBe(1)
    })

    test("cartridge: fitted twice or pulled twice: refused", () => {
        const rig = new PlantRig(1)
        expect(() => rig.plant.remove()).toThrow("no cartridge is fitted")
        rig.fitted()
        expect(() => rig.plant.insert({ tipOffsetUm: 0, needles: 1 })).toThrow("fitted already")
    })
})

const START_US = 200_000

/** Charge that a start of the motor takes, % of a pack; somebody looks after each of these times in turn, µs. */
function chargeOfAStart(lookUs: readonly number[]): number {
    const rig = new PlantRig(1, idealPen({ batteryPercent: 90 })).fitted()
    rig.chain.arm.set(1)
    rig.wait(3)
    rig.drive.fixedMv = 4_000
    rig.drive.on = true
    const { battery } = rig.plant
    const before = battery.percent
    const endUs = rig.clock.nowUs + START_US
    for (let look = 0; rig.clock.nowUs < endUs; look++)
        rig.clock.advanceBy(Math.min(lookUs[look % lookUs.length]!, endUs - rig.clock.nowUs))
    return before - battery.percent
}

describe("plant: battery", () => {
    test("battery: 90 percent at rest: 8.2 V less the logic's own current", () => {
        const rig = new PlantRig(1, idealPen())
        // 7,950 + (8,400 - 7,950) / 2 mV, less 80 mA through 150 mOhm.
        expect(rig.plant.batteryMv()).toBeCloseTo(8_175 - 12, 6)
    })

    test("battery: 15 percent: 7.05 V, half way between two points of the curve", () => {
        const { plant } = new PlantRig(1, idealPen({ batteryPercent: 15, batteryIdleMa: 0 }))
        expect(plant.batteryMv()).toBeCloseTo(7_050, 6)
    })

    test("battery: motor blocked under drive: it sags by its resistance times the current", () => {
        const rig = new PlantRig(1, idealPen()).running(117)
        const restMv = rig.plant.battery.terminalMv(0)
        rig.drive.fixedMv = 5_000
        rig.plant.fail("motor", "stuck")
        rig.wait(10)
        const amps = 5 / (2.2 + 0.28)
        expect(rig.plant.currentMa()).toBeCloseTo(amps * 1_000, 3)
        expect(restMv - rig.plant.batteryMv()).toBeCloseTo(amps * 150, 1)
    })

    test("battery: a start of the motor, looked at as often as may be: takes the same charge to 0.5 percent", () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({ min: 20, max: 20_000 }), { minLength: 1, maxLength: 9 }),
                lookUs => {
                    expect(chargeOfAStart(lookUs) / chargeOfAStart([START_US])).toBeCloseTo(1, 2)
                }
            ),
            { numRuns: 20 }
        )
    })

    test("battery: behind the open series switch: the drive's supply is 0", () => {
        const rig = new PlantRig(1).running(117)
        expect(rig.plant.motorSupplyMv()).toBe(rig.plant.batteryMv())
        rig.chain.arm.set(0)
        rig.wait(2)
        expect(rig.plant.motorSupplyMv()).toBe(0)
        expect(rig.plant.batteryMv()).toBeGreaterThan(7_000)
    })

    test("battery: pulled with shorted bridge and series switch: drive power is gone at once", () => {
        const rig = new PlantRig(1).running(117)
        rig.drive.shorted = true
        rig.chain.fail("seriesSwitch", "short")
        rig.chain.power(false)
        rig.wait(0.2)
        expect(rig.plant.drivePowered).toBe(false)
        expect(rig.plant.batteryMv()).toBe(0)
    })
})
