/**
 * What the DRV8214 of a pen is configured to, as a register table [DS-DRV8214]. It takes away four
 * traps of the power-on values: SMODE 1 keeps driving a stalled motor, EN_SS 1 blanks the stall
 * detection for half a second, OCP and TSD retry by themselves, the host's control bits are off.
 */
import {
    Drv8214Config3,
    Drv8214Config4,
    Drv8214Gain,
    Drv8214RcCtrl0,
    Drv8214RcCtrl2,
    Drv8214RcCtrl6,
    Drv8214RegCtrl0,
    Drv8214Register,
} from "./drv8214.regs"

/** The numbers that depend on the motor and its loop. */
export interface Drv8214Configuration {
    /** TINRUSH, 102.4 us per count: no stall detection while spinning up. */
    readonly inrush: number
    /** CS_GAIN_SEL, 0 to 7. */
    readonly currentRange: number
    /** INV_R_SCALE, 0 to 3, and INV_R = scale / ohms, 1 to 255. */
    readonly inverseResistanceScale: number
    readonly inverseResistance: number
    /** KMC_SCALE, 0 to 3, and KMC = K_V / N_R * scale, 1 to 255. */
    readonly backEmfScale: number
    readonly backEmf: number
    /** RC_CTRL7 and RC_CTRL8: divider and value of both gains. */
    readonly proportionalGain: number
    readonly integralGain: number
}

/** The reference motor: 2.2 ohm, 5.89 mV per rad/s, 6 ripples per revolution, 7.4 V. */
export const PEN_DRIVE: Drv8214Configuration = {
    // 100 ms outlasts the spin-up to 150 Hz; after it a stall stops the drive (PEN-SAF-15).
    inrush: 977,
    // 2 A range: with 2,200 ohm at IPROPI a stall is seen at 1.0 A; blocked, the motor draws 2.8 A.
    currentRange: 1,
    // 64 / 2.2 ohm.
    inverseResistanceScale: 1,
    inverseResistance: 29,
    // 5.89 mV·s / 6 * 24 * 2^12.
    backEmfScale: 2,
    backEmf: 97,
    // 16 / 64 and 3 / 128 per ms: at speed within 90 ms, overshoot below 1 % on the pen's motor.
    proportionalGain: (Drv8214Gain.DIV_64 << Drv8214Gain.DIV_SHIFT) | 16,
    integralGain: (Drv8214Gain.DIV_128 << Drv8214Gain.DIV_SHIFT) | 3,
}

/** RC_THR_SCALE 1: the ripple threshold counts in steps of 8, so that one byte reaches 2,040. */
export const THRESHOLD_STEP_SHIFT = 3

/**
 * Register and value in turn, in the order of writing. Target speed and ripple threshold stand at
 * 0 and are filled in by the driver, which also writes CONFIG0, last.
 */
export function driveTable(configuration: Drv8214Configuration): number[] {
    return [
        Drv8214Register.CONFIG1,
        configuration.inrush & 0xff,
        Drv8214Register.CONFIG2,
        configuration.inrush >> 8,
        // No current regulation; SMODE, OCP_MODE and TSD_MODE 0: off until a clear.
        Drv8214Register.CONFIG3,
        Drv8214Config3.INT_VREF,
        // Both inputs 0: coast. Only the bits steer, not the pins.
        Drv8214Register.CONFIG4,
        Drv8214Config4.PMODE | Drv8214Config4.I2C_BC,
        Drv8214Register.REG_CTRL0,
        Drv8214RegCtrl0.REG_CTRL_SPEED | Drv8214RegCtrl0.PWM_FREQ | Drv8214RegCtrl0.W_SCALE_32,
        Drv8214Register.REG_CTRL1,
        0,
        Drv8214Register.REG_CTRL2,
        0,
        Drv8214Register.RC_CTRL0,
        Drv8214RcCtrl0.EN_RC |
            Drv8214RcCtrl0.RC_HIZ |
            (1 << Drv8214RcCtrl0.FLT_GAIN_SEL_SHIFT) |
            configuration.currentRange,
        Drv8214Register.RC_CTRL1,
        0,
        Drv8214Register.RC_CTRL2,
        (configuration.inverseResistanceScale << Drv8214RcCtrl2.INV_R_SCALE_SHIFT) |
            (configuration.backEmfScale << Drv8214RcCtrl2.KMC_SCALE_SHIFT) |
            (1 << Drv8214RcCtrl2.RC_THR_SCALE_SHIFT),
        Drv8214Register.RC_CTRL3,
        configuration.inverseResistance,
        Drv8214Register.RC_CTRL4,
        configuration.backEmf,
        // FLT_K 6, the field's printed default.
        Drv8214Register.RC_CTRL5,
        6 << 4,
        // No invented ripples when the motor stands or is unplugged.
        Drv8214Register.RC_CTRL6,
        Drv8214RcCtrl6.RESET_VALUE | Drv8214RcCtrl6.EC_PULSE_DIS,
        Drv8214Register.RC_CTRL7,
        configuration.proportionalGain,
        Drv8214Register.RC_CTRL8,
        configuration.integralGain,
    ]
}

/** What the registers hold after a reset: the only identity the part has. Register, value. */
export function driveResetPattern(): number[] {
    return [
        Drv8214Register.CONFIG0,
        0x60,
        Drv8214Register.CONFIG4,
        Drv8214Config4.RESET_VALUE,
        Drv8214Register.REG_CTRL0,
        Drv8214RegCtrl0.RESET_VALUE,
        Drv8214Register.RC_CTRL6,
        Drv8214RcCtrl6.RESET_VALUE,
    ]
}

/** A write that sets the chip's pointer to one register. */
export function pointerTo(register: number): Buffer {
    const pointer = Buffer.alloc(1)
    pointer[0] = register
    return pointer
}
