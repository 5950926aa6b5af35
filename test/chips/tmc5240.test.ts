import { beforeEach, describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Tmc5240, type Tmc5240Options } from "../../sim/chips/tmc5240"
import { Clock } from "../../sim/clock"
import { Random } from "../../sim/random"
import {
    Tmc5240Chopconf as Chopconf,
    Tmc5240DrvStatus as DrvStatus,
    Tmc5240Gconf as Gconf,
    Tmc5240Gstat as Gstat,
    Tmc5240Ioin as Ioin,
    Tmc5240RampMode as RampMode,
    Tmc5240RampStat as RampStat,
    Tmc5240Register as Register,
    Tmc5240SpiStatus as SpiStatus,
    Tmc5240SwMode as SwMode,
} from "../../src/drivers/tmc5240.regs"

/** The chip with its pins in the hands of the test; no driver. */
class Bench {
    readonly clock = new Clock()
    enabled = true
    left = false
    right = false
    readonly chip: Tmc5240
    status = 0

    constructor(options: Tmc5240Options = {}) {
        const pins = {
            enabled: () => this.enabled,
            left: () => this.left,
            right: () => this.right,
        }
        this.chip = new Tmc5240(this.clock, pins, options)
        this.chip.power(true)
        this.clock.advanceBy(2500)
    }

    frame(...bytes: number[]): number[] {
        this.chip.select()
        const reply = bytes.map(byte => this.chip.exchange(byte))
        this.chip.deselect()
        this.status = reply[0]!
        return reply
    }

    write(register: number, value: number): number {
        const word = value >>> 0
        return this.data(this.frame(register | 0x80, word >>> 24, word >>> 16, word >>> 8, word))
    }

    /** Two frames, since data come with the next one. */
    read(register: number): number {
        this.frame(register, 0, 0, 0, 0)
        return this.data(this.frame(register, 0, 0, 0, 0))
    }

    position(): number {
        return this.read(Register.XACTUAL) | 0
    }

    /** VMAX 100,000 counts and AMAX = DMAX 10,000 counts, bridges on. */
    prepare(): void {
        this.write(Register.CHOPCONF, Chopconf.RESET_VALUE | 3)
        this.write(Register.VMAX, 100_000)
        this.write(Register.AMAX, 10_000)
        this.write(Register.DMAX, 10_000)
    }

    private data(reply: number[]): number {
        return reply.slice(1).reduce((sum, byte) => sum * 256 + byte, 0)
    }
}

/** Of `prepare`: 100,000 * 12.5e6 / 2^24 and 10,000 * 12.5e6^2 / 2^41. */
const speed = 74_505.806
const rate = 710_542.7

let bench: Bench

beforeEach(() => {
    bench = new Bench()
})

