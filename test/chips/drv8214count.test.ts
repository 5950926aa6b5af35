import { beforeEach, describe, expect, test } from "vitest"
import {
    Drv8214Config0 as Config0,
    Drv8214Config4 as Config4,
    Drv8214Fault as Fault,
    Drv8214RcCtrl0 as RcCtrl0,
    Drv8214RcCtrl6 as RcCtrl6,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import { Bench, wsetOf } from "./drv8214bench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
    bench.wake()
})

describe("DRV8214 ripple count", () => {
    /** N_RT = 17 * 2 = 34 ripples: 48 ms at 117 Hz. */
    const leased = (): void => {
        bench.configure(wsetOf(117))
        bench.write(Register.RC_CTRL0, RcCtrl0.EN_RC | RcCtrl0.RC_HIZ | 1)
        bench.write(Register.RC_CTRL1, 17)
        bench.write(Register.RC_CTRL2, 0x60)
    }

    test("DRV8214 RC_CNT: counts six ripples a revolution while driving, none while coasting", () => {
        bench.configure(wsetOf(117))
        bench.enable()
        bench.run(500)
        const driven = Math.floor(bench.motor.revolutions * 6)
        expect(Math.abs(bench.ripples() - driven)).toBeLessThanOrEqual(1)
        const counted = bench.ripples()
        bench.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_BC)
        bench.run(100)
        expect(bench.motor.revolutions * 6).toBeGreaterThan(driven + 10)
        expect(bench.ripples()).toBe(counted)
        expect(bench.read(Register.RC_STATUS1)).toBe(0)
    })

    test("PEN-SAF-06: DRV8214 RC_HIZ: not renewed: off one ripple beyond RC_THR * RC_THR_SCALE", () => {
        leased()
        bench.enable()
        bench.run(200)
        expect(bench.chip.bridge).toBe("coast")
        expect(bench.ripples()).toBe(35)
        expect(bench.read(Register.FAULT) & Fault.CNT_DONE).toBe(Fault.CNT_DONE)
    })

    test("DRV8214 RC_THR: ten bits: 0x101 * 2 ripples", () => {
        leased()
        bench.write(Register.RC_CTRL1, 0x01)
        bench.write(Register.RC_CTRL2, 0x61)
        bench.enable()
        bench.run(2000)
        expect(bench.ripples()).toBe(515)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 RC_HIZ: renewed with CLR_CNT every 10 ms: runs on", () => {
        leased()
        bench.enable()
        for (let tick = 0; tick < 50; tick++) {
            bench.run(10)
            bench.renew()
        }
        expect(bench.chip.bridge).toBe("drive")
        expect(bench.motor.hz).toBeGreaterThan(110)
        expect(bench.read(Register.FAULT) & Fault.CNT_DONE).toBe(0)
    })

    test("DRV8214 RC_HIZ: CLR_CNT after it acted: drives again by itself (the worse reading)", () => {
        leased()
        bench.enable()
        bench.run(200)
        bench.renew()
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 RC_HIZ: the other reading: only CLR_FLT after CLR_CNT drives again", () => {
        bench = new Bench(25, { countedOutUntil: "clearFault" })
        bench.wake()
        leased()
        bench.enable()
        bench.run(200)
        bench.renew()
        expect(bench.chip.bridge).toBe("coast")
        bench.write(Register.CONFIG0, Config0.EN_OUT | Config0.EN_STALL | Config0.CLR_FLT)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 RC_HIZ 0: threshold passed: only CNT_DONE", () => {
        leased()
        bench.write(Register.RC_CTRL0, RcCtrl0.EN_RC | 1)
        bench.enable()
        bench.run(200)
        expect(bench.chip.bridge).toBe("drive")
        expect(bench.read(Register.FAULT)).toBe(Fault.CNT_DONE | Fault.NPOR)
    })

    test("DRV8214 RC_REP 2: nFAULT low at the threshold, released by CLR_CNT", () => {
        leased()
        bench.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_BC | (2 << Config4.RC_REP_SHIFT))
        bench.enable()
        const bits = Config4.PMODE | Config4.I2C_BC | Config4.I2C_EN_IN1
        bench.write(Register.CONFIG4, bits | (2 << Config4.RC_REP_SHIFT))
        bench.run(200)
        expect(bench.read(Register.FAULT) & Fault.FAULT).toBe(Fault.FAULT)
        bench.renew()
        expect(bench.read(Register.FAULT) & Fault.FAULT).toBe(0)
    })

    test.each([
        [0, 0xffff],
        [1, 0],
    ])("DRV8214 RC_REP %i: one ripple past 0xFFFF: reads %i", (repeat, value) => {
        bench.configure(wsetOf(117))
        bench.enable()
        const bits = Config4.PMODE | Config4.I2C_BC | Config4.I2C_EN_IN1
        bench.write(Register.CONFIG4, bits | (repeat << Config4.RC_REP_SHIFT))
        bench.chip.step(200)
        bench.motor.radPerS = 700
        bench.motor.revolutions += 0x10000 / 6 + 0.01
        bench.chip.step(200)
        expect(bench.ripples()).toBe(value)
    })

    test("DRV8214 EC_PULSE_DIS 0: motor blocked while driven: goes on counting and shows the old speed", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.RC_CTRL6, RcCtrl6.RESET_VALUE)
        bench.write(Register.CONFIG0, Config0.EN_OUT)
        bench.forward()
        bench.run(300)
        const before = bench.ripples()
        bench.motor.blocked = true
        bench.run(100)
        expect(bench.ripples() - before).toBeGreaterThan(60)
        expect(bench.read(Register.RC_STATUS1)).toBeGreaterThan(130)
    })

    test("DRV8214 EC_PULSE_DIS 1: motor blocked while driven: count stands, speed 0", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.CONFIG0, Config0.EN_OUT)
        bench.forward()
        bench.run(300)
        const before = bench.ripples()
        bench.motor.blocked = true
        bench.run(100)
        expect(bench.ripples()).toBeLessThanOrEqual(before + 1)
        expect(bench.read(Register.RC_STATUS1)).toBe(0)
    })
})

