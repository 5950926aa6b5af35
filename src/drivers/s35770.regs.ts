/** ABLIC S-35770 24-bit counter with I2C interface, [DS-S35770] = Rev 1.0_00 (2019). Enums only. */

/** 7-bit I2C address, fixed ([DS-S35770] "Data transmission format"). */
export enum S35770Bus {
    Address = 0x32,
}

/**
 * A plain read returns the 24-bit count, most significant byte first; power-on value 0; there is no way to write it.
 * A write reaches the 24-bit free register only.
 */
export enum S35770Layout {
    CountBytes = 3,
    /** The count wraps to 0 after this and the LOOP pin toggles. */
    CountMax = 0xffffff,
    /** What a read returns beyond the third byte. */
    BeyondEnd = 0xff,
}
