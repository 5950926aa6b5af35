/** ams AS5600L 12-bit rotary position sensor, [DS-AS5600L] = DS000545, register text of [DS-AS5600]. Enums only. */

/** 7-bit I2C address: 0x40 as delivered, programmable ([DS-AS5600L] I2CADDR). */
export enum As5600lBus {
    AddressDefault = 0x40,
}

/** Registers ([DS-AS5600] Figure 21). "P" = can be burnt; not burnt they read 0 at power-on. */
export enum As5600lRegister {
    /** R: 1–0 how often the zero position was burnt. */
    BurnCount = 0x00,
    /** R/W/P, 12 bits over two bytes, high byte first. */
    ZeroPositionHigh = 0x01,
    ZeroPositionLow = 0x02,
    MaximumPositionHigh = 0x03,
    MaximumPositionLow = 0x04,
    MaximumAngleHigh = 0x05,
    MaximumAngleLow = 0x06,
    /** R/W/P: 5 watchdog, 4–2 fast filter threshold, 1–0 slow filter. */
    ConfigurationHigh = 0x07,
    /** R/W/P: 7–6 PWM frequency, 5–4 output, 3–2 hysteresis, 1–0 power mode. */
    ConfigurationLow = 0x08,
    /** R: see As5600lStatus. */
    Status = 0x0b,
    /** R: 0–4095 for 360°. Reads from the high byte do not move the pointer on: a re-read needs no pointer write. */
    RawAngleHigh = 0x0c,
    RawAngleLow = 0x0d,
    /** R: scaled by zero and maximum; the same as the raw angle while those are 0. */
    AngleHigh = 0x0e,
    AngleLow = 0x0f,
    /** R: gain, 0–128 at 3.3 V. */
    Gain = 0x1a,
    /** R. */
    MagnitudeHigh = 0x1b,
    MagnitudeLow = 0x1c,
    /** R/W/P: 7–1 the chip's own address. */
    I2cAddress = 0x20,
    /** R/W: 7–1 the address to take over now. */
    I2cUpdate = 0x21,
    /** W: burns settings for ever. */
    Burn = 0xff,
}

/** Status (0x0B) ([DS-AS5600] Figure 23). A good magnet reads 0x20. */
export enum As5600lStatus {
    MagnetTooStrong = 0x08,
    MagnetTooWeak = 0x10,
    MagnetDetected = 0x20,
}

/** Range of the angle registers. */
export enum As5600lLayout {
    StepsPerTurn = 4096,
}
