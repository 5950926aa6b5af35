/** The proportional solenoid: where it stands, how fast it moves, and what each of its parts is for. */
import { describe, expect, test } from "vitest"
import type { FixedParameters } from "../../sim/plant/plant"
import { Random } from "../../sim/random"
import { SEEDS } from "../chain/chainrig"
import { cornerSolenoid, idealSolenoid, SolenoidRig } from "./solenoidrig"

/** A damper that is not there. */
const UNDAMPED = { damperNsPerM: 0, damperLimitMmPerS: 1e9 }
/** A return spring that is not there; the cartridge's own one still is. */
const UNSPRUNG = { returnPreloadN: 0, returnNPerMm: 0 }

describe("solenoid: where it stands", () => {
    test("solenoid: nominal pen: 44.6 mA let it go, 260 mA hold 1 mm, 571 mA are the whole travel", () => {
        const { solenoid } = new SolenoidRig(1, idealSolenoid())
        const [endMa, oneMm, fullMa] = solenoid.calibrationMa([-250, 1_000, 2_700])
        // Spring and 0.8 N of cartridge over 33.6 mN/mA; at 1 mm the bow adds 4 × 3 % × share × (1 − share).
        expect(endMa).toBeCloseTo((0.7 + 0.8) / 0.0336, 6)
        const share = 1_250 / 2_950
        const bow = 1 + 4 * 0.03 * share * (1 - share)
        expect(oneMm).toBeCloseTo((0.7 + 6 * 1.25 + 0.8) / (0.0336 * bow), 6)
        expect(fullMa).toBeCloseTo((0.7 + 6 * 2.95 + 0.8) / 0.0336, 6)
    })

    test("solenoid: 200 pens: 615 mA, the highest code of the chip, hold 2.55 mm on each", () => {
        const needed = SEEDS.map(seed => new SolenoidRig(seed).solenoid.calibrationMa([2_550])[0]!)
        expect(Math.max(...needed)).toBeLessThan(615)
        expect(Math.max(...needed)).toBeGreaterThan(575)
    })

    test("solenoid: calibrated current, 200 pens: out it stops short, back it stays out, by 90 um at most", () => {
        const errors = SEEDS.map(seed => {
            const rig = new SolenoidRig(seed).permitted().extend(1_000)
            const outwardUm = rig.carriageUm - 1_000
            return [outwardUm, rig.extend(2_000).extend(1_000).carriageUm - 1_000] as const
        })
        const outward = errors.map(([um]) => um)
        const back = errors.map(([, um]) => um)
        expect(Math.min(...outward)).toBeGreaterThan(-90)
        expect(Math.max(...back)).toBeLessThan(90)
        // A model that stood where it is told would make a closed loop look easy.
        expect(Math.min(...outward)).toBeLessThan(-60)
        expect(Math.max(...back)).toBeGreaterThan(60)
    })

    test("solenoid: hysteresis: 25 um either side of the map; friction: another 15", () => {
        const halfLoop = (changes: FixedParameters): number => {
            const rig = new SolenoidRig(1, idealSolenoid({ forceBow: 0, ...changes })).permitted()
            const outUm = rig.extend(1_000).carriageUm
            return (rig.extend(2_000).extend(1_000).carriageUm - outUm) / 2
        }
        expect(halfLoop({ plungerFrictionN: 0 })).toBeCloseTo((4.5 * 33.6) / 6, 0)
        expect(halfLoop({ hysteresisMa: 0 })).toBeCloseTo(90 / 6, 0)
        expect(halfLoop({ plungerFrictionN: 0, hysteresisMa: 0 })).toBeCloseTo(0, 3)
    })

    test("solenoid: force changed by less than friction holds: it does not move at all", () => {
        const rig = new SolenoidRig(1, idealSolenoid({ hysteresisMa: 0 })).permitted()
        const um = rig.extend(1_000).carriageUm
        // It came from inside: friction holds back 90 mN there, and twice that on the way in.
        rig.chip.commandedMa -= 4
        rig.wait(50)
        expect(rig.carriageUm).toBe(um)
        rig.chip.commandedMa -= 3
        rig.wait(50)
        expect(rig.carriageUm).toBeLessThan(um - 5)
    })

    test("solenoid: current off for good: exactly at the spring's end, and the plant rests", () => {
        for (const seed of SEEDS.slice(0, 50)) {
            const rig = new SolenoidRig(seed).permitted().extend(1_000)
            rig.chip.commandedMa = 0
            rig.wait(300)
            const { springEndUm } = rig.solenoid.parameters
            expect(rig.carriageUm).toBe(springEndUm)
            expect(Math.abs(springEndUm + 250)).toBeLessThanOrEqual(40)
            expect(rig.solenoid.restless).toBe(false)
        }
    })

    test("solenoid: needles at work: skin presses the plunger in while they go in, by less than 60 um", () => {
        const rig = new SolenoidRig(1, idealSolenoid()).permitted().extendedTo(1_000)
        rig.plant.motor.speedRadPerS = 2 * Math.PI * 100
        let lowestUm = Infinity
        for (let step = 0; step < 100; step++) {
            rig.wait(0.2)
            lowestUm = Math.min(lowestUm, rig.carriageUm)
        }
        expect(lowestUm).toBeLessThan(999)
        expect(lowestUm).toBeGreaterThan(1_000 - 60)
    })
})