describe("TMC5240 frames", () => {
    test("TMC5240 frame: read: data come with the next frame", () => {
        bench.frame(Register.IOIN, 0, 0, 0, 0)
        const reply = bench.frame(Register.GCONF, 0, 0, 0, 0)
        expect(reply[1]).toBe(0x40)
        expect(bench.frame(Register.GCONF, 0, 0, 0, 0).slice(1)).toEqual([0, 0, 0, 0])
    })

    test("TMC5240 frame: after a write: the next reply echoes the written data", () => {
        bench.write(Register.XTARGET, 0)
        bench.write(Register.X_COMPARE, 0x12345678)
        expect(bench.frame(Register.GCONF, 0, 0, 0, 0).slice(1)).toEqual([0x12, 0x34, 0x56, 0x78])
    })

    test("TMC5240 frame: 32 clocks: ignored", () => {
        bench.frame(Register.IOIN, 0, 0, 0, 0)
        bench.frame(Register.VMAX | 0x80, 0, 0, 100)
        expect(bench.frame(Register.VMAX, 0, 0, 0, 0)[1]).toBe(0x40)
        expect(bench.read(Register.VMAX)).toBe(0)
    })

    test("TMC5240 frame: 56 clocks: the last 40 count and the first 16 come out again", () => {
        const reply = bench.frame(0xaa, 0x55, Register.VMAX | 0x80, 0, 0, 1, 0)
        expect(bench.read(Register.VMAX)).toBe(256)
        expect(reply.slice(5)).toEqual([0xaa, 0x55])
    })

    test.each([0x02, 0x06, 0x31, 0x32, 0x37, 0x40, 0x6e, 0x7f])(
        "TMC5240 access: register %i: throws on read and write",
        address => {
            expect(() => bench.read(address)).toThrow(UnknownAccess)
            expect(() => bench.write(address, 0)).toThrow(/TMC5240: write of register .* 2\.500 ms/)
        }
    )

    test.each([
        Register.VACTUAL,
        Register.TSTEP,
        Register.XLATCH,
        Register.ENC_LATCH,
        Register.ADC_TEMP,
        Register.DRV_STATUS,
        Register.SG4_RESULT,
    ])("TMC5240 access: write of read-only register %i: throws", address => {
        expect(() => bench.write(address, 0)).toThrow(/read-only/)
    })

    test.each([
        ["direct_mode", Register.GCONF, Gconf.DIRECT_MODE],
        ["VMAX beyond 2^23 - 512", Register.VMAX, 2 ** 23 - 511],
        ["D1 of 0", Register.D1, 0],
        ["D2 of 0", Register.D2, 0],
        ["VSTOP below 10", Register.VSTOP, 9],
        ["VDCMIN", Register.VDCMIN, 1],
        ["sg_stop", Register.SW_MODE, SwMode.SG_STOP],
        ["encoder stop", Register.SW_MODE, SwMode.VIRTUAL_STOP_ENC],
        ["half-step resolution", Register.CHOPCONF, 7 << Chopconf.MRES_SHIFT],
        ["GLOBAL_SCALER of 31", Register.GLOBAL_SCALER, 31],
    ])("TMC5240 access: %s: refused", (_name, register, value) => {
        expect(() => bench.write(register, value)).toThrow(UnknownAccess)
    })

    test("TMC5240 access: a value wider than the register: the upper bits are lost", () => {
        bench.write(Register.AMAX, 0x7ffff)
        expect(bench.read(Register.AMAX)).toBe(0x3ffff)
    })
})