describe("DRV8214 faults", () => {
    beforeEach(() => {
        bench.configure(wsetOf(100))
        bench.enable()
        bench.run(400)
    })

    test("DRV8214 fault off: not acknowledged, bridge off, comes back reset", () => {
        bench.chip.fail("off")
        expect(bench.chip.start(false)).toBe(false)
        expect(bench.chip.bridge).toBe("coast")
        bench.chip.heal()
        expect(bench.read(Register.CONFIG0)).toBe(0x60)
    })

    test("DRV8214 fault stuck: obeys nothing, reads repeat, comes back reset", () => {
        bench.chip.fail("stuck")
        const speed = bench.read(Register.RC_STATUS1)
        bench.write(Register.CONFIG0, 0)
        bench.motor.blocked = true
        bench.run(300)
        expect(bench.read(Register.RC_STATUS1)).toBe(speed)
        expect(bench.chip.bridge).toBe("drive")
        bench.chip.heal()
        expect(bench.chip.bridge).toBe("coast")
        expect(bench.read(Register.CONFIG0)).toBe(0x60)
    })

    test("DRV8214 fault stuck: nSLEEP low: the bridge goes off all the same", () => {
        bench.chip.fail("stuck")
        expect(bench.chip.bridge).toBe("drive")
        bench.chip.sleep(false)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 fault garbage: a register reads differently each time", () => {
        bench.chip.fail("garbage")
        const values = Array.from({ length: 8 }, () => bench.read(Register.REG_CTRL1))
        expect(new Set(values).size).toBeGreaterThan(4)
    })

    test("DRV8214 fault wrong: 150 percent of the set speed, which is what SPEED reports", () => {
        bench.chip.fail("wrong", 150)
        bench.run(600)
        expect(bench.motor.hz).toBeCloseTo(150, -0.5)
        expect(Math.abs(bench.read(Register.RC_STATUS1) - wsetOf(100))).toBeLessThanOrEqual(1)
    })

    test("DRV8214 fault slow: the rate droops and SPEED shows it", () => {
        bench.chip.fail("slow", 40)
        bench.run(400)
        expect(bench.motor.hz).toBeCloseTo(80, -0.5)
        expect(bench.read(Register.RC_STATUS1)).toBeLessThan(wsetOf(85))
    })

    test("DRV8214 fault hiZ: SPEED shows the set speed of a blocked motor, and no stall ends it", () => {
        bench.run(300)
        bench.chip.fail("hiZ")
        bench.motor.blocked = true
        const before = bench.chip.ripplesSeen
        bench.run(200)
        expect(Math.abs(bench.read(Register.RC_STATUS1) - wsetOf(100))).toBeLessThanOrEqual(1)
        expect(bench.chip.ripplesSeen - before).toBeCloseTo(0.2 * 100 * 6, -1)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 fault stuckHigh: neither a stall nor an over-current ends it", () => {
        bench.run(300)
        bench.chip.fail("stuckHigh")
        bench.motor.blocked = true
        bench.motor.extraMa = 5_000
        bench.run(200)
        expect([bench.chip.bridge, bench.read(Register.FAULT) & Fault.OCP]).toEqual(["drive", 0])
        bench.chip.heal()
        bench.run(1)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 fault intermittent: one access in three is not acknowledged", () => {
        bench.chip.fail("intermittent")
        const answers = Array.from({ length: 6 }, () => bench.chip.start(false))
        expect(answers).toEqual([true, true, false, true, true, false])
    })

    test("DRV8214 fault reset: registers lost, bridge off", () => {
        bench.chip.fail("reset")
        expect(bench.read(Register.REG_CTRL1)).toBe(0xff)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 fault short: full supply on the motor even asleep", () => {
        bench.chip.fail("short")
        bench.chip.sleep(false)
        expect([bench.chip.bridge, bench.chip.appliedMv]).toEqual(["drive", 7400])
        bench.chip.heal()
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 fault open: never drives although told to", () => {
        bench.chip.fail("open")
        expect(bench.chip.bridge).toBe("coast")
        expect(bench.read(Register.CONFIG0) & Config0.EN_OUT).toBe(Config0.EN_OUT)
    })

    test("DRV8214 fault of another part: refused with the list", () => {
        expect(() => bench.chip.fail("stuckLow")).toThrow(
            /drive: no fault "stuckLow": expected one of/
        )
    })
})
