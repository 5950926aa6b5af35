/**
 * Registers and fields of the TI DRV8214 brushed-motor driver.
 * Source: datasheet SLVSH04 (Nov 2023), register maps. I2C address 0x30 with both straps low.
 * Only single-byte reads and writes are described. Going to sleep loses every register.
 * "Gated": those bits keep their value while EN_OUT = 1, whatever is written.
 */

/** Register addresses. */
export enum Drv8214Register {
    /** r, reset 0x00: `Drv8214Fault`. */
    FAULT = 0x00,
    /** r, reset 0: ripple speed, W_SCALE rad/s per count, saturates at 255. */
    RC_STATUS1 = 0x01,
    /** r, reset 0: ripple count, low byte; not latched with the high byte. */
    RC_STATUS2 = 0x02,
    /** r, reset 0: ripple count, high byte. */
    RC_STATUS3 = 0x03,
    /** r, reset 0: voltage across the motor, 62.5 mV per count (0xB0 = 11 V). */
    REG_STATUS1 = 0x04,
    /** r, reset 0: motor current, 0xC0 = maximum of the CS_GAIN_SEL range. */
    REG_STATUS2 = 0x05,
    /** r, reset 0: 5:0 duty that reaches the bridge, 63 = 100 %. */
    REG_STATUS3 = 0x06,
    /** rw, reset 0x60: `Drv8214Config0`. */
    CONFIG0 = 0x09,
    /** rw, reset 0: TINRUSH low byte, 102.4 us per count, 0 = 5 ms. Always write it. */
    CONFIG1 = 0x0a,
    /** rw, reset 0: TINRUSH high byte. */
    CONFIG2 = 0x0b,
    /** rw, reset 0x63, all bits gated: `Drv8214Config3`. */
    CONFIG3 = 0x0c,
    /** rw, reset 0x38: `Drv8214Config4`. */
    CONFIG4 = 0x0d,
    /** rw, reset 0x27: `Drv8214RegCtrl0`. */
    REG_CTRL0 = 0x0e,
    /** rw, reset 0xFF: target speed in W_SCALE rad/s, or target voltage. */
    REG_CTRL1 = 0x0f,
    /** rw, reset 0: `Drv8214RegCtrl2`. */
    REG_CTRL2 = 0x10,
    /** rw, reset 0x88: `Drv8214RcCtrl0`. */
    RC_CTRL0 = 0x11,
    /** rw, reset 0xFF: ripple threshold, low eight bits. */
    RC_CTRL1 = 0x12,
    /** rw, reset 0x7F: `Drv8214RcCtrl2`. */
    RC_CTRL2 = 0x13,
    /** rw, reset printed as 0 and as 32: INV_R = INV_R_SCALE / motor ohms, never 0. Always write it. */
    RC_CTRL3 = 0x14,
    /** rw, reset printed as 0 and as 163: KMC = K_V / N_R * KMC_SCALE. Always write it. */
    RC_CTRL4 = 0x15,
    /** rw, reset printed as 0 and as 6: 7:4 FLT_K. Always write it. */
    RC_CTRL5 = 0x16,
    /** rw, reset 0x45: `Drv8214RcCtrl6`. */
    RC_CTRL6 = 0x17,
    /** rw, reset 0x21: proportional gain, `Drv8214Gain`. */
    RC_CTRL7 = 0x18,
    /** rw, reset 0x21: integral gain, `Drv8214Gain`. */
    RC_CTRL8 = 0x19,
}

/** FAULT 0x00. */
export enum Drv8214Fault {
    /** 1 = nFAULT is low. Whether STALL sets it is not stated: look at STALL itself. */
    FAULT = 1 << 7,
    STALL = 1 << 5,
    OCP = 1 << 4,
    OVP = 1 << 3,
    TSD = 1 << 2,
    /** Inverted: 0 since a reset, 1 after CLR_FLT was written. 0 later = registers were lost. */
    NPOR = 1 << 1,
    CNT_DONE = 1 << 0,
}

/** CONFIG0 0x09. */
export enum Drv8214Config0 {
    /** 0 = all bridge transistors off. */
    EN_OUT = 1 << 7,
    EN_OVP = 1 << 6,
    EN_STALL = 1 << 5,
    /** Gated. */
    VSNS_SEL = 1 << 4,
    /** Gated. */
    VM_GAIN_SEL = 1 << 3,
    /** Clears itself. */
    CLR_CNT = 1 << 2,
    /** Clears itself. */
    CLR_FLT = 1 << 1,
    /** Gated. 1 = duty from outside, no regulation. */
    DUTY_CTRL = 1 << 0,
    RESET_VALUE = 0x60,
    GATED = 0x19,
    SELF_CLEARING = 0x06,
}

