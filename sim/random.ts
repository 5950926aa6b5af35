/** Seeded randomness: every random choice of a run comes from here, named by what it is for. */
import { uniformInt } from "pure-rand/distribution/uniformInt"
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"

export class Random {
    private readonly generator

    /** Each purpose has its own stream, so that one more draw in one place changes nothing elsewhere. */
    constructor(seed: number, purpose: string) {
        let mixed = seed | 0
        for (const letter of purpose) mixed = (Math.imul(mixed, 31) + letter.charCodeAt(0)) | 0
        this.generator = xoroshiro128plus(finished(mixed))
    }

    /** A whole number from `min` to `max`, both included. */
    integer(min: number, max: number): number {
        return uniformInt(this.generator, min, max)
    }

    bytes(count: number): Uint8Array {
        return Uint8Array.from({ length: count }, () => this.integer(0, 255))
    }
}

/**
 * The finalizer of MurmurHash3 (32 bits, public domain). The generator's first numbers are hardly more than its seed,
 * so that without it neighbouring seeds would draw neighbouring numbers, and a campaign would meet few cases.
 */
function finished(mixed: number): number {
    let hash = mixed
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
}