/** From supply off at 2,500 µm to needles in, ms; the plunger is still on its way out at full force. */
function returnMs(seed: number, fixed: FixedParameters = {}): number {
    const rig = new SolenoidRig(seed, fixed).permitted()
    rig.chip.shorted = true
    while (rig.carriageUm < 2_500) rig.wait(0.1)
    rig.chain.arm.set(0)
    return rig.timeToBelow(0, 400)
}

/** Fastest carriage while it goes out at full supply, and comes back. */
function fastest(seed: number, fixed: FixedParameters = {}): number {
    const rig = new SolenoidRig(seed, fixed).permitted()
    rig.chip.shorted = true
    rig.wait(80)
    rig.chip.shorted = false
    rig.wait(120)
    expect(rig.highestUm).toBeGreaterThan(2_500)
    expect(rig.carriageUm).toBeLessThan(0)
    return rig.fastestMmPerS
}

/** Farthest beyond 1,000 µm when something breaks there, with the depth sensor's threshold at 1,100 µm. */
function overshootUm(seed: number, fixed: FixedParameters, breakIt: (rig: SolenoidRig) => void) {
    const rig = new SolenoidRig(seed, fixed).permitted().extendedTo(1_000)
    rig.thresholdUm = 1_100
    rig.wait(new Random(seed, "phase").integer(0, 999) / 100)
    breakIt(rig)
    rig.wait(30)
    return rig.highestUm - 1_000
}

describe("solenoid: what its spring is for", () => {
    test("PEN-SAF-16: solenoid: supply off at 2.5 mm, 200 pens: needles in within 60 ms", () => {
        const times = SEEDS.map(seed => returnMs(seed))
        console.log(`spring return from 2.5 mm: worst ${Math.max(...times).toFixed(1)} ms`)
        expect(Math.max(...times)).toBeLessThanOrEqual(60)
        // 2,500 µm at the damper's 60 mm/s: faster would be a pen without one.
        expect(Math.min(...times)).toBeGreaterThan(2_500 / 60)
    })

    test("PEN-SAF-16: solenoid: worst corner of every tolerance, with and without a cartridge: 60 ms", () => {
        const corner = cornerSolenoid({
            damperLimitMmPerS: -1,
            damperNsPerM: 1,
            returnPreloadN: -1,
            returnNPerMm: -1,
            forceMnPerMa: 1,
            hysteresisMa: 1,
            plungerFrictionN: 1,
            plungerKg: 1,
            inductanceOutH: 1,
            inductanceInH: 1,
            flybackMv: -1,
            springEndUm: 1,
            cartridgeSpringN: -1,
        })
        const withMs = Math.max(...SEEDS.slice(0, 20).map(seed => returnMs(seed, corner)))
        const without = { ...corner, cartridgeSpringN: 0 }
        const withoutMs = Math.max(...SEEDS.slice(0, 20).map(seed => returnMs(seed, without)))
        console.log(`worst corner: ${withMs.toFixed(1)} and ${withoutMs.toFixed(1)} ms`)
        expect(withMs).toBeLessThanOrEqual(60)
        expect(withoutMs).toBeLessThanOrEqual(60)
    })

    test("PEN-SAF-16: solenoid: spring taken out of the model: needles are not in within 60 ms", () => {
        for (const seed of SEEDS.slice(0, 20)) expect(returnMs(seed, UNSPRUNG)).toBeGreaterThan(60)
    })
})

