/** The solenoid's coil: current by inductance, heat, supply; and every way in which the plunger can fail. */
import { describe, expect, test } from "vitest"
import { Coil, type CoilCircuit } from "../../sim/plant/coil"
import { nominalSolenoid } from "../../sim/plant/solenoidparameters"
import { SEEDS } from "../chain/chainrig"
import { PlantRig } from "./plantrig"
import { idealSolenoid, SolenoidRig } from "./solenoidrig"

const UNLIMITED = {
    bridge: "drive",
    targetMa: Infinity,
    drivingFraction: 1,
    leastFraction: 1,
} as const

function circuit(changes: Partial<CoilCircuit> = {}): CoilCircuit {
    const still = { connected: true, inductanceH: 8e-3, motionMv: 0 }
    return { supplyMv: 8_000, drive: UNLIMITED, ...still, ...changes }
}

/** A coil at 20 °C, where its resistance is the one of the table. */
function coldCoil(): Coil {
    return new Coil({ ...nominalSolenoid(), ambientC: 20 })
}

describe("coil: current", () => {
    test("coil: full supply for one time constant: 63.2 percent of supply over resistance", () => {
        const coil = coldCoil()
        // 8 mH over 8 Ω and 0.4 Ω of the output.
        const tauUs = (8e-3 / 8.4) * 1e6
        for (let part = 0; part < 10; part++) coil.step(tauUs / 10, circuit())
        expect(coil.currentMa / (8_000 / 8.4)).toBeCloseTo(1 - Math.exp(-1), 3)
    })

    test("coil: plunger drawn in: the current rises more slowly, by the inductance", () => {
        const [out, drawnIn] = [8e-3, 14e-3].map(inductanceH => {
            const coil = coldCoil()
            coil.step(100, circuit({ inductanceH }))
            return coil.currentMa
        })
        expect(out! / drawnIn!).toBeCloseTo(14 / 8, 1)
    })

    test("coil: regulated: reaches its target, draws from the supply only what the target needs", () => {
        const coil = coldCoil()
        const drive = { ...UNLIMITED, targetMa: 300, leastFraction: 0.04 }
        for (let step = 0; step < 50; step++) coil.step(200, circuit({ drive }))
        expect(coil.currentMa).toBe(300)
        // 300 mA over 8.4 Ω need 2.52 V of 8 V.
        expect(coil.supplyMa).toBeCloseTo((300 * 2.52) / 8, 1)
    })

    test("coil: shortest on-time of the chip: a target below it is not kept", () => {
        const coil = coldCoil()
        const drive = { ...UNLIMITED, targetMa: 20, leastFraction: 0.08 }
        for (let step = 0; step < 100; step++) coil.step(200, circuit({ drive }))
        expect(coil.currentMa).toBeCloseTo((8_000 * 0.08) / 8.4, 1)
    })

    test("coil: duty of the chip, 92 percent at most: so much of the supply reaches the coil", () => {
        const coil = coldCoil()
        const drive = { ...UNLIMITED, drivingFraction: 0.92, leastFraction: 0 }
        for (let step = 0; step < 100; step++) coil.step(200, circuit({ drive }))
        expect(coil.currentMa).toBeCloseTo((8_000 * 0.92) / 8.4, 1)
    })

    test("coil: plunger moving outward: its voltage takes from the current", () => {
        const coil = coldCoil()
        for (let step = 0; step < 100; step++) coil.step(200, circuit({ motionMv: 84 }))
        expect(coil.currentMa).toBeCloseTo((8_000 - 84) / 8.4, 1)
    })

    test("coil: shorted to its supply by the chip: runs down by its own resistance alone", () => {
        const coil = coldCoil()
        coil.currentMa = 500
        coil.step(200, circuit({ drive: { ...UNLIMITED, bridge: "freewheel" } }))
        expect(coil.currentMa).toBeCloseTo(500 * Math.exp(-0.2), 1)
    })

    test("solenoid: plunger near the outer stop: the current rises by two thirds more slowly", () => {
        const [outMa, inMa] = [false, true].map(drawnIn => {
            const rig = new SolenoidRig(1, idealSolenoid()).permitted()
            if (drawnIn) rig.extend(2_500).plant.fail("plunger", "stuck")
            else rig.plant.fail("plunger", "stuck")
            rig.chip.commandedMa = 0
            rig.wait(50)
            rig.chip.shorted = true
            rig.wait(0.4)
            return rig.solenoid.coil.currentMa
        })
        expect(outMa! / inMa!).toBeGreaterThan(1.4)
        expect(outMa! / inMa!).toBeLessThan(14 / 8)
    })

    test("coil: output off behind a closed switch: through the diode, in milliseconds", () => {
        const coil = coldCoil()
        coil.currentMa = 500
        const off = { ...UNLIMITED, bridge: "off" } as const
        coil.step(200, circuit({ drive: off }))
        // −0.8 V over 8 Ω is where it is heading, with 1 ms of time constant.
        expect(coil.currentMa).toBeCloseTo(-100 + 600 * Math.exp(-0.2), 1)
    })

    test("solenoid: series switch opens, 200 pens: current gone within 2 ms of it", () => {
        const times = SEEDS.map(seed => {
            const rig = new SolenoidRig(seed).permitted().extend(2_500)
            rig.chain.arm.set(0)
            rig.wait(rig.timeTo(rig.chain.seriesClosed, 0, 2))
            const openUs = rig.clock.nowUs
            while (rig.solenoid.coil.currentMa > 0) rig.wait(0.1)
            return (rig.clock.nowUs - openUs) / 1_000
        })
        expect(Math.max(...times)).toBeLessThanOrEqual(2)
    })
})

