/**
 * Registers and fields of the ADI TMC5240 motion controller and driver.
 * Source: datasheet 19-101625C Rev 1 (4/24), register map and SPI chapters.
 * Every register is 32 bit; "reset" is the value after power-up, a SLEEPN pulse or a supply loss.
 */

/** Register addresses. Bit 7 of the address byte selects a write. */
export enum Tmc5240Register {
    /** rw, reset 0: general configuration, `Tmc5240Gconf`. */
    GCONF = 0x00,
    /** W1C, reset 0x1D: what happened since, `Tmc5240Gstat`. */
    GSTAT = 0x01,
    /** r (bit 12 rw, reset 1): pin levels and version, `Tmc5240Ioin`. */
    IOIN = 0x04,
    /** rw, reset 0xFFFFFFFF: position that raises the compare output. */
    X_COMPARE = 0x05,
    /** rw, reset 0: current range and slope, `Tmc5240DrvConf`. */
    DRV_CONF = 0x0a,
    /** rw, reset 0 (means 256/256): current scaler, 32 to 255 in 1/256. */
    GLOBAL_SCALER = 0x0b,
    /** rw, reset 0x04011F08: currents, `Tmc5240IholdIrun`. */
    IHOLD_IRUN = 0x10,
    /** rw, reset 10: delay from standstill to hold current, units of 2^18 clocks. */
    TPOWERDOWN = 0x11,
    /** r: clocks between two 1/256 microsteps, 0xFFFFF at standstill. */
    TSTEP = 0x12,
    /** rw, reset 0: upper velocity of the quiet chopper, as TSTEP. */
    TPWMTHRS = 0x13,
    /** rw, reset 0: lower velocity of the load measurement, as TSTEP. */
    TCOOLTHRS = 0x14,
    /** rw, reset 0: velocity of the full-step mode, as TSTEP. */
    THIGH = 0x15,
    /** rw, reset 0: `Tmc5240RampMode`. */
    RAMPMODE = 0x20,
    /** rw, reset 0, signed 32 bit: actual position, microsteps. */
    XACTUAL = 0x21,
    /** r, signed 24 bit: actual velocity, f_CLK/2^24 microsteps per second. */
    VACTUAL = 0x22,
    /** rw, reset 0, 18 bit: start velocity. */
    VSTART = 0x23,
    /** rw, reset 0, 18 bit: acceleration from VSTART to V1. */
    A1 = 0x24,
    /** rw, reset 0, 20 bit: first threshold velocity; 0 switches A1 and D1 off. */
    V1 = 0x25,
    /** rw, reset 0, 18 bit: acceleration; also the deceleration of the velocity modes. */
    AMAX = 0x26,
    /** rw, reset 0, 23 bit, 0 to 2^23 - 512: target velocity. */
    VMAX = 0x27,
    /** rw, reset 0, 18 bit: deceleration from VMAX. */
    DMAX = 0x28,
    /** rw, reset 0: minimum time at VMAX, units of 512 clocks; 0 = off. */
    TVMAX = 0x29,
    /** rw, reset 10, 18 bit: deceleration from V1 to VSTOP; never 0. */
    D1 = 0x2a,
    /** rw, reset 10, 18 bit: stop velocity, at least 10 and at least VSTART. */
    VSTOP = 0x2b,
    /** rw, reset 0: wait at zero velocity before the next movement, units of 512 clocks. */
    TZEROWAIT = 0x2c,
    /** rw, reset 0, signed 32 bit: target position; a write starts a movement in position mode. */
    XTARGET = 0x2d,
    /** rw, reset 0, 20 bit: second threshold velocity; 0 switches A2 and D2 off. */
    V2 = 0x2e,
    /** rw, reset 0, 18 bit: acceleration from V1 to V2. */
    A2 = 0x2f,
    /** rw, reset 10, 18 bit: deceleration from V2 to V1; never 0. */
    D2 = 0x30,
    /** rw, reset 0: DcStep velocity; keep 0, DcStep rewrites XACTUAL. */
    VDCMIN = 0x33,
    /** rw, reset 0: reference switches and virtual stops, `Tmc5240SwMode`. */
    SW_MODE = 0x34,
    /** r and W1C, reset 0xC000 with XACTUAL = 0: `Tmc5240RampStat`. */
    RAMP_STAT = 0x35,
    /** r, reset 0, signed 32 bit: XACTUAL at the last latching switch edge. */
    XLATCH = 0x36,
    /** rw, reset 0: encoder configuration. */
    ENCMODE = 0x38,
    /** rw, reset 0, signed 32 bit: encoder position. */
    X_ENC = 0x39,
    /** rw, reset 0x00010000: encoder constant, 16.16. */
    ENC_CONST = 0x3a,
    /** W1C, reset 0: 0 n_event, 1 deviation_warn. */
    ENC_STATUS = 0x3b,
    /** r, reset 0: encoder latch. */
    ENC_LATCH = 0x3c,
    /** rw, reset 0 (off), 20 bit: permitted difference of XACTUAL and X_ENC, microsteps. */
    ENC_DEVIATION = 0x3d,
    /** rw, reset 0, signed 32 bit: left virtual stop, active at X <= value. */
    VIRTUAL_STOP_L = 0x3e,
    /** rw, reset 0, signed 32 bit: right virtual stop, active at X >= value. */
    VIRTUAL_STOP_R = 0x3f,
    /** r: 12:0 supply, 9.732 mV per count; 28:16 AIN, 305.2 uV per count. */
    ADC_VSUPPLY_AIN = 0x50,
    /** r: 12:0 die temperature, (raw - 2038) / 7.7 degrees Celsius. */
    ADC_TEMP = 0x51,
    /** rw, reset 0x0B920F25: thresholds of the temperature warning and over-voltage output. */
    OTW_OV_VTH = 0x52,
    /** rw, reset 0x10410150: chopper, `Tmc5240Chopconf`. */
    CHOPCONF = 0x6c,
    /** rw, reset 0: load-dependent current and stall filter. */
    COOLCONF = 0x6d,
    /** r: driver state, `Tmc5240DrvStatus`. */
    DRV_STATUS = 0x6f,
    /** rw, reset 0: stall threshold of the quiet chopper. */
    SG4_THRS = 0x74,
    /** r: load measure of the quiet chopper. */
    SG4_RESULT = 0x75,
}

