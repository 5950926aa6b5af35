import { beforeEach, describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import {
    Tmc5240Chopconf as Chopconf,
    Tmc5240Gconf as Gconf,
    Tmc5240Gstat as Gstat,
    Tmc5240Register as Register,
    Tmc5240SpiStatus as SpiStatus,
    Tmc5240SwMode as SwMode,
} from "../../src/drivers/tmc5240.regs"
import { Bench } from "./tmc5240bench"

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
