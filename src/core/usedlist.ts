/**
 * The second line of single use: the pen remembers the cartridges that it has seen used, whatever their own marks
 * say later (`docs/cartridge.md`). 512 places in 32 buckets; one bucket is one transfer, and forgets one when it is
 * full.
 */
import { type Bytes } from "./crc"
import { numberAt } from "./number"

export const BUCKET_BYTES = 64
const BUCKETS = 32
/** The lower half of the 48-bit serial number, and 5 bits of its check: enough to tell one from another. */
export const PLACE_BYTES = 4
export const PLACE_FROM = 1

/** Where the bucket of a ROM ID begins, counted from the first one, 0 to 1,984. */
export function bucketOf(rom: Bytes): number {
    return ((rom[7] as number) & (BUCKETS - 1)) * BUCKET_BYTES
}

/**
 * Where a ROM ID is in its bucket; where it is not, one less than 0 minus the place for it: the first empty one,
 * else one that depends on it alone.
 */
export function placeOf(bucket: Bytes, rom: Bytes): number {
    const serial = numberAt(rom, PLACE_FROM, PLACE_BYTES)
    for (let at = 0; at < BUCKET_BYTES; at += PLACE_BYTES) {
        const held = numberAt(bucket, at, PLACE_BYTES)
        if (held === serial) return at
        if (held === 0) return -1 - at
    }
    return -1 - (serial % (BUCKET_BYTES / PLACE_BYTES)) * PLACE_BYTES
}