/** Access and identity constants. Datasheet: SPI datagram structure; IOIN. */
export enum Tmc5240Frame {
    WRITE = 0x80,
    BYTES = 5,
    /** IOIN 31:24 of every TMC5240. */
    VERSION = 0x40,
}

/** First byte of every reply. Datasheet: SPI status bits. */
export enum Tmc5240SpiStatus {
    RESET_FLAG = 1 << 0,
    DRIVER_ERROR = 1 << 1,
    SG2 = 1 << 2,
    STANDSTILL = 1 << 3,
    VELOCITY_REACHED = 1 << 4,
    POSITION_REACHED = 1 << 5,
    STATUS_STOP_L = 1 << 6,
    STATUS_STOP_R = 1 << 7,
}

/** GCONF 0x00. */
export enum Tmc5240Gconf {
    FAST_STANDSTILL = 1 << 1,
    EN_PWM_MODE = 1 << 2,
    /** Inverts the motor direction. */
    SHAFT = 1 << 4,
    /** ENCA high = hard stop with hold current. */
    STOP_ENABLE = 1 << 15,
    /** Must stay 0: XTARGET would become coil currents. */
    DIRECT_MODE = 1 << 16,
}

/** GSTAT 0x01, all W1C. */
export enum Tmc5240Gstat {
    RESET = 1 << 0,
    DRV_ERR = 1 << 1,
    UV_CP = 1 << 2,
    REGISTER_RESET = 1 << 3,
    VM_UVLO = 1 << 4,
    RESET_VALUE = 0x1d,
    ALL = 0x1f,
}

/** IOIN 0x04. */
export enum Tmc5240Ioin {
    REFL = 1 << 0,
    REFR = 1 << 1,
    ENCB = 1 << 2,
    ENCA = 1 << 3,
    /** 1 = pin high = all bridges floating. */
    DRV_ENN = 1 << 4,
    ENCN = 1 << 5,
    UART_EN = 1 << 6,
    OUTPUT = 1 << 12,
    EXT_RES_DET = 1 << 13,
    /** 0 = internal 12.5 MHz. */
    EXT_CLK = 1 << 14,
    ADC_ERR = 1 << 15,
    VERSION_SHIFT = 24,
}

/** DRV_CONF 0x0A. */
export enum Tmc5240DrvConf {
    /** 0 = 1 A, 1 = 2 A, 2 and 3 = 3 A range. */
    CURRENT_RANGE_MASK = 0x03,
    SLOPE_CONTROL_SHIFT = 4,
}

