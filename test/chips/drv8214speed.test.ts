import { beforeEach, describe, expect, test } from "vitest"
import {
    Drv8214Config0 as Config0,
    Drv8214Config3 as Config3,
    Drv8214Config4 as Config4,
    Drv8214Fault as Fault,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import { Bench, wsetOf } from "./drv8214bench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
    bench.wake()
})

describe("DRV8214 speed regulation", () => {
    test.each([
        [30, 25],
        [30, 3],
        [117, 25],
        [117, 3],
        [150, 25],
        [150, 3],
    ])(
        "PEN-FUN-04: DRV8214 regulation: %i Hz, time constant %i ms: settled in 300 ms, overshoot <= 10 percent",
        (hz, timeConstantMs) => {
            bench = new Bench(timeConstantMs)
            bench.wake()
            bench.configure(wsetOf(hz))
            bench.enable()
            let highestHz = 0
            let outsideMs = 0
            bench.run(1000, ms => {
                highestHz = Math.max(highestHz, bench.motor.hz)
                if (Math.abs(bench.motor.hz - hz) > hz * 0.02) outsideMs = ms
            })
            expect(highestHz).toBeLessThan(hz * 1.1)
            expect(outsideMs).toBeLessThan(300)
        }
    )

    test("DRV8214 regulation: load and supply sag: the integral brings the speed back", () => {
        bench.configure(wsetOf(100))
        bench.enable()
        bench.run(500)
        bench.motor.supplyMv = 6000
        bench.run(300)
        expect(Math.abs(bench.motor.hz - 100)).toBeLessThan(1)
    })

    test("DRV8214 SPEED: counts of W_SCALE rad/s, saturating at 255", () => {
        bench.configure(wsetOf(117))
        bench.enable()
        bench.run(500)
        expect(bench.read(Register.RC_STATUS1)).toBeCloseTo((117 * 6 * 2 * Math.PI) / 32, -0.5)
        bench.motor.radPerS = 2000
        bench.chip.step(200)
        expect(bench.read(Register.RC_STATUS1)).toBe(255)
    })

    test("DRV8214 regulation: EN_RC 0: sees no speed and goes to full duty", () => {
        bench.configure(wsetOf(50))
        bench.write(Register.RC_CTRL0, 0x01)
        bench.enable()
        bench.run(500)
        expect(bench.read(Register.RC_STATUS1)).toBe(0)
        expect(bench.read(Register.REG_STATUS3)).toBe(63)
    })

    test("DRV8214 REG_STATUS: voltage 62.5 mV, current 0xC0 of the range, duty of 63", () => {
        bench.configure(wsetOf(100))
        bench.enable()
        bench.run(800)
        bench.motor.extraMa = 500
        expect(bench.read(Register.REG_STATUS3)).toBeCloseTo(31.5, -0.5)
        expect(bench.read(Register.REG_STATUS1)).toBeCloseTo(3700 / 62.5, -0.5)
        expect(bench.read(Register.REG_STATUS2)).toBeCloseTo((500 / 2000) * 0xc0, -0.8)
    })

    test("DRV8214 voltage mode: WSET * 15.7 V / 255", () => {
        bench.configure(82)
        bench.write(Register.REG_CTRL0, RegCtrl0.REG_CTRL_VOLTAGE | RegCtrl0.W_SCALE_32)
        bench.enable()
        bench.run(1)
        expect(bench.chip.appliedMv).toBeCloseTo((82 * 15_700) / 255, 0)
    })

    test("DRV8214 WSET 0 with EN_SS 0: coasts at once", () => {
        bench.configure(100)
        bench.enable()
        bench.run(100)
        bench.write(Register.REG_CTRL1, 0)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 EN_SS 1: stop command: goes on driving for TINRUSH * WSET_VSET", () => {
        bench.configure(wsetOf(100))
        bench.write(Register.CONFIG1, 0)
        bench.write(Register.CONFIG2, 0)
        const soft = RegCtrl0.REG_CTRL_SPEED | RegCtrl0.W_SCALE_32 | RegCtrl0.EN_SS
        bench.write(Register.REG_CTRL0, soft)
        bench.enable()
        bench.run(300)
        expect(bench.motor.hz).toBeLessThan(60)
        bench.run(700)
        expect(bench.motor.hz).toBeGreaterThan(95)
        bench.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_BC)
        bench.run(500)
        expect(bench.chip.bridge).toBe("drive")
        bench.run(100)
        expect(bench.chip.bridge).toBe("coast")
    })
})