describe("TMC5240 reset", () => {
    test("TMC5240 reset: power-on: the datasheet's values", () => {
        expect(bench.read(Register.GSTAT)).toBe(0x1d)
        expect(bench.status & SpiStatus.RESET_FLAG).toBe(SpiStatus.RESET_FLAG)
        expect(bench.read(Register.IOIN)).toBe(0x40001000)
        expect(bench.read(Register.X_COMPARE)).toBe(0xffffffff)
        expect(bench.read(Register.RAMP_STAT) & 0xc000).toBe(0xc000)
        expect([Register.D1, Register.D2, Register.VSTOP].map(at => bench.read(at))).toEqual([
            10, 10, 10,
        ])
        const zero = [Register.VMAX, Register.AMAX, Register.XTARGET, Register.SW_MODE]
        expect(zero.map(at => bench.read(at))).toEqual([0, 0, 0, 0])
        expect([bench.position(), bench.read(Register.RAMPMODE)]).toEqual([0, 0])
    })

    test("TMC5240 reset: CHOPCONF has TOFF 0: bridges stay off until it is written", () => {
        expect(bench.read(Register.CHOPCONF) & Chopconf.TOFF_MASK).toBe(0)
        expect(bench.chip.bridgesOn).toBe(false)
        bench.write(Register.CHOPCONF, Chopconf.RESET_VALUE | 3)
        expect(bench.chip.bridgesOn).toBe(true)
    })

    test("TMC5240 reset: GSTAT: each bit is cleared by writing 1 to it, not by reading", () => {
        bench.read(Register.GSTAT)
        bench.write(Register.GSTAT, Gstat.RESET)
        expect(bench.read(Register.GSTAT)).toBe(0x1c)
        expect(bench.status & SpiStatus.RESET_FLAG).toBe(0)
        bench.write(Register.GSTAT, Gstat.ALL)
        expect(bench.read(Register.GSTAT)).toBe(0)
    })

    test("TMC5240 reset: supply loss while moving: registers and position gone, motion ends", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 50_000)
        bench.clock.advanceBy(100_000)
        bench.chip.power(false)
        const stopped = bench.chip.travelUsteps()
        expect(bench.frame(Register.IOIN, 0, 0, 0, 0)).toEqual([0, 0, 0, 0, 0])
        bench.chip.power(true)
        bench.clock.advanceBy(2499)
        expect(bench.read(Register.IOIN)).toBe(0)
        bench.clock.advanceBy(1)
        expect(bench.read(Register.GSTAT)).toBe(0x1d)
        expect([bench.read(Register.VMAX), bench.position()]).toEqual([0, 0])
        expect(bench.status & SpiStatus.STANDSTILL).toBe(SpiStatus.STANDSTILL)
        expect(bench.chip.travelUsteps()).toBe(stopped)
        expect(stopped % 1024).toBe(0)
    })

    test("TMC5240 reset: SLEEPN low 30 us: filtered; 31 us: full reset and 2.5 ms to wake", () => {
        bench.write(Register.VMAX, 512)
        bench.chip.sleepPin(false)
        bench.clock.advanceBy(30)
        bench.chip.sleepPin(true)
        expect(bench.read(Register.VMAX)).toBe(512)
        bench.chip.sleepPin(false)
        bench.clock.advanceBy(31)
        bench.chip.sleepPin(true)
        expect(bench.read(Register.VMAX)).toBe(0)
        bench.clock.advanceBy(2500)
        expect(bench.read(Register.IOIN)).toBe(0x40001000)
        expect(bench.read(Register.GSTAT)).toBe(0x1d)
    })
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

