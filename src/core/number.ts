/** Whole numbers in bytes, low byte first: what records of the cartridge and of the journal are made of. */
import { type Bytes } from "./crc"

/** Unsigned number of `size` (1 to 4) bytes from `at`. */
export function numberAt(bytes: Bytes, at: number, size: number): number {
    let value = 0
    // Not by shifting: the top bit of four bytes would make it negative.
    for (let index = at + size - 1; index >= at; index--)
        value = value * 256 + (bytes[index] as number)
    return value
}

/**
 * Writes the lowest `size` (1 to 4) bytes of a whole number from `at` on. A negative one is written as its
 * complement of two; what does not fit is cut off, so the caller holds values within their range.
 */
export function putNumber(bytes: Bytes, at: number, size: number, value: number): void {
    let rest = value < 0 ? value + 4294967296 : value
    for (let index = at; index < at + size; index++) {
        bytes[index] = rest % 256
        rest = Math.floor(rest / 256)
    }
}

/** Signed number of two bytes from `at`. */
export function signedAt(bytes: Bytes, at: number): number {
    const value = numberAt(bytes, at, 2)
    return value < 32768 ? value : value - 65536
}
