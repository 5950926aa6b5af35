/** NXP / TI PCA9555 16-bit I/O expander, [DS-PCA9555] = NXP Rev 8 (Oct 2009), TI SCPS131J. Enums only. */

/** 7-bit I2C address 0100 A2 A1 A0 ([DS-PCA9555] 6.1). */
export enum Pca9555Bus {
    Address = 0x20,
}

/**
 * Registers, selected by the command byte ([DS-PCA9555] 6.2). They form pairs: after a byte the pointer goes to the
 * other register of the same pair, never beyond, in writes and in reads.
 */
export enum Pca9555Register {
    /** R: levels at the pins, exclusive-or polarity. A write has no effect. */
    Input0 = 0x00,
    Input1 = 0x01,
    /** R/W, reset 0xFF: output flip-flops; a read returns them, not the pins. */
    Output0 = 0x02,
    Output1 = 0x03,
    /** R/W, reset 0x00: 1 inverts the input register's bit. */
    Polarity0 = 0x04,
    Polarity1 = 0x05,
    /** R/W, reset 0xFF: 1 = input (high impedance), 0 = output. */
    Configuration0 = 0x06,
    Configuration1 = 0x07,
}

/** Power-on values ([DS-PCA9555] 6.3). */
export enum Pca9555Reset {
    Output = 0xff,
    Polarity = 0x00,
    Configuration = 0xff,
}