describe("TMC5240 stops", () => {
    const both = RampStat.STATUS_VIRTUAL_STOP_L | RampStat.STATUS_VIRTUAL_STOP_R

    test("PEN-SAF-03: TMC5240 virtual stop right: target beyond it: hard stop exactly there, event", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 10_752)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 30_000)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(10_752)
        expect(bench.chip.travelUsteps()).toBe(10_752)
        const status = bench.read(Register.RAMP_STAT)
        expect(status & RampStat.EVENT_STOP_R).toBe(RampStat.EVENT_STOP_R)
        expect(status & both).toBe(RampStat.STATUS_VIRTUAL_STOP_R)
        expect(status & RampStat.POSITION_REACHED).toBe(0)
    })

    test("TMC5240 virtual stop right: moving inward: permitted, and clears the event", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        bench.write(Register.XTARGET, -3000)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_R).toBe(0)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(-3000)
    })

    test("TMC5240 virtual stop left: blocks only leftward motion", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_L, -700)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_L)
        bench.write(Register.XTARGET, -5000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(-700)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_L).toBe(RampStat.EVENT_STOP_L)
        bench.write(Register.XTARGET, 0)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_L).toBe(0)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
    })

    test("TMC5240 virtual stop: disabled while it holds: event gone and the motion continues", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(1000)
        bench.write(Register.SW_MODE, 0)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_R).toBe(0)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(3000)
    })

    test("TMC5240 virtual stop: hold mode: clears the event", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        bench.write(Register.RAMPMODE, RampMode.HOLD)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_R).toBe(0)
        expect(bench.position()).toBe(1000)
    })

    test("TMC5240 virtual stop: soft stop: ramps down beyond it", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 10_000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R | SwMode.EN_SOFTSTOP)
        bench.write(Register.XTARGET, 100_000)
        bench.clock.advanceBy(2_000_000)
        expect(bench.position()).toBeCloseTo(10_000 + speed ** 2 / (2 * rate), -1)
    })

    test("TMC5240 virtual stop: moved to behind the position: outward motion ends at once", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.VIRTUAL_STOP_R, 50_000)
        bench.write(Register.XTARGET, 40_000)
        bench.clock.advanceBy(200_000)
        const here = bench.position()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.clock.advanceBy(100_000)
        expect(bench.position()).toBe(here)
    })

    test("TMC5240 REFL: edge while homing: stops at that time, XLATCH and flags tell", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_L_ENABLE | SwMode.LATCH_L_ACTIVE)
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_NEGATIVE)
        bench.clock.advanceBy(100_000)
        const travel = bench.chip.travelUsteps()
        bench.left = true
        bench.chip.pollSwitches(bench.clock.nowUs)
        bench.clock.advanceBy(100_000)
        expect(Math.abs(bench.chip.travelUsteps() - travel)).toBeLessThan(1)
        expect(bench.chip.travelUsteps()).toBe(bench.position())
        const status = bench.read(Register.RAMP_STAT)
        const flags = RampStat.STATUS_STOP_L | RampStat.STATUS_LATCH_L | RampStat.EVENT_STOP_L
        expect(status & flags).toBe(flags)
        expect(bench.read(Register.XLATCH) | 0).toBe(bench.position())
        expect(bench.status & SpiStatus.STATUS_STOP_L).toBe(SpiStatus.STATUS_STOP_L)
        expect(bench.read(Register.IOIN) & Ioin.REFL).toBe(Ioin.REFL)
        bench.write(Register.RAMP_STAT, RampStat.STATUS_LATCH_L)
        expect(bench.read(Register.RAMP_STAT) & RampStat.STATUS_LATCH_L).toBe(0)
    })

    test("TMC5240 REFL: polled inside a stretch of time: takes effect at the time asked for", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_L_ENABLE)
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_NEGATIVE)
        bench.clock.addProcess({
            integrate: (fromUs, toUs) => {
                for (let us = fromUs + 100; us <= toUs; us += 100) {
                    bench.left = bench.chip.travelAt(us) <= -2000
                    bench.chip.pollSwitches()
                }
            },
        })
        bench.clock.advanceBy(200_000)
        expect(bench.position()).toBeLessThanOrEqual(-2000)
        expect(bench.position()).toBeGreaterThan(-2000 - speed * 1e-4)
    })

    test("TMC5240 REFL: inverted polarity: a low pin is the active level", () => {
        bench.prepare()
        bench.left = true
        bench.write(Register.SW_MODE, SwMode.STOP_L_ENABLE | SwMode.POL_STOP_L)
        bench.write(Register.XTARGET, -5000)
        bench.clock.advanceBy(50_000)
        expect(bench.position()).toBeLessThan(0)
        bench.left = false
        bench.chip.pollSwitches()
        const here = bench.position()
        bench.clock.advanceBy(50_000)
        expect(bench.position()).toBe(here)
    })

    test("PEN-SAF-02: TMC5240 REFR: depth cap closes: outward ends, inward stays possible", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_R_ENABLE)
        bench.write(Register.XTARGET, 30_000)
        bench.clock.advanceBy(200_000)
        bench.right = true
        bench.chip.pollSwitches()
        const here = bench.position()
        bench.clock.advanceBy(100_000)
        expect(bench.position()).toBe(here)
        bench.write(Register.XTARGET, 0)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(0)
    })

    test("TMC5240 REFR: inactive edge with its latch bit: position latched on release only", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.LATCH_R_INACTIVE)
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(200_000)
        bench.right = true
        expect(bench.read(Register.RAMP_STAT) & RampStat.STATUS_LATCH_R).toBe(0)
        bench.right = false
        expect(bench.read(Register.RAMP_STAT) & RampStat.STATUS_LATCH_R).not.toBe(0)
        expect(bench.read(Register.XLATCH)).toBe(1000)
    })

    test("TMC5240 REFR: switch released with the target still beyond: the motor restarts", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_R_ENABLE)
        bench.right = true
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
        bench.right = false
        bench.chip.pollSwitches()
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(3000)
    })

    test("TMC5240 REFL: swap_lr: stops the other direction", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_R_ENABLE | SwMode.SWAP_LR)
        bench.left = true
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
    })
})