describe("coil: heat", () => {
    test("coil: 300 mA for one time constant and for ever: as calculated by hand", () => {
        const coil = new Coil(nominalSolenoid())
        const drive = { ...UNLIMITED, targetMa: 300, leastFraction: 0 }
        const hold = (seconds: number): void => {
            for (let second = 0; second < seconds; second++)
                coil.step(1e6, circuit({ supplyMv: 8_000, drive }))
        }
        // 0.72 W at 20 °C times 25 K/W; the copper's own rise feeds back 0.39 %/K of it.
        const perK = 25 * 0.72 * 3.9e-3
        const endK = (25 * 0.72 * (1 + 3 * 3.9e-3)) / (1 - perK)
        expect(endK).toBeCloseTo(19.59, 2)
        hold(240)
        const oneTau = endK * (1 - Math.exp(-(1 - perK)))
        expect(coil.temperatureC - 23).toBeCloseTo(oneTau, 1)
        hold(3_000)
        expect(coil.temperatureC - 23).toBeCloseTo(endK, 1)
        expect(coil.ohm).toBeCloseTo(8 * (1 + 3.9e-3 * (3 + endK)), 2)
    })

    test("solenoid: permission gone for four minutes: the coil cools while the plant jumps", () => {
        const rig = new SolenoidRig(1, idealSolenoid()).permitted().extend(2_500, 20_000)
        const hotK = rig.solenoid.coil.temperatureC - 23
        expect(hotK).toBeGreaterThan(4)
        rig.chain.arm.set(0)
        rig.wait(240_000)
        expect(rig.solenoid.coil.temperatureC - 23).toBeCloseTo(hotK * Math.exp(-1), 1)
    })

    test("coil: hotter from outside, twice and healed: by the last of both, and back", () => {
        const coil = new Coil(nominalSolenoid())
        coil.overheat(60)
        coil.overheat(90)
        expect(coil.temperatureC).toBe(23 + 90)
        coil.overheat(0)
        expect(coil.temperatureC).toBe(23)
        expect(coil.bodyC).toBe(23)
    })

    test("solenoid: empty battery and a hot coil: the current of 2.5 mm is not reached", () => {
        const low = idealSolenoid({ batteryPercent: 0 })
        const cold = new SolenoidRig(1, low).permitted().extend(2_500)
        expect(cold.solenoid.coil.currentMa).toBe(cold.chip.commandedMa)
        const hot = new SolenoidRig(1, low).permitted()
        hot.plant.fail("plunger", "wrong", 130)
        hot.extend(2_500)
        expect(hot.solenoid.coil.currentMa).toBeLessThan(hot.chip.commandedMa - 20)
    })

    test("solenoid: a hot magnet: less force, so the same current holds less depth, slightly", () => {
        const depthUm = (hotterK: number): number => {
            const rig = new SolenoidRig(1, idealSolenoid()).permitted()
            rig.chip.commandedMa = 400
            rig.plant.fail("plunger", "wrong", hotterK)
            rig.wait(150)
            return rig.carriageUm
        }
        // 2e-4/K of 33.6 mN/mA times 400 mA, over 6 N/mm and the bow.
        expect(depthUm(0) - depthUm(60)).toBeGreaterThan(20)
        expect(depthUm(0) - depthUm(60)).toBeLessThan(35)
    })
})

describe("coil: supply", () => {
    test("solenoid: output unregulated: the battery sags by its resistance times the current", () => {
        const rig = new SolenoidRig(1, idealSolenoid()).permitted()
        const restMv = rig.plant.batteryMv()
        rig.chip.shorted = true
        rig.wait(20)
        const { coil } = rig.solenoid
        expect(restMv - rig.plant.batteryMv()).toBeCloseTo(coil.currentMa * 0.15, 1)
        expect(coil.currentMa).toBeGreaterThan(900)
    })

    test("solenoid: behind an open series switch: no current, whatever the chip does", () => {
        const rig = new SolenoidRig(1)
        rig.plant.insert({ tipOffsetUm: 0, needles: 12 })
        rig.ready().chip.shorted = true
        rig.wait(100)
        expect(rig.solenoid.coil.currentMa).toBe(0)
        expect(rig.carriageUm).toBe(rig.solenoid.parameters.springEndUm)
    })

    test("solenoid: output and series switch both shorted, nothing permitted: the plunger comes out", () => {
        const rig = new SolenoidRig(1)
        rig.ready().chip.shorted = true
        rig.chain.fail("seriesSwitch", "short")
        rig.wait(100)
        expect(rig.carriageUm).toBeGreaterThan(2_500)
    })
})