describe("solenoid: what its damper is for", () => {
    test("PEN-SAF-02: solenoid: full supply out and spring back, 200 pens: never above 60 mm/s", () => {
        const speeds = SEEDS.map(seed => fastest(seed))
        console.log(`plunger: fastest ${Math.max(...speeds).toFixed(1)} mm/s`)
        expect(Math.max(...speeds)).toBeLessThanOrEqual(60)
        expect(Math.min(...speeds)).toBeGreaterThan(44)
    })

    test("PEN-SAF-02: solenoid: worst corner for speed: never above 60 mm/s", () => {
        const corner = cornerSolenoid({
            damperLimitMmPerS: 1,
            damperNsPerM: -1,
            forceMnPerMa: 1,
            coilOhm20: -1,
            returnPreloadN: 1,
            returnNPerMm: 1,
            cartridgeSpringN: 1,
            plungerFrictionN: -1,
            batteryOhm: -1,
        })
        expect(fastest(1, { ...corner, batteryPercent: 100 })).toBeLessThanOrEqual(60)
    })

    test("PEN-SAF-02: solenoid: output shorted at depth, 200 pens: threshold and switch hold it to 200 um", () => {
        const over = SEEDS.map(seed => overshootUm(seed, {}, rig => (rig.chip.shorted = true)))
        console.log(`shorted output: worst ${Math.max(...over).toFixed(0)} um over`)
        expect(Math.max(...over)).toBeLessThanOrEqual(200)
        expect(Math.min(...over)).toBeGreaterThan(100)
    })

    test("PEN-SAF-02: solenoid: damper taken out of the model: too fast, and beyond 200 um", () => {
        for (const seed of SEEDS.slice(0, 20)) {
            expect(fastest(seed, UNDAMPED)).toBeGreaterThan(60)
            const short = (rig: SolenoidRig) => (rig.chip.shorted = true)
            expect(overshootUm(seed, UNDAMPED, short)).toBeGreaterThan(200)
        }
    })
})

describe("solenoid: what its current limit is for", () => {
    /** Farthest carriage with the current of 1,050 µm, the ceiling of a setting of 1,000 µm. */
    function farthestUm(seed: number, regulated: boolean): number {
        const rig = new SolenoidRig(seed).permitted()
        rig.chip.shorted = !regulated
        return rig.extend(1_050, 200).highestUm
    }

    test("PEN-SAF-03: solenoid: current of the ceiling from the start, 200 pens: not beyond it", () => {
        // The cartridge's own spring may be 0.2 N weaker than the gauge's, and a plunger may not overshoot.
        for (const seed of SEEDS) expect(farthestUm(seed, true)).toBeLessThanOrEqual(1_050 + 35)
    })

    test("PEN-SAF-03: solenoid: current limit taken out of the model: out to the depth cap", () => {
        for (const seed of SEEDS.slice(0, 20))
            expect(farthestUm(seed, false)).toBeGreaterThan(2_550)
    })
})