describe("TMC5240 driver stage", () => {
    test("TMC5240 DRV_ENN: high: bridges off, level readable, position counts on", () => {
        bench.prepare()
        bench.enabled = false
        expect(bench.chip.bridgesOn).toBe(false)
        expect(bench.read(Register.IOIN) & Ioin.DRV_ENN).toBe(Ioin.DRV_ENN)
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(200_000)
        expect(bench.position()).toBe(1000)
    })

    test("TMC5240 TOFF 0: bridges off", () => {
        bench.prepare()
        bench.write(Register.CHOPCONF, Chopconf.RESET_VALUE)
        expect(bench.chip.bridgesOn).toBe(false)
    })

    test("TMC5240 short circuit: latched until DRV_ENN cycles or TOFF is 0, not by GSTAT", () => {
        bench.prepare()
        bench.chip.fail("short")
        expect(bench.chip.bridgesOn).toBe(false)
        bench.write(Register.GSTAT, Gstat.ALL)
        expect(bench.read(Register.GSTAT) & Gstat.DRV_ERR).toBe(Gstat.DRV_ERR)
        expect(bench.status & SpiStatus.DRIVER_ERROR).toBe(SpiStatus.DRIVER_ERROR)
        expect(bench.read(Register.DRV_STATUS) & DrvStatus.S2GA).toBe(DrvStatus.S2GA)
        bench.chip.heal()
        expect(bench.chip.bridgesOn).toBe(false)
        bench.enabled = false
        bench.chip.pollSwitches()
        bench.enabled = true
        bench.chip.pollSwitches()
        expect(bench.chip.bridgesOn).toBe(true)
        bench.write(Register.GSTAT, Gstat.DRV_ERR)
        expect(bench.read(Register.GSTAT) & Gstat.DRV_ERR).toBe(0)
    })

    test("TMC5240 short circuit: gone and TOFF 0 for a moment: unlatched", () => {
        bench.prepare()
        bench.chip.fail("short")
        expect(bench.chip.bridgesOn).toBe(false)
        bench.chip.heal()
        bench.write(Register.CHOPCONF, Chopconf.RESET_VALUE)
        bench.write(Register.CHOPCONF, Chopconf.RESET_VALUE | 3)
        expect(bench.chip.bridgesOn).toBe(true)
    })

    test("TMC5240 over-temperature: off at 165 degrees, on again by itself below 145", () => {
        bench.prepare()
        bench.chip.setDieCelsius(165)
        expect(bench.chip.bridgesOn).toBe(false)
        const hot = DrvStatus.OT | DrvStatus.OTPW
        expect(bench.read(Register.DRV_STATUS) & hot).toBe(hot)
        bench.chip.setDieCelsius(146)
        expect(bench.chip.bridgesOn).toBe(false)
        bench.chip.setDieCelsius(144)
        expect(bench.chip.bridgesOn).toBe(true)
    })

    test("TMC5240 ADC: supply 9.732 mV per count, temperature (raw - 2038) / 7.7", () => {
        expect(bench.read(Register.ADC_VSUPPLY_AIN)).toBe(Math.round(7400 / 9.732))
        expect((bench.read(Register.ADC_TEMP) - 2038) / 7.7).toBeCloseTo(25, 0)
    })
})