describe("solenoid: faults", () => {
    test("plunger: stuck at the spring's end: full current does not bring it out; healed, it comes", () => {
        const rig = new SolenoidRig(2).permitted()
        rig.plant.fail("plunger", "stuck")
        rig.extend(1_000)
        expect(rig.carriageUm).toBe(rig.solenoid.parameters.springEndUm)
        rig.plant.heal("plunger")
        rig.wait(150)
        expect(rig.carriageUm).toBeGreaterThan(900)
    })

    test("plunger: stuck at depth: stays there without current; healed, the spring brings it in", () => {
        const rig = new SolenoidRig(3).permitted().extendedTo(1_000)
        rig.plant.fail("plunger", "stuck")
        rig.chain.arm.set(0)
        rig.wait(500)
        expect(rig.carriageUm).toBeCloseTo(1_000, -1)
        rig.plant.heal("plunger")
        expect(rig.timeToBelow(0, 100)).toBeLessThan(60)
    })

    test("plunger: goes out and does not come back (stuckHigh): deeper is possible, shallower is not", () => {
        const rig = new SolenoidRig(4).permitted()
        rig.plant.fail("plunger", "stuckHigh")
        const outUm = rig.extend(1_000).carriageUm
        expect(outUm).toBeGreaterThan(900)
        expect(rig.extend(500).carriageUm).toBe(outUm)
        expect(rig.extend(1_500).carriageUm).toBeGreaterThan(1_400)
    })

    test("plunger: stuck outside without current, in either way: nothing more to integrate", () => {
        for (const kind of ["stuck", "stuckHigh"]) {
            const rig = new SolenoidRig(4).permitted().extendedTo(1_000)
            rig.plant.fail("plunger", kind)
            rig.chain.arm.set(0)
            rig.wait(100)
            expect(rig.carriageUm).toBeCloseTo(1_000, -1)
            expect(rig.solenoid.restless).toBe(false)
        }
    })

    test("plunger: another fault after slow: slow no more", () => {
        const rig = new SolenoidRig(4).permitted()
        rig.plant.fail("plunger", "slow")
        rig.plant.fail("plunger", "stuckHigh")
        rig.extend(1_000, 60)
        expect(rig.fastestMmPerS).toBeGreaterThan(40)
        rig.plant.fail("plunger", "wrong", 60)
        expect(rig.extend(500).carriageUm).toBeLessThan(600)
        rig.plant.fail("plunger", "slow")
        expect(rig.solenoid.coil.bodyC).toBe(23)
    })

    test("plunger: healing the other actuator: changes nothing", () => {
        const rig = new SolenoidRig(4).permitted()
        rig.plant.fail("plunger", "stuck")
        rig.plant.heal("leadScrew")
        expect(rig.extend(1_000).carriageUm).toBe(rig.solenoid.parameters.springEndUm)
    })

    test("plunger: slow to 25 percent: needles in after four times as long", () => {
        const rig = new SolenoidRig(5).permitted().extendedTo(2_000)
        rig.plant.fail("plunger", "slow")
        rig.chain.arm.set(0)
        const slowMs = rig.timeToBelow(0, 1_000)
        expect(slowMs).toBeGreaterThan(2_000 / (60 * 0.25))
        expect(slowMs).toBeLessThan(2_000 / (45 * 0.25))
    })

    test("PEN-SAF-02: plunger: spring breaks at depth, 200 pens: out by 200 um at most", () => {
        const over = SEEDS.map(seed => {
            const rig = new SolenoidRig(seed).permitted().extendedTo(1_000)
            rig.thresholdUm = 1_100
            rig.plant.fail("plunger", "open")
            rig.wait(30)
            return rig.highestUm - 1_000
        })
        console.log(`broken spring: worst ${Math.max(...over).toFixed(0)} um over`)
        expect(Math.max(...over)).toBeLessThanOrEqual(200)
        expect(Math.min(...over)).toBeGreaterThan(100)
    })

    test("plunger: spring broken, nothing else pressing: stays out until a cartridge pushes it in", () => {
        const rig = new SolenoidRig(6).permitted().extendedTo(1_000)
        rig.plant.fail("plunger", "open")
        rig.plant.remove()
        rig.wait(200)
        expect(rig.carriageUm).toBeGreaterThan(900)
        rig.plant.insert({ tipOffsetUm: 0, needles: 12 })
        rig.wait(200)
        expect(rig.carriageUm).toBeLessThan(0)
    })

    test("plunger: faults of the other actuator or without meaning: refused with what exists", () => {
        const coil = new SolenoidRig(1).plant
        const screw = new PlantRig(1).plant
        expect(() => coil.fail("leadScrew", "stuck")).toThrow("this pen has no leadScrew")
        expect(() => screw.fail("plunger", "stuck")).toThrow("this pen has no plunger")
        expect(() => coil.fail("plunger", "off")).toThrow("stuck, stuckHigh, slow, open, wrong")
        expect(() => screw.solenoid).toThrow("lead screw")
    })
})
