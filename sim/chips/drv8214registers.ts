/**
 * The DRV8214's register file: reset values, which bits exist, which are gated by EN_OUT and which
 * clear themselves. Source: datasheet SLVSH04, register maps.
 */
import {
    Drv8214Config0 as Config0,
    Drv8214Config3 as Config3,
    Drv8214Config4 as Config4,
    Drv8214Gain as Gain,
    Drv8214RcCtrl0 as RcCtrl0,
    Drv8214RcCtrl2 as RcCtrl2,
    Drv8214RcCtrl6 as RcCtrl6,
    Drv8214RegCtrl0 as RegCtrl0,
    Drv8214Register as Register,
} from "../../src/drivers/drv8214.regs"

interface RegisterRule {
    readonly reset: number
    readonly mask: number
    /** Bits that keep their value while EN_OUT = 1. */
    readonly gated: number
}

const rule = (reset: number, gated = 0, mask = 0xff): RegisterRule => ({ reset, mask, gated })

/**
 * Registers 0x14 to 0x16 print their reset as 0 in the heading and as 32, 163 and 6 in the field;
 * the model takes 0, with which ripples cannot be counted, so that a program that does not write
 * them is found out.
 */
const rules = new Map<number, RegisterRule>([
    [Register.CONFIG0, rule(Config0.RESET_VALUE, Config0.GATED)],
    [Register.CONFIG1, rule(0)],
    [Register.CONFIG2, rule(0)],
    [Register.CONFIG3, rule(Config3.RESET_VALUE, Config3.GATED)],
    [Register.CONFIG4, rule(Config4.RESET_VALUE, Config4.GATED)],
    [Register.REG_CTRL0, rule(RegCtrl0.RESET_VALUE, RegCtrl0.GATED, 0x3f)],
    [Register.REG_CTRL1, rule(0xff)],
    [Register.REG_CTRL2, rule(0)],
    [Register.RC_CTRL0, rule(RcCtrl0.RESET_VALUE)],
    [Register.RC_CTRL1, rule(0xff)],
    [Register.RC_CTRL2, rule(RcCtrl2.RESET_VALUE)],
    [Register.RC_CTRL3, rule(0)],
    [Register.RC_CTRL4, rule(0)],
    [Register.RC_CTRL5, rule(0, 0, 0xf0)],
    [Register.RC_CTRL6, rule(RcCtrl6.RESET_VALUE)],
    [Register.RC_CTRL7, rule(Gain.RESET_VALUE)],
    [Register.RC_CTRL8, rule(Gain.RESET_VALUE)],
])

const statusRegisters: ReadonlySet<number> = new Set([
    Register.FAULT,
    Register.RC_STATUS1,
    Register.RC_STATUS2,
    Register.RC_STATUS3,
    Register.REG_STATUS1,
    Register.REG_STATUS2,
    Register.REG_STATUS3,
])

const rippleThresholdScales = [2, 8, 16, 64] as const
const gainDivisors = [32, 64, 128, 256, 512, 16, 1] as const
const speedScales = [16, 32, 64, 128] as const
/** Full scale and IPROPI gain of each CS_GAIN_SEL: mA and uA per A. */
const senseRanges = [
    [4000, 225],
    [2000, 225],
    [1000, 1125],
    [500, 1125],
    [250, 5560],
    [125, 5560],
    [250, 5560],
    [125, 5560],
] as const

export const gainRegisters: ReadonlySet<number> = new Set([Register.RC_CTRL7, Register.RC_CTRL8])

/** The datasheet lists seven divisors; the eighth code means nothing. */
export function unknownGain(value: number): boolean {
    return value >> Gain.DIV_SHIFT >= gainDivisors.length
}

export class Drv8214Registers {
    /** Counts every change of anything that a bridge decision depends on. */
    revision = 0
    private readonly values = new Uint8Array(0x1a)

    constructor() {
        this.reset()
    }

    reset(): void {
        this.revision++
        this.values.fill(0)
        for (const [address, { reset }] of rules) this.values[address] = reset
    }

    known(address: number): boolean {
        return rules.has(address) || statusRegisters.has(address)
    }

    isStatus(address: number): boolean {
        return statusRegisters.has(address)
    }

    get(address: Register): number {
        return this.values[address]!
    }

    has(address: Register, bits: number): boolean {
        return (this.values[address]! & bits) !== 0
    }

    /** Stores what may be stored now. Self-clearing bits never stay. */
    set(address: Register, value: number): void {
        this.revision++
        const { mask, gated } = rules.get(address)!
        const kept = this.has(Register.CONFIG0, Config0.EN_OUT) ? gated : 0
        const merged = (this.values[address]! & kept) | (value & mask & ~kept)
        this.values[address] =
            address === Register.CONFIG0 ? merged & ~Config0.SELF_CLEARING : merged
    }

    /** 102.4 us per count; 0 means 5 ms. */
    inrushUs(): number {
        const counts = this.get(Register.CONFIG1) | (this.get(Register.CONFIG2) << 8)
        return counts === 0 ? 5000 : counts * 102.4
    }

    /** Ripple count beyond which CNT_DONE is set. */
    rippleThreshold(): number {
        const control = this.get(Register.RC_CTRL2)
        const high = control & RcCtrl2.RC_THR_HIGH_MASK
        const scale = (control & RcCtrl2.RC_THR_SCALE_MASK) >> RcCtrl2.RC_THR_SCALE_SHIFT
        return ((high << 8) | this.get(Register.RC_CTRL1)) * rippleThresholdScales[scale]!
    }

    /** Ripple speed of one count of SPEED and WSET_VSET, rad/s. */
    speedScale(): number {
        return speedScales[this.get(Register.REG_CTRL0) & RegCtrl0.W_SCALE_MASK]!
    }

    gain(address: Register.RC_CTRL7 | Register.RC_CTRL8): number {
        const value = this.get(address)
        return (value & Gain.VALUE_MASK) / gainDivisors[value >> Gain.DIV_SHIFT]!
    }

    senseFullScaleMa(): number {
        return senseRanges[this.get(Register.RC_CTRL0) & RcCtrl0.CS_GAIN_SEL_MASK]![0]
    }

    /** Microamperes out of IPROPI for each ampere through the motor. */
    senseGain(): number {
        return senseRanges[this.get(Register.RC_CTRL0) & RcCtrl0.CS_GAIN_SEL_MASK]![1]
    }
}