describe("TMC5240 faults", () => {
    test.each([
        ["off", 0x00],
        ["hiZ", 0xff],
    ])("TMC5240 fault %s: every reply byte is %i", (kind, level) => {
        bench.chip.fail(kind)
        expect(bench.frame(Register.IOIN, 0, 0, 0, 0)).toEqual(Array(5).fill(level))
        expect(bench.frame(Register.IOIN, 0, 0, 0, 0)).toEqual(Array(5).fill(level))
    })

    test("TMC5240 fault off: healed: comes back reset", () => {
        bench.prepare()
        bench.chip.fail("off")
        bench.chip.heal()
        bench.clock.advanceBy(2500)
        expect(bench.read(Register.GSTAT)).toBe(0x1d)
        expect(bench.read(Register.VMAX)).toBe(0)
    })

    test("TMC5240 fault stuck: motion and replies freeze, torque stays", () => {
        bench.prepare()
        bench.write(Register.XTARGET, 30_000)
        bench.clock.advanceBy(100_000)
        bench.chip.fail("stuck")
        const travel = bench.chip.travelUsteps()
        const first = bench.frame(Register.XACTUAL, 0, 0, 0, 0)
        bench.clock.advanceBy(100_000)
        expect(bench.frame(Register.XACTUAL, 0, 0, 0, 0)).toEqual(first)
        expect(bench.chip.travelUsteps()).toBe(travel)
        expect(bench.chip.bridgesOn).toBe(true)
        bench.chip.heal()
        bench.clock.advanceBy(2500)
        expect(bench.read(Register.GSTAT)).toBe(0x1d)
        expect(bench.chip.bridgesOn).toBe(false)
    })

    test("TMC5240 fault garbage: the version is not read", () => {
        bench.chip.fail("garbage")
        const versions = Array.from({ length: 8 }, () => bench.read(Register.IOIN) >>> 24)
        expect(new Set(versions).size).toBeGreaterThan(1)
    })

    test("TMC5240 fault wrong: the rotor turns, the count does not, and healing does not undo it", () => {
        bench.prepare()
        bench.chip.fail("wrong", 3072)
        bench.clock.advanceBy(5000)
        expect(bench.chip.travelUsteps()).toBeCloseTo(1024, 6)
        bench.clock.advanceBy(100_000)
        expect(bench.chip.travelUsteps()).toBe(3072)
        expect(bench.position()).toBe(0)
        bench.chip.heal()
        expect(bench.chip.travelUsteps()).toBe(3072)
    })

    test("TMC5240 fault slow: 50 percent clock: half the velocity", () => {
        bench.prepare()
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_POSITIVE)
        bench.clock.advanceBy(200_000)
        bench.chip.fail("slow", 50)
        bench.clock.advanceBy(1_000_000)
        const here = bench.chip.travelUsteps()
        bench.clock.advanceBy(100_000)
        expect(bench.chip.travelUsteps() - here).toBeCloseTo(speed / 20, 0)
    })

    test("TMC5240 fault intermittent: one frame in three is lost", () => {
        bench.chip.fail("intermittent")
        for (const value of [512, 1024, 1536]) bench.write(Register.VMAX, value)
        bench.chip.heal()
        expect(bench.read(Register.VMAX)).toBe(1024)
    })

    test("TMC5240 fault reset: registers lost, flag set", () => {
        bench.prepare()
        bench.write(Register.GSTAT, Gstat.ALL)
        bench.chip.fail("reset")
        bench.clock.advanceBy(2500)
        expect(bench.read(Register.GSTAT)).toBe(0x1d)
        expect(bench.chip.bridgesOn).toBe(false)
    })

    test("TMC5240 fault open: no torque, flagged", () => {
        bench.prepare()
        bench.chip.fail("open")
        expect(bench.chip.bridgesOn).toBe(false)
        expect(bench.read(Register.DRV_STATUS) & DrvStatus.OLA).toBe(DrvStatus.OLA)
    })

    test("TMC5240 fault of another part: refused with the list", () => {
        expect(() => bench.chip.fail("stuckHigh")).toThrow(/motion: no fault "stuckHigh": expected/)
    })
})
