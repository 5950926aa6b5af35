/** ADI MAX17049 battery gauge for two cells in series, [DS-MAX17049] = 19-6171 Rev 7 (11/16). Enums only. */

/** 7-bit I2C address, fixed ([DS-MAX17049] "I2C bus system"). */
export enum Max17049Bus {
    Address = 0x36,
}

/** Registers of 16 bits, high byte first ([DS-MAX17049] Table 2); power-on values in the comments. */
export enum Max17049Register {
    /** R: 78.125 µV/cell, so 156.25 µV of the pack; mean of four conversions, one every 250 ms. */
    Cell = 0x02,
    /** R: 1/256 %; first about 1 s after power-on. */
    Charge = 0x04,
    /** W: quick-start and sleep; 0000. */
    Mode = 0x06,
    /** R: 001x. */
    Version = 0x08,
    /** R/W: thresholds of hibernation, 0000 = never; 8030. */
    Hibernate = 0x0a,
    /** R/W: compensation and alert; 971C. */
    Config = 0x0c,
    /** R/W: 00FF. */
    VoltageAlert = 0x14,
    /** R: 0.208 %/h. */
    ChargeRate = 0x16,
    /** R/W: 96xx. */
    ResetVoltage = 0x18,
    /** R/W: 01xx; a bit is cleared by writing 0 to it. */
    Status = 0x1a,
    /** W: 5400 resets the chip. */
    Command = 0xfe,
}

/** Bits of the status register. */
export enum Max17049Status {
    /** RI: the chip was reset, and has its power-on values. */
    Reset = 0x0100,
}

/** What its registers are measured in. */
export enum Max17049Layout {
    /** One step of the pack's voltage register, nV. */
    CellStepNv = 156250,
    /** The same of its high byte alone, mV. */
    CellHighMv = 40,
    ChargeStepsPerPercent = 256,
    /** Low byte of the version without its last digit, which is the silicon's; the high byte is 0. */
    VersionMask = 0xf0,
    Version = 0x10,
}
