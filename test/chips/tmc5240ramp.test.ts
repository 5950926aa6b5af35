import { beforeEach, describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Random } from "../../sim/random"
import {
    Tmc5240DrvStatus as DrvStatus,
    Tmc5240Gconf as Gconf,
    Tmc5240RampMode as RampMode,
    Tmc5240RampStat as RampStat,
    Tmc5240Register as Register,
    Tmc5240SpiStatus as SpiStatus,
} from "../../src/drivers/tmc5240.regs"
import { Bench, speed, rate } from "./tmc5240bench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
})

describe("TMC5240 ramp", () => {
    test("TMC5240 ramp: trapezoid: time and place of every piece follow the unit formulae", () => {
        bench.prepare()
        const startUs = bench.clock.nowUs
        bench.write(Register.XTARGET, 20_000)
        const upSeconds = speed / rate
        const at = (seconds: number) => bench.chip.travelAt(startUs + seconds * 1e6)
        expect(at(upSeconds)).toBeCloseTo((speed * upSeconds) / 2, 1)
        expect(at(upSeconds / 2)).toBeCloseTo((speed * upSeconds) / 8, 1)
        expect(at(upSeconds + 0.1) - at(upSeconds)).toBeCloseTo(speed * 0.1, 1)
        // VSTOP is 7.45 microsteps per second: 10 us less of deceleration.
        const wholeSeconds = 2 * upSeconds + (20_000 - speed * upSeconds) / speed
        expect(at(wholeSeconds - 0.0001)).toBeGreaterThan(19_999.9)
        expect(at(wholeSeconds)).toBe(20_000)
        bench.clock.advanceBy(Math.ceil(wholeSeconds * 1e6) - 30)
        expect(bench.read(Register.RAMP_STAT) & RampStat.VZERO).toBe(0)
        bench.clock.advanceBy(30)
        expect(bench.position()).toBe(20_000)
        const done = RampStat.POSITION_REACHED | RampStat.EVENT_POS_REACHED | RampStat.VZERO
        expect(bench.read(Register.RAMP_STAT) & done).toBe(done)
    })

    test("TMC5240 ramp: acceleration unit 2^42: half the acceleration", () => {
        const halved = new Bench({ accelerationExponent: 42 })
        for (const each of [bench, halved]) {
            each.prepare()
            each.write(Register.XTARGET, 20_000)
            each.clock.advanceBy(50_000)
        }
        expect(bench.chip.travelUsteps()).toBeCloseTo((rate * 0.05 ** 2) / 2, 1)
        expect(halved.chip.travelUsteps()).toBeCloseTo((rate * 0.05 ** 2) / 4, 1)
    })

    test("TMC5240 ramp: 20 mm/s and 1,000 mm/s2 over 2.7 mm: done in 155 ms", () => {
        bench.prepare()
        bench.write(Register.VMAX, 274_878)
        bench.write(Register.AMAX, 144_115)
        bench.write(Register.DMAX, 144_115)
        bench.write(Register.XTARGET, 27_648)
        bench.clock.advanceBy(154_000)
        expect(bench.position()).toBeLessThan(27_648)
        bench.clock.advanceBy(1100)
        expect(bench.position()).toBe(27_648)
    })

    test("TMC5240 ramp: short way: a triangle that ends exactly, and back", () => {
        bench.prepare()
        for (const target of [1, 7, 500, -500, 0]) {
            bench.write(Register.XTARGET, target)
            bench.clock.advanceBy(200_000)
            expect(bench.position()).toBe(target)
            expect(bench.chip.travelUsteps()).toBe(target)
        }
    })

    test("TMC5240 ramp: commands at any moment: position stays continuous and ends at the target", () => {
        bench.prepare()
        let before = 0
        for (let index = 0; index < 200; index++) {
            bench.write(Register.XTARGET, (index * 7919) % 9000)
            expect(bench.chip.travelUsteps()).toBeCloseTo(before, -0.5)
            bench.clock.advanceBy(((index * 31) % 40) * 1000)
            before = bench.chip.travelUsteps()
        }
        bench.clock.advanceBy(2_000_000)
        expect(bench.position()).toBe((199 * 7919) % 9000)
    })

    test("TMC5240 ramp: random targets, speeds and modes: never beyond VMAX, AMAX and one VSTOP step", () => {
        bench.prepare()
        const random = new Random(1, "ramp")
        let velocity = 0
        for (let index = 0; index < 300; index++) {
            const mode = random.integer(0, 9) < 8 ? 0 : random.integer(1, 3)
            bench.write(Register.RAMPMODE, mode)
            bench.write(Register.XTARGET, random.integer(-20_000, 20_000))
            for (let step = random.integer(1, 60); step > 0; step--) {
                const fromUsteps = bench.chip.travelUsteps()
                bench.clock.advanceBy(1000)
                const next = (bench.chip.travelUsteps() - fromUsteps) * 1000
                expect(Math.abs(next)).toBeLessThan(speed + 1)
                // At rest the position is whole: up to one microstep, which is 1,000 per second here.
                expect(Math.abs(next - velocity)).toBeLessThan(rate / 1000 + 1000 + 10)
                velocity = next
            }
        }
    })

    test("TMC5240 ramp: XTARGET set to XACTUAL while moving: overshoots, comes back, second_move", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 50_000)
        bench.clock.advanceBy(200_000)
        const here = bench.position()
        bench.write(Register.XTARGET, here)
        bench.clock.advanceBy(105_000)
        expect(bench.position()).toBeCloseTo(here + speed ** 2 / (2 * rate), -2)
        bench.clock.advanceBy(300_000)
        expect(bench.position()).toBe(here)
        expect(bench.read(Register.RAMP_STAT) & RampStat.SECOND_MOVE).toBe(RampStat.SECOND_MOVE)
        bench.write(Register.RAMP_STAT, RampStat.SECOND_MOVE)
        expect(bench.read(Register.RAMP_STAT) & RampStat.SECOND_MOVE).toBe(0)
    })

    test("TMC5240 ramp: position mode with VMAX 0: slows with AMAX and stays short of the target", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 50_000)
        bench.clock.advanceBy(200_000)
        const here = bench.position()
        bench.write(Register.DMAX, 200_000)
        bench.write(Register.VMAX, 0)
        bench.clock.advanceBy(106_000)
        const stopped = bench.position()
        expect(stopped - here).toBeCloseTo(speed ** 2 / (2 * rate), -1)
        expect(bench.chip.travelUsteps()).toBe(stopped)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(stopped)
        expect(bench.read(Register.RAMP_STAT) & RampStat.POSITION_REACHED).toBe(0)
    })

    test("TMC5240 ramp: target ahead but too near to stop at: passes it and comes back", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 50_000)
        bench.clock.advanceBy(200_000)
        const target = bench.position() + 1000
        bench.write(Register.XTARGET, target)
        bench.clock.advanceBy(105_000)
        expect(bench.position()).toBeGreaterThan(target + 2800)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(target)
    })

    test.each([
        ["room enough: with AMAX", 10_000, 2000],
        ["too little room: with DMAX", 2000, 10_000],
    ])("TMC5240 ramp: VMAX lowered while moving: %s", (_name, room, slowing) => {
        bench.prepare()
        bench.write(Register.AMAX, 2000)
        bench.write(Register.XTARGET, 500_000)
        bench.clock.advanceBy(1_000_000)
        bench.write(Register.XTARGET, bench.position() + (room === 2000 ? 4500 : 40_000))
        bench.write(Register.VMAX, 50_000)
        bench.clock.advanceBy(20_000)
        const lost = 100_000 - bench.read(Register.VACTUAL)
        expect(lost).toBeCloseTo((slowing / 10_000) * 0.02 * rate * (100_000 / speed), -2)
    })

    test("TMC5240 ramp: VSTART: the first microsteps come at that velocity, without a ramp", () => {
        bench.prepare()
        bench.write(Register.AMAX, 1)
        bench.write(Register.VSTOP, 13_422)
        bench.write(Register.VSTART, 13_422)
        bench.write(Register.XTARGET, 10_000)
        bench.clock.advanceBy(50_000)
        expect(bench.chip.travelUsteps()).toBeCloseTo(500, 0)
    })

    test("TMC5240 ramp: XACTUAL between microsteps: the one that was made last, either way", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 5000)
        for (let index = 0; index < 40; index++) {
            if (index === 20) bench.write(Register.XTARGET, -5000)
            bench.clock.advanceBy(3333)
            const ahead = bench.chip.travelUsteps() - bench.position()
            expect(Math.abs(ahead)).toBeLessThan(1)
            if (bench.read(Register.VACTUAL) < 0x800000) expect(ahead).toBeGreaterThan(-0.001)
            else expect(ahead).toBeLessThan(0.001)
        }
    })

    test("TMC5240 ramp: AMAX 0: nothing moves", () => {
        bench.prepare()
        bench.write(Register.AMAX, 0)
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(0)
    })

    test("TMC5240 ramp: six points: bands of A1, A2, AMAX and DMAX, D2, D1", () => {
        bench.prepare()
        bench.write(Register.V1, 20_000)
        bench.write(Register.A1, 40_000)
        bench.write(Register.D1, 40_000)
        bench.write(Register.V2, 50_000)
        bench.write(Register.A2, 20_000)
        bench.write(Register.D2, 20_000)
        bench.write(Register.XTARGET, 20_000)
        const seconds = (0.2 / 4 + 0.3 / 2 + 0.5) * (speed / rate)
        bench.clock.advanceBy(Math.round(seconds * 1e6))
        expect(bench.read(Register.VACTUAL)).toBeGreaterThan(99_990)
        const square = (0.2 ** 2 / 4 + (0.5 ** 2 - 0.2 ** 2) / 2 + (1 - 0.5 ** 2)) / 2
        expect(bench.chip.travelUsteps()).toBeCloseTo((square * speed ** 2) / rate, 0)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(20_000)
    })

    test.each([
        ["DMAX 0", Register.DMAX, 0],
        ["V2 without V1", Register.V2, 1000],
        ["VSTART above VSTOP", Register.VSTART, 11],
    ])("TMC5240 ramp: %s: a positioning start is refused", (_name, register, value) => {
        bench.prepare()
        bench.write(register, value)
        expect(() => bench.write(Register.XTARGET, 1000)).toThrow(UnknownAccess)
    })

    test("TMC5240 ramp: TZEROWAIT: the next movement waits, t_zerowait_active meanwhile", () => {
        bench.prepare()
        bench.write(Register.TZEROWAIT, 1000)
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(80_000)
        bench.write(Register.XTARGET, 0)
        expect(bench.position()).toBe(1000)
        expect(bench.read(Register.RAMP_STAT) & RampStat.T_ZEROWAIT_ACTIVE).not.toBe(0)
        bench.clock.advanceBy(35_000)
        expect(bench.position()).toBe(1000)
        expect(bench.read(Register.RAMP_STAT) & RampStat.T_ZEROWAIT_ACTIVE).not.toBe(0)
        bench.clock.advanceBy(77_000)
        expect(bench.position()).toBe(0)
    })

    test("TMC5240 ramp: TZEROWAIT: a target that is replaced before the start waits no longer", () => {
        bench.prepare()
        bench.write(Register.TZEROWAIT, 1000)
        bench.write(Register.XTARGET, 2000)
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(76_000)
        expect(bench.position()).toBe(1000)
    })

    test("TMC5240 ramp: XACTUAL written: the count changes, the rotor does not", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(200_000)
        bench.write(Register.RAMPMODE, RampMode.HOLD)
        bench.write(Register.XACTUAL, -5120)
        expect(bench.position()).toBe(-5120)
        expect(bench.chip.travelUsteps()).toBe(1000)
    })

    test("TMC5240 ramp: XACTUAL written in position mode: starts a movement", () => {
        bench.prepare()
        bench.write(Register.XACTUAL, -2048)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
        expect(bench.chip.travelUsteps()).toBe(2048)
    })

    test("TMC5240 ramp: shaft bit: outward becomes inward without a jump", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(200_000)
        bench.write(Register.GCONF, Gconf.SHAFT)
        expect(bench.chip.travelUsteps()).toBe(1000)
        bench.write(Register.XTARGET, 1500)
        bench.clock.advanceBy(200_000)
        expect(bench.chip.travelUsteps()).toBe(500)
        bench.chip.fail("reset")
        bench.clock.advanceBy(2500)
        const from = bench.chip.travelUsteps()
        bench.prepare()
        bench.write(Register.XTARGET, 100)
        bench.clock.advanceBy(200_000)
        expect(bench.chip.travelUsteps()).toBe(from + 100)
    })

    test("TMC5240 ramp: velocity mode: AMAX both ways, VACTUAL signed 24 bit", () => {
        bench.prepare()
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_NEGATIVE)
        bench.clock.advanceBy(200_000)
        expect(bench.read(Register.VACTUAL)).toBe(0x1000000 - 100_000)
        expect(bench.status & SpiStatus.VELOCITY_REACHED).not.toBe(0)
        expect(bench.read(Register.TSTEP)).toBe(168)
        bench.write(Register.VMAX, 0)
        bench.clock.advanceBy(110_000)
        expect(bench.read(Register.VACTUAL)).toBe(0)
        expect(bench.read(Register.TSTEP)).toBe(0xfffff)
    })

    test("TMC5240 ramp: hold mode while moving: the velocity stays, it is no stop", () => {
        bench.prepare()
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_POSITIVE)
        bench.clock.advanceBy(200_000)
        bench.write(Register.RAMPMODE, RampMode.HOLD)
        const here = bench.chip.travelUsteps()
        bench.clock.advanceBy(1_000_000)
        expect(bench.chip.travelUsteps() - here).toBeCloseTo(speed, 0)
    })

    test("TMC5240 standstill: normal 84 ms and fast 21 ms after the last step, VZERO at once", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 1)
        bench.clock.advanceBy(80_000)
        expect(bench.read(Register.RAMP_STAT) & RampStat.VZERO).not.toBe(0)
        expect(bench.status & SpiStatus.STANDSTILL).toBe(0)
        expect(bench.read(Register.DRV_STATUS) >>> DrvStatus.STST_SHIFT).toBe(0)
        bench.write(Register.GCONF, Gconf.FAST_STANDSTILL)
        expect(bench.read(Register.DRV_STATUS) >>> DrvStatus.STST_SHIFT).toBe(1)
        bench.write(Register.GCONF, 0)
        bench.clock.advanceBy(10_000)
        expect(bench.read(Register.DRV_STATUS) >>> DrvStatus.STST_SHIFT).toBe(1)
        expect(bench.status & SpiStatus.STANDSTILL).toBe(SpiStatus.STANDSTILL)
    })
})