describe("DRV8214 stall", () => {
    const stalledRun = (): void => {
        bench.enable()
        bench.run(300)
        bench.motor.blocked = true
        bench.run(30)
    }

    test("PEN-SAF-15: DRV8214 stall: SMODE 0: outputs off within 30 ms, latched until CLR_FLT", () => {
        bench.configure(wsetOf(117))
        stalledRun()
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(Fault.STALL)
        expect(bench.chip.bridge).toBe("coast")
        bench.motor.blocked = false
        bench.run(1000)
        expect(bench.chip.bridge).toBe("coast")
        const kept = Config0.EN_OUT | Config0.EN_OVP | Config0.EN_STALL
        bench.write(Register.CONFIG0, kept | Config0.CLR_FLT)
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(0)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 stall: SMODE 1, the reset value: only tells and keeps driving", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.CONFIG3, Config3.INT_VREF | Config3.SMODE)
        stalledRun()
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(Fault.STALL)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 stall: blocked from the start: blind until TINRUSH is over", () => {
        bench.configure(wsetOf(117))
        bench.motor.blocked = true
        bench.enable()
        bench.run(100)
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(0)
        bench.run(1)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 stall: every start is blind for TINRUSH again", () => {
        bench.configure(wsetOf(117))
        bench.enable()
        bench.run(300)
        bench.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_BC)
        bench.run(300)
        bench.motor.blocked = true
        bench.forward()
        bench.run(99)
        expect(bench.chip.bridge).toBe("drive")
        bench.run(2)
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 stall: EN_SS 1: blind for TINRUSH * WSET_VSET, 0.69 s at the 5 ms minimum", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.CONFIG1, 0)
        bench.write(Register.CONFIG2, 0)
        const soft = RegCtrl0.REG_CTRL_SPEED | RegCtrl0.W_SCALE_32 | RegCtrl0.EN_SS
        bench.write(Register.REG_CTRL0, soft)
        bench.motor.blocked = true
        bench.enable()
        bench.run(680)
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(0)
        bench.run(20)
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(Fault.STALL)
    })

    test("DRV8214 stall: EN_STALL 0: never seen", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.CONFIG0, Config0.EN_OUT)
        bench.forward()
        bench.run(300)
        bench.motor.blocked = true
        bench.run(500)
        expect(bench.read(Register.FAULT) & Fault.STALL).toBe(0)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 over-current: OCP_MODE 0: latched until CLR_FLT, nFAULT low", () => {
        bench.configure(wsetOf(117))
        bench.enable()
        bench.motor.extraMa = 5000
        bench.run(1)
        bench.motor.extraMa = 0
        bench.run(10)
        expect(bench.chip.bridge).toBe("coast")
        const both = Fault.OCP | Fault.FAULT
        expect(bench.read(Register.FAULT) & both).toBe(both)
        expect(bench.chip.faultPinLow).toBe(true)
    })

    test("DRV8214 over-current: OCP_MODE 1: tries again after 1.7 ms", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.CONFIG3, Config3.INT_VREF | Config3.OCP_MODE)
        bench.enable()
        bench.motor.extraMa = 5000
        bench.run(0.4)
        expect(bench.chip.bridge).toBe("coast")
        bench.motor.extraMa = 0
        bench.run(2)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 over-temperature: TSD_MODE 0: stays off after cooling, until CLR_FLT", () => {
        bench.configure(wsetOf(117))
        bench.enable()
        bench.chip.setDieCelsius(176)
        bench.run(1)
        bench.chip.setDieCelsius(25)
        bench.run(10)
        expect(bench.chip.bridge).toBe("coast")
        expect(bench.read(Register.FAULT) & Fault.TSD).toBe(Fault.TSD)
    })

    test("DRV8214 IMODE 2: current is held at the trip value", () => {
        bench.configure(wsetOf(117))
        bench.write(Register.CONFIG3, Config3.INT_VREF | (2 << Config3.IMODE_SHIFT))
        bench.motor.blocked = true
        bench.enable()
        bench.run(20)
        expect(bench.motor.currentMa(bench.chip.appliedMv)).toBeLessThan(1100)
        expect(bench.motor.currentMa(bench.chip.appliedMv)).toBeGreaterThan(900)
    })
})
