/**
 * The second line of single use: the pen remembers the cartridges that it has seen used, whatever their own marks
 * say later (`docs/cartridge.md`). 512 places in 32 buckets; one bucket is one
 * transfer, and forgets one when it is full.
 */
import { type Bytes } from "./crc"

export const BUCKET_BYTES = 64
export const BUCKETS = 32
/** The lower half of the 48-bit serial number, and 5 bits of its check: enough to tell one from another. */
const PLACE_BYTES = 4
const PLACES = 16

/** Which bucket a ROM ID belongs to, 0 to 31. */
export function bucketOf(rom: Bytes): number {
    return (rom[7] as number) & (BUCKETS - 1)
}

/** Whether the bucket of a ROM ID holds it. */
export function knownUsed(bucket: Bytes, rom: Bytes): boolean {
    for (let place = 0; place < PLACES; place++)
        if (holds(bucket, place * PLACE_BYTES, rom)) return true
    return false
}

/** Where in its bucket a ROM ID is to be written: the first empty place, else one that depends on it alone. */
export function freePlace(bucket: Bytes, rom: Bytes): number {
    for (let at = 0; at < BUCKET_BYTES; at += PLACE_BYTES) {
        let sum = 0
        for (let index = 0; index < PLACE_BYTES; index++) sum += bucket[at + index] as number
        if (sum === 0) return at
    }
    return ((rom[1] as number) & (PLACES - 1)) * PLACE_BYTES
}

/** Writes what stands for a ROM ID into the first four bytes. */
export function encodePlace(rom: Bytes, into: Bytes): void {
    for (let index = 0; index < PLACE_BYTES; index++) into[index] = rom[index + 1] as number
}

function holds(bucket: Bytes, at: number, rom: Bytes): boolean {
    for (let index = 0; index < PLACE_BYTES; index++)
        if (bucket[at + index] !== rom[index + 1]) return false
    return true
}
