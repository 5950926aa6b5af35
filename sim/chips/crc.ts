/** The two check sums that the simulated chips compute themselves. */

/** Start of the CRC-8 of TMAG5273 frames. */
export const crc8Start = 0xff

/** What a byte does to each value of the CRC-8 with x⁸+x²+x+1, not reflected. */
const crc8Table = Uint8Array.from({ length: 256 }, (_, value) => {
    let crc = value
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1
    return crc
})

/** CRC-8 of TMAG5273 frames ([DS-TMAG5273] 7.5), one byte further. */
export function crc8Next(crc: number, byte: number): number {
    return crc8Table[crc ^ byte]!
}

/** The same over a whole frame. */
export function crc8(bytes: readonly number[]): number {
    return bytes.reduce(crc8Next, crc8Start)
}

/** CRC-8 of 1-Wire ROM codes: x⁸+x⁵+x⁴+1, start 0, reflected ([DS-DS2431] "64-Bit Lasered ROM"). */
export function crc8OneWire(bytes: readonly number[]): number {
    let crc = 0
    for (const byte of bytes) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8c : crc >> 1
    }
    return crc
}

/** Inverted CRC-16 of 1-Wire memory chips: x¹⁶+x¹⁵+x²+1, start 0, reflected ([DS-DS2431] "CRC Generation"). */
export function crc16Inverted(bytes: readonly number[]): number {
    let crc = 0
    for (const byte of bytes) {
        crc ^= byte
        for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
    }
    return ~crc & 0xffff
}
