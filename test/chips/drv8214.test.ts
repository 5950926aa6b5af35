import { beforeEach, describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Drv8214, type Drv8214Options } from "../../sim/chips/drv8214"
import { Clock } from "../../sim/clock"
import {
    Drv8214Config0 as Config0,
    Drv8214Config3 as Config3,
    Drv8214Config4 as Config4,
    Drv8214Fault as Fault,
    Drv8214RcCtrl0 as RcCtrl0,
    Drv8214RcCtrl6 as RcCtrl6,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"

/** A first-order motor: 200 Hz of 6 ripples at 7.4 V, written independently of the pen's plant. */
class Motor {
    radPerS = 0
    revolutions = 0
    blocked = false
    extraMa = 0
    supplyMv = 7400

    constructor(readonly timeConstantMs: number) {}

    step(dtUs: number, bridge: string, appliedMv: number): void {
        const wanted = bridge === "drive" ? (appliedMv / 7400) * 200 * 2 * Math.PI : 0
        const share = 1 - Math.exp(-dtUs / 1000 / this.timeConstantMs)
        this.radPerS = this.blocked ? 0 : this.radPerS + (wanted - this.radPerS) * share
        this.revolutions += (this.radPerS * dtUs) / 1e6 / (2 * Math.PI)
    }

    /** 2.5 ohm; back EMF 5.9 mV s/rad. */
    currentMa(appliedMv: number): number {
        return Math.max(0, (appliedMv - this.radPerS * 5.89) / 2.5) + this.extraMa
    }

    get hz(): number {
        return this.radPerS / (2 * Math.PI)
    }
}

class Bench {
    readonly clock = new Clock()
    readonly motor: Motor
    readonly chip: Drv8214

    constructor(timeConstantMs = 25, options: Drv8214Options = {}) {
        this.motor = new Motor(timeConstantMs)
        const senses = {
            ripples: () => this.motor.revolutions * 6,
            rippleRadPerS: () => this.motor.radPerS * 6,
            currentMa: (): number => this.motor.currentMa(this.chip.appliedMv),
            supplyMv: () => this.motor.supplyMv,
        }
        this.chip = new Drv8214(this.clock, senses, options)
    }

    wake(): void {
        this.chip.sleep(true)
        this.clock.advanceBy(410)
    }

    write(register: number, value: number): void {
        expect(this.chip.start(false)).toBe(true)
        this.chip.write(register)
        this.chip.write(value)
        this.chip.stop()
    }

    read(register: number): number {
        expect(this.chip.start(false)).toBe(true)
        this.chip.write(register)
        expect(this.chip.start(true)).toBe(true)
        const value = this.chip.read()
        this.chip.stop()
        return value
    }

    ripples(): number {
        return this.read(Register.RC_STATUS2) | (this.read(Register.RC_STATUS3) << 8)
    }

    run(ms: number, each?: (ms: number) => void): void {
        for (let step = 1; step <= ms * 5; step++) {
            this.clock.advanceBy(200)
            this.motor.step(200, this.chip.bridge, this.chip.appliedMv)
            this.chip.step(200)
            if (each) each(step / 5)
        }
    }

    /** Speed regulation as the pen uses it; nothing is driven yet. */
    configure(wset: number): void {
        this.write(Register.CONFIG0, Config0.EN_OVP | Config0.EN_STALL | Config0.CLR_FLT)
        this.write(Register.CONFIG1, 0xd1)
        this.write(Register.CONFIG2, 0x03)
        this.write(Register.CONFIG3, Config3.INT_VREF)
        this.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_BC)
        this.write(Register.REG_CTRL0, RegCtrl0.REG_CTRL_SPEED | RegCtrl0.W_SCALE_32)
        this.write(Register.REG_CTRL1, wset)
        this.write(Register.RC_CTRL0, RcCtrl0.EN_RC | 1)
        this.write(Register.RC_CTRL2, 0x6f)
        this.write(Register.RC_CTRL3, 29)
        this.write(Register.RC_CTRL4, 97)
        this.write(Register.RC_CTRL5, 0x60)
        this.write(Register.RC_CTRL6, RcCtrl6.RESET_VALUE | RcCtrl6.EC_PULSE_DIS)
        this.write(Register.RC_CTRL7, 0x30)
        this.write(Register.RC_CTRL8, 0x43)
    }

    enable(): void {
        this.write(Register.CONFIG0, Config0.EN_OUT | Config0.EN_OVP | Config0.EN_STALL)
        this.forward()
    }

    forward(): void {
        this.write(Register.CONFIG4, Config4.PMODE | Config4.I2C_BC | Config4.I2C_EN_IN1)
    }

    renew(): void {
        const kept = Config0.EN_OUT | Config0.EN_OVP | Config0.EN_STALL
        this.write(Register.CONFIG0, kept | Config0.CLR_CNT)
    }
}

/** WSET for a stroke rate: 6 ripples per revolution, 32 rad/s per count. */
const wsetOf = (hz: number): number => Math.round((hz * 6 * 2 * Math.PI) / 32)

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
        expect(() => bench.chip.fail("hiZ")).toThrow(/drive: no fault "hiZ": expected one of/)
    })
})
