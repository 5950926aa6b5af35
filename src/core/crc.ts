/** Checksums over stored and read bytes. Nibble tables: half the bytecodes of a loop over bits. */

/** Bytes of a buffer, on the device and on the host. */
export interface Bytes {
    readonly length: number
    [index: number]: number
}

/** Remainders of polynomial x^16+x^15+x^2+1, reflected (0xA001), for the low four bits. */
const TABLE_16 = [
    0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401,
    0x5000, 0x9c01, 0x8801, 0x4400,
]

/** Remainders of polynomial x^8+x^5+x^4+1, reflected (0x8C), for the low four bits. */
const TABLE_8 = [
    0x00, 0x9d, 0x23, 0xbe, 0x46, 0xdb, 0x65, 0xf8, 0x8c, 0x11, 0xaf, 0x32, 0xca, 0x57, 0xe9, 0x74,
]

/**
 * Goes on with a 16-bit remainder (0xA001 reflected) over `count` bytes from `from`. Records and
 * calibration start at 0xFFFF (CRC-16/MODBUS, "123456789" gives 0x4B37); the DS2431 starts at 0 and
 * sends the result inverted ("123456789" gives 0xBB3D, sent as 0x44C2, parts.md 3).
 */
export function crc16(bytes: Bytes, from: number, count: number, start: number): number {
    let crc = start
    for (let index = from; index < from + count; index++) {
        crc ^= bytes[index] as number
        crc = (crc >> 4) ^ (TABLE_16[crc & 15] as number)
        crc = (crc >> 4) ^ (TABLE_16[crc & 15] as number)
    }
    return crc
}

/** CRC-16/MODBUS over `count` bytes from `from`. */
export function crc16Modbus(bytes: Bytes, from: number, count: number): number {
    return crc16(bytes, from, count, 0xffff)
}

/**
 * CRC-8 of 1-Wire ROM IDs (Maxim, start 0, "123456789" gives 0xA1, parts.md 3). Over a whole ROM ID,
 * its last byte included, it is 0.
 */
export function crc8Maxim(bytes: Bytes, from: number, count: number): number {
    let crc = 0
    for (let index = from; index < from + count; index++) {
        crc ^= bytes[index] as number
        crc = (crc >> 4) ^ (TABLE_8[crc & 15] as number)
        crc = (crc >> 4) ^ (TABLE_8[crc & 15] as number)
    }
    return crc
}