/** IHOLD_IRUN 0x10; currents in (value + 1) / 32 of full scale. */
export enum Tmc5240IholdIrun {
    IHOLD_SHIFT = 0,
    IRUN_SHIFT = 8,
    IHOLDDELAY_SHIFT = 16,
    IRUNDELAY_SHIFT = 24,
}

/** RAMPMODE 0x20. */
export enum Tmc5240RampMode {
    POSITION = 0,
    VELOCITY_POSITIVE = 1,
    VELOCITY_NEGATIVE = 2,
    /** Keeps the velocity; it is not a stop. */
    HOLD = 3,
}

/** SW_MODE 0x34. */
export enum Tmc5240SwMode {
    STOP_L_ENABLE = 1 << 0,
    STOP_R_ENABLE = 1 << 1,
    /** 1 = active when the pin is low. */
    POL_STOP_L = 1 << 2,
    POL_STOP_R = 1 << 3,
    SWAP_LR = 1 << 4,
    LATCH_L_ACTIVE = 1 << 5,
    LATCH_L_INACTIVE = 1 << 6,
    LATCH_R_ACTIVE = 1 << 7,
    LATCH_R_INACTIVE = 1 << 8,
    EN_LATCH_ENCODER = 1 << 9,
    SG_STOP = 1 << 10,
    /** 0 = hard stop at once, 1 = ramp down. */
    EN_SOFTSTOP = 1 << 11,
    EN_VIRTUAL_STOP_L = 1 << 12,
    EN_VIRTUAL_STOP_R = 1 << 13,
    VIRTUAL_STOP_ENC = 1 << 14,
}

/** RAMP_STAT 0x35. */
export enum Tmc5240RampStat {
    STATUS_STOP_L = 1 << 0,
    STATUS_STOP_R = 1 << 1,
    /** W1C. */
    STATUS_LATCH_L = 1 << 2,
    /** W1C. */
    STATUS_LATCH_R = 1 << 3,
    /** Read only: clears when the motor leaves the stop or the stop is disabled. */
    EVENT_STOP_L = 1 << 4,
    EVENT_STOP_R = 1 << 5,
    /** W1C by the table, cleared by a read by the homing text: assume both. */
    EVENT_STOP_SG = 1 << 6,
    /** W1C. */
    EVENT_POS_REACHED = 1 << 7,
    VELOCITY_REACHED = 1 << 8,
    POSITION_REACHED = 1 << 9,
    VZERO = 1 << 10,
    T_ZEROWAIT_ACTIVE = 1 << 11,
    /** W1C. */
    SECOND_MOVE = 1 << 12,
    STATUS_SG = 1 << 13,
    /** 1 after reset, since XACTUAL = VIRTUAL_STOP_L = 0. */
    STATUS_VIRTUAL_STOP_L = 1 << 14,
    STATUS_VIRTUAL_STOP_R = 1 << 15,
}

/** CHOPCONF 0x6C. */
export enum Tmc5240Chopconf {
    /** 0 = bridges off. */
    TOFF_MASK = 0x0f,
    HSTRT_SHIFT = 4,
    HEND_SHIFT = 7,
    CHM = 1 << 14,
    TBL_SHIFT = 15,
    TPFD_SHIFT = 20,
    /** 0 = 256 microsteps per full step. */
    MRES_SHIFT = 24,
    MRES_MASK = 0x0f << 24,
    INTPOL = 1 << 28,
    RESET_VALUE = 0x10410150,
}

/** DRV_STATUS 0x6F; bit 31 (standstill) as a shift, since a mask of it would be negative. */
export enum Tmc5240DrvStatus {
    SG_RESULT_MASK = 0x3ff,
    S2VSA = 1 << 12,
    S2VSB = 1 << 13,
    STEALTH = 1 << 14,
    FSACTIVE = 1 << 15,
    CS_ACTUAL_SHIFT = 16,
    CS_ACTUAL_MASK = 0x1f << 16,
    STALLGUARD = 1 << 24,
    /** Over-temperature, bridges off until it cools to about 145 degrees Celsius by itself. */
    OT = 1 << 25,
    OTPW = 1 << 26,
    S2GA = 1 << 27,
    S2GB = 1 << 28,
    OLA = 1 << 29,
    OLB = 1 << 30,
    STST_SHIFT = 31,
}
