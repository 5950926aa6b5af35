/** Texas Instruments TMAG5273 3-axis Hall sensor, [DS-TMAG5273] = SLYS045A (Sep 2021). Enums only. */

/** 7-bit I2C addresses by order code ([DS-TMAG5273] 5, "Device Comparison"). */
export enum Tmag5273Bus {
    AddressA = 0x35,
    AddressB = 0x22,
    AddressC = 0x78,
    AddressD = 0x44,
    /** Bit 7 of the register byte: start a conversion in standby. */
    Trigger = 0x80,
}

/** Registers ([DS-TMAG5273] 7.6). "reset" is the power-on value. */
export enum Tmag5273Register {
    /** R/W, reset 0x00: 7 CRC, 6–5 magnet temperature coefficient, 4–2 averaging, 1–0 read format. */
    DeviceConfig1 = 0x00,
    /** R/W, reset 0x00: 7–5 hysteresis, 4 low noise, 3 glitch filter off, 2 trigger by INT, 1–0 mode. */
    DeviceConfig2 = 0x01,
    /** R/W, reset 0x00: 7–4 channels, 3–0 sleep time. All channels are off at power-on. */
    SensorConfig1 = 0x02,
    /** R/W, reset 0x00: 6 threshold count, 5 direction, 4 gain channel, 3–2 angle, 1 X and Y range, 0 Z range. */
    SensorConfig2 = 0x03,
    /** R/W, reset 0x00: signed threshold, range ÷ 128 per LSB; 0 compares nothing. */
    ThresholdX = 0x04,
    ThresholdY = 0x05,
    ThresholdZ = 0x06,
    /** R/W, reset 0x00: 7–1 temperature threshold, 0 temperature channel on. */
    TemperatureConfig = 0x07,
    /** R/W, reset 0x00: see Tmag5273Interrupt. */
    InterruptConfig1 = 0x08,
    /** R/W, reset 0x00, used by the angle engine. */
    MagneticGain = 0x09,
    MagneticOffset1 = 0x0a,
    MagneticOffset2 = 0x0b,
    /** R/W, reset twice the address: 7–1 address, 0 update enable; lost at power-off. */
    I2cAddress = 0x0c,
    /** R: 1–0 version (1 = ±40/80 mT, 2 = ±133/266 mT). */
    DeviceId = 0x0d,
    /** R: 0x49. */
    ManufacturerIdLow = 0x0e,
    /** R: 0x54. */
    ManufacturerIdHigh = 0x0f,
    /** R, reset 0x00, most significant byte first, signed 16 bit. */
    TemperatureHigh = 0x10,
    TemperatureLow = 0x11,
    XHigh = 0x12,
    XLow = 0x13,
    YHigh = 0x14,
    YLow = 0x15,
    ZHigh = 0x16,
    ZLow = 0x17,
    /** Reset 0x10: see Tmag5273Conversion. */
    ConversionStatus = 0x18,
    /** R, reset 0x00: 9 integer and 4 fraction bits. */
    AngleHigh = 0x19,
    AngleLow = 0x1a,
    /** R, reset 0x00. */
    Magnitude = 0x1b,
    /** Reset 0x10: see Tmag5273Status. */
    DeviceStatus = 0x1c,
}

/** DeviceConfig1 (0x00). */
export enum Tmag5273Config1 {
    Crc = 0x80,
    AverageShift = 2,
    Average1 = 0x00,
    Average2 = 0x04,
    Average4 = 0x08,
    Average8 = 0x0c,
    Average16 = 0x10,
    Average32 = 0x14,
    /** Pointer write, then read with auto-increment. */
    ReadStandard = 0x00,
    /** Bare read: enabled channels as 16 bit, ConversionStatus, CRC. */
    ReadOneByte16 = 0x01,
    /** Bare read: enabled channels' high bytes, ConversionStatus, CRC. */
    ReadOneByte8 = 0x02,
}

/** DeviceConfig2 (0x01). */
export enum Tmag5273Config2 {
    ModeStandby = 0x00,
    ModeSleep = 0x01,
    ModeContinuous = 0x02,
    ModeWakeUpAndSleep = 0x03,
    ModeMask = 0x03,
    TriggerByInterruptPin = 0x04,
    GlitchFilterOff = 0x08,
    LowNoise = 0x10,
    /** 0: thresholds are signed; 1: bits 6–0 are one magnitude for both signs; other values are reserved. */
    HysteresisShift = 5,
}

/** SensorConfig1 (0x02). */
export enum Tmag5273Channels {
    None = 0x00,
    X = 0x10,
    Y = 0x20,
    Xy = 0x30,
    Z = 0x40,
    Zx = 0x50,
    Yz = 0x60,
    Xyz = 0x70,
    Xyx = 0x80,
    Yxy = 0x90,
    Yzy = 0xa0,
    Xzx = 0xb0,
    Mask = 0xf0,
}

/** SensorConfig2 (0x03). */
export enum Tmag5273Config3 {
    /** 1: four conversions beyond the threshold before it counts; 0: one. */
    ThresholdCount4 = 0x40,
    /** 1: trips when the field is below the threshold; 0: above. */
    ThresholdBelow = 0x20,
    /** 1: the larger range for X and Y (version 1: ±80 mT instead of ±40 mT). */
    RangeXyLarge = 0x02,
    RangeZLarge = 0x01,
}

/** InterruptConfig1 (0x08). */
export enum Tmag5273Interrupt {
    /** Asserts when a conversion set is complete. */
    Result = 0x80,
    /** Asserts when a threshold is crossed. */
    Threshold = 0x40,
    /** 0: latched until the chip is addressed; 1: a pulse of 10 µs. */
    Pulse = 0x20,
    ModeNone = 0x00,
    ModePin = 0x04,
    ModePinUnlessBusBusy = 0x08,
    /** The two SCL modes corrupt other transfers on a shared bus: never use them. */
    ModeScl = 0x0c,
    ModeSclUnlessBusBusy = 0x10,
    ModeMask = 0x1c,
    /** 1: the INT pin is disabled. */
    Mask = 0x01,
}

/** ConversionStatus (0x18). */
export enum Tmag5273Conversion {
    /** Rolling counter of conversion sets, bits 7–5, R. */
    SetCountMask = 0xe0,
    SetCountShift = 5,
    /** 1 after any reset; write 1 to clear. */
    PowerOnReset = 0x10,
    Diagnostic = 0x02,
    ResultReady = 0x01,
}

/** DeviceStatus (0x1C). */
export enum Tmag5273Status {
    /** Level of the INT pin, R. */
    InterruptPin = 0x10,
    /** The rest: write 1 to clear. */
    OscillatorError = 0x08,
    InterruptError = 0x04,
    OtpCrcError = 0x02,
    SupplyLow = 0x01,
}

/** Identities ([DS-TMAG5273] 7.6.14–7.6.16). */
export enum Tmag5273Identity {
    ManufacturerLow = 0x49,
    ManufacturerHigh = 0x54,
    Version1 = 0x01,
    Version2 = 0x02,
    VersionMask = 0x03,
}
