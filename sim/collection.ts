/** Garbage collections of a program whose processor time is not charged: they come by chance. */
import type { Random } from "./random"

/**
 * A collection: 2–4 ms, about every third tick (16 KB allocated), estimated from valgrind counts. The
 * short passes that only end a transfer, or take a frame, allocate a tenth of a tick.
 */
const COLLECTION_CHANCE_PERCENT = 30
const COLLECTION_CHANCE_SHORT_PERCENT = 3
const COLLECTION_US_MIN = 2_000
const COLLECTION_US_MAX = 4_000

/** µs that a collection takes before this pass; 0 for most. `short`: no tick of the program. */
export function collectionByChanceUs(random: Random, short: boolean): number {
    const percent = short ? COLLECTION_CHANCE_SHORT_PERCENT : COLLECTION_CHANCE_PERCENT
    if (random.integer(1, 100) > percent) return 0
    return random.integer(COLLECTION_US_MIN, COLLECTION_US_MAX)
}
