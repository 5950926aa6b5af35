import { beforeEach, describe, expect, test } from "vitest"
import {
    Tmc5240Chopconf as Chopconf,
    Tmc5240DrvStatus as DrvStatus,
    Tmc5240Gstat as Gstat,
    Tmc5240Ioin as Ioin,
    Tmc5240RampMode as RampMode,
    Tmc5240Register as Register,
    Tmc5240SpiStatus as SpiStatus,
} from "../../src/drivers/tmc5240.regs"
import { Bench, speed } from "./tmc5240bench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
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
