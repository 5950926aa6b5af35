import { expect } from "vitest"
import { Drv8214, type Drv8214Options } from "../../sim/chips/drv8214"
import { Clock } from "../../sim/clock"
import {
    Drv8214Config0 as Config0,
    Drv8214Config3 as Config3,
    Drv8214Config4 as Config4,
    Drv8214RcCtrl0 as RcCtrl0,
    Drv8214RcCtrl6 as RcCtrl6,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"

/** A first-order motor: 200 Hz of 6 ripples at 7.4 V, written independently of the pen's plant. */
export class Motor {
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

export class Bench {
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
export const wsetOf = (hz: number): number => Math.round((hz * 6 * 2 * Math.PI) / 32)
