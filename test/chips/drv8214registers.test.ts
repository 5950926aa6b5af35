import { beforeEach, describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import {
    Drv8214Config0 as Config0,
    Drv8214Config4 as Config4,
    Drv8214Fault as Fault,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"
import { Bench, wsetOf } from "./drv8214bench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
    bench.wake()
})

describe("DRV8214 bus", () => {
    test("DRV8214 sleep: asleep and for 410 us after nSLEEP rises: not acknowledged", () => {
        bench.chip.sleep(false)
        expect(bench.chip.start(false)).toBe(false)
        bench.chip.sleep(true)
        bench.clock.advanceBy(409)
        expect(bench.chip.start(false)).toBe(false)
        bench.clock.advanceBy(1)
        expect(bench.chip.start(false)).toBe(true)
    })

    test("DRV8214 sleep: every register is lost and the bridge is off at once", () => {
        bench.configure(100)
        bench.enable()
        bench.run(20)
        bench.chip.sleep(false)
        expect([bench.chip.bridge, bench.chip.appliedMv]).toEqual(["coast", 0])
        bench.wake()
        expect(bench.read(Register.REG_CTRL1)).toBe(0xff)
        expect(bench.read(Register.CONFIG0)).toBe(0x60)
        expect(bench.read(Register.FAULT) & Fault.NPOR).toBe(0)
        expect(bench.chip.bridge).toBe("coast")
    })

    test.each([
        [Register.FAULT, 0x00],
        [Register.CONFIG0, 0x60],
        [Register.CONFIG1, 0x00],
        [Register.CONFIG3, 0x63],
        [Register.CONFIG4, 0x38],
        [Register.REG_CTRL0, 0x27],
        [Register.REG_CTRL1, 0xff],
        [Register.RC_CTRL0, 0x88],
        [Register.RC_CTRL1, 0xff],
        [Register.RC_CTRL2, 0x7f],
        [Register.RC_CTRL6, 0x45],
        [Register.RC_CTRL7, 0x21],
        [Register.RC_CTRL8, 0x21],
    ])("DRV8214 reset: register %i: reads %i", (register, value) => {
        expect(bench.read(register)).toBe(value)
    })

    test.each([0x07, 0x08, 0x1a, 0xff])("DRV8214 bus: register %i: throws", register => {
        bench.chip.start(false)
        expect(() => bench.chip.write(register)).toThrow(UnknownAccess)
    })

    test("DRV8214 bus: write of a status register: throws", () => {
        expect(() => bench.write(Register.FAULT, 0)).toThrow(/DRV8214: a write of read-only/)
    })

    test("DRV8214 bus: two data bytes in one write: throws, there is no auto-increment", () => {
        bench.write(Register.CONFIG1, 1)
        bench.chip.start(false)
        bench.chip.write(Register.CONFIG1)
        bench.chip.write(2)
        expect(() => bench.chip.write(3)).toThrow(/auto-increment/)
    })

    test("DRV8214 bus: two bytes in one read: throws", () => {
        bench.read(Register.CONFIG0)
        bench.chip.start(false)
        bench.chip.write(Register.RC_STATUS2)
        bench.chip.start(true)
        bench.chip.read()
        expect(() => bench.chip.read()).toThrow(/auto-increment/)
    })

    test("DRV8214 bus: STOP between register address and read: permitted, but only once", () => {
        bench.chip.start(false)
        bench.chip.write(Register.CONFIG0)
        bench.chip.stop()
        bench.chip.start(true)
        expect(bench.chip.read()).toBe(0x60)
        bench.chip.stop()
        expect(() => bench.chip.start(true)).toThrow(/without a register address/)
    })

    test("DRV8214 bus: eighth gain divisor: refused", () => {
        expect(() => bench.write(Register.RC_CTRL7, 0xe1)).toThrow(UnknownAccess)
    })
})