/** CONFIG3 0x0C, all gated. */
export enum Drv8214Config3 {
    /** 0 none, 1 during inrush if EN_STALL else always, 2 and 3 always. */
    IMODE_SHIFT = 6,
    /** 1 (reset) = a stall is only indicated; 0 = outputs off until CLR_FLT. */
    SMODE = 1 << 5,
    /** 1 = 500 mV reference. */
    INT_VREF = 1 << 4,
    TBLANK = 1 << 3,
    TDEG = 1 << 2,
    /** 0 latched, 1 retry every 1.7 ms. */
    OCP_MODE = 1 << 1,
    /** 0 latched, 1 automatic. */
    TSD_MODE = 1 << 0,
    RESET_VALUE = 0x63,
    GATED = 0xff,
}

/** CONFIG4 0x0D. */
export enum Drv8214Config4 {
    /** 0 hold at 0xFFFF, 1 wrap, 2 nFAULT at the threshold and hold, 3 nFAULT pulse and wrap. */
    RC_REP_SHIFT = 6,
    STALL_REP = 1 << 5,
    CBC_REP = 1 << 4,
    /** Gated. 0 PH/EN, 1 PWM. */
    PMODE = 1 << 3,
    /** Gated. 0 pins, 1 the two bits below. */
    I2C_BC = 1 << 2,
    I2C_EN_IN1 = 1 << 1,
    I2C_PH_IN2 = 1 << 0,
    RESET_VALUE = 0x38,
    GATED = 0x0c,
}

/** REG_CTRL0 0x0E. */
export enum Drv8214RegCtrl0 {
    /** Soft start and stop; 1 (reset) also stretches stall blanking to TINRUSH * WSET_VSET. */
    EN_SS = 1 << 5,
    /** Gated. 0 fixed off-time, 1 cycle by cycle, 2 speed, 3 voltage. */
    REG_CTRL_SHIFT = 3,
    REG_CTRL_SPEED = 2 << 3,
    REG_CTRL_VOLTAGE = 3 << 3,
    REG_CTRL_MASK = 3 << 3,
    /** Gated. The datasheet contradicts itself about its polarity. */
    PWM_FREQ = 1 << 2,
    /** 0 = 16, 1 = 32, 2 = 64, 3 = 128 rad/s per count. */
    W_SCALE_MASK = 3,
    W_SCALE_16 = 0,
    W_SCALE_32 = 1,
    W_SCALE_64 = 2,
    W_SCALE_128 = 3,
    RESET_VALUE = 0x27,
    GATED = 0x1c,
}

/** REG_CTRL2 0x10. */
export enum Drv8214RegCtrl2 {
    /** 0 = 250, 1 = 500, 2 = 750, 3 = 1000 Hz. */
    OUT_FLT_SHIFT = 6,
    /** Acts only with I2C_BC = 0 and DUTY_CTRL = 1. */
    EXT_DUTY_MASK = 0x3f,
}

/** RC_CTRL0 0x11. */
export enum Drv8214RcCtrl0 {
    /** Ripple counting on; speed regulation needs it. */
    EN_RC = 1 << 7,
    DIS_EC = 1 << 6,
    /** 1 = bridge off once the ripple count exceeds the threshold. */
    RC_HIZ = 1 << 5,
    FLT_GAIN_SEL_SHIFT = 3,
    /** 0 = 4 A, 1 = 2 A, 2 = 1 A, 3 = 0.5 A, 4 and 6 = 0.25 A, 5 and 7 = 0.125 A. */
    CS_GAIN_SEL_MASK = 7,
    RESET_VALUE = 0x88,
}

/** RC_CTRL2 0x13. Threshold in ripples = RC_THR (10 bit) * RC_THR_SCALE. */
export enum Drv8214RcCtrl2 {
    /** 0 = 2, 1 = 64, 2 = 1024, 3 = 8192. */
    INV_R_SCALE_SHIFT = 6,
    /** 0 = 24 * 2^8, 1 = 24 * 2^9, 2 = 24 * 2^12, 3 = 24 * 2^13. */
    KMC_SCALE_SHIFT = 4,
    /** 0 = 2, 1 = 8, 2 = 16, 3 = 64. */
    RC_THR_SCALE_SHIFT = 2,
    RC_THR_SCALE_MASK = 3 << 2,
    RC_THR_HIGH_MASK = 3,
    RESET_VALUE = 0x7f,
}

/** RC_CTRL6 0x17. */
export enum Drv8214RcCtrl6 {
    /** 1 = the error corrector emits no pulses of its own. */
    EC_PULSE_DIS = 1 << 7,
    T_MECH_FLT_SHIFT = 4,
    EC_FALSE_PER_SHIFT = 2,
    EC_MISS_PER_SHIFT = 0,
    RESET_VALUE = 0x45,
}

/** RC_CTRL7 0x18 (KP_DIV, KP) and RC_CTRL8 0x19 (KI_DIV, KI). */
export enum Drv8214Gain {
    DIV_SHIFT = 5,
    DIV_32 = 0,
    DIV_64 = 1,
    DIV_128 = 2,
    DIV_256 = 3,
    DIV_512 = 4,
    DIV_16 = 5,
    DIV_1 = 6,
    VALUE_MASK = 0x1f,
    RESET_VALUE = 0x21,
}
