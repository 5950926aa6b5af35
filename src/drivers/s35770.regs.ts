/** ABLIC S-35770 24-bit counter with I2C interface, [DS-S35770] = Rev 1.0_00 (2019). Enums only. */

/** 7-bit I2C address, fixed ([DS-S35770] "Data transmission format"). */
export enum S35770Bus {
    Address = 0x32,
}

/**
 * A plain read returns the 24-bit count, R, most significant byte first, power-on value 0. The chip does not count
 * from being addressed until STOP ([DS-S35770] "Disable time period of count-up action"): a pulse in that time is lost.
 */
export enum S35770Layout {
    CountBytes = 3,
    /** The count wraps to 0 after this and the LOOP pin toggles. */
    CountMax = 0xffffff,
    /** What a read returns beyond the third byte. */
    BeyondEnd = 0xff,
}

/**
 * The 24-bit free register, R/W, power-on value 0. A first byte with bit 7 set is followed by three bytes to store;
 * with bit 7 clear, a repeated START reads it.
 */
export enum S35770Free {
    /** Bit 0 of the first byte must be 1. */
    TestBit = 0x01,
    /** Bit 7 of the first byte: 1 writes, 0 reads. */
    PointerBit = 0x80,
    Read = 0x01,
    Write = 0x81,
    /** Bits 2–0 of the register: 010 sets the count to 0. */
    ResetMask = 0x07,
    ResetCount = 0x02,
}