describe("DRV8214 registers", () => {
    test("DRV8214 EN_OUT: while 1: gated bits keep their value, others change", () => {
        bench.write(Register.CONFIG0, Config0.EN_OUT | Config0.DUTY_CTRL)
        bench.write(Register.CONFIG3, 0x00)
        bench.write(Register.CONFIG4, 0xc0)
        bench.write(Register.REG_CTRL0, 0x00)
        expect(bench.read(Register.CONFIG3)).toBe(0x63)
        expect(bench.read(Register.CONFIG4)).toBe(0xc8)
        expect(bench.read(Register.REG_CTRL0)).toBe(0x04)
        bench.write(Register.CONFIG0, 0)
        expect(bench.read(Register.CONFIG0)).toBe(Config0.DUTY_CTRL)
        bench.write(Register.CONFIG3, 0x00)
        expect(bench.read(Register.CONFIG3)).toBe(0x00)
    })

    test("DRV8214 CLR_FLT and CLR_CNT: clear themselves", () => {
        bench.write(Register.CONFIG0, Config0.CLR_CNT | Config0.CLR_FLT | Config0.EN_OVP)
        expect(bench.read(Register.CONFIG0)).toBe(Config0.EN_OVP)
    })

    test("DRV8214 NPOR: inverted: 0 after reset, 1 after CLR_FLT, 0 again when registers were lost", () => {
        expect(bench.read(Register.FAULT) & Fault.NPOR).toBe(0)
        bench.write(Register.CONFIG0, Config0.CLR_FLT)
        expect(bench.read(Register.FAULT)).toBe(Fault.NPOR)
        bench.chip.fail("reset")
        expect(bench.read(Register.FAULT) & Fault.NPOR).toBe(0)
    })

    test("DRV8214 INV_R and KMC: never written: driving is refused", () => {
        bench.configure(100)
        bench.write(Register.RC_CTRL4, 0)
        expect(() => bench.enable()).toThrow(/KMC = 0/)
    })
})

describe("DRV8214 bridge", () => {
    const drive = (bits: number): string => {
        bench.write(Register.CONFIG4, Config4.I2C_BC | bits)
        return bench.chip.bridge
    }

    test("DRV8214 bridge: PWM mode: 00 coast, 01 reverse, 10 forward, 11 brake", () => {
        bench.configure(100)
        bench.enable()
        const pwm = Config4.PMODE
        expect(drive(pwm)).toBe("coast")
        expect(drive(pwm | Config4.I2C_EN_IN1 | Config4.I2C_PH_IN2)).toBe("brake")
        expect(drive(pwm | Config4.I2C_EN_IN1)).toBe("drive")
        bench.run(2)
        expect(bench.chip.appliedMv).toBeGreaterThan(0)
        drive(pwm)
        expect(drive(pwm | Config4.I2C_PH_IN2)).toBe("drive")
        bench.run(2)
        expect(bench.chip.appliedMv).toBeLessThan(0)
    })

    test("DRV8214 bridge: PH/EN mode: EN 0 brakes, it does not coast", () => {
        bench.configure(100)
        bench.write(Register.CONFIG4, Config4.I2C_BC)
        bench.write(Register.CONFIG0, Config0.EN_OUT)
        expect(bench.chip.bridge).toBe("brake")
        expect(drive(Config4.I2C_EN_IN1 | Config4.I2C_PH_IN2)).toBe("drive")
    })

    test("DRV8214 bridge: I2C_BC 0: the bits do nothing, the pins decide", () => {
        bench.configure(100)
        bench.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_EN_IN1)
        bench.write(Register.CONFIG0, Config0.EN_OUT)
        expect(bench.chip.bridge).toBe("coast")
        bench.chip.setInputs(true, false)
        expect(bench.chip.bridge).toBe("drive")
    })

    test("DRV8214 bridge: EN_OUT 0: all off", () => {
        bench.configure(100)
        bench.forward()
        expect(bench.chip.bridge).toBe("coast")
    })

    test("DRV8214 bridge: the program falls silent: the last command persists, there is no watchdog", () => {
        bench.configure(wsetOf(100))
        bench.enable()
        bench.run(10_000)
        expect(bench.chip.bridge).toBe("drive")
        expect(bench.motor.hz).toBeGreaterThan(95)
    })
})
