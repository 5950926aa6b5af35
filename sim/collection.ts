/** Garbage collections of a program whose processor time is not charged: they come by chance. */
import type { Random } from "./random"

/**
 * A collection: 2–4 ms, about every third tick (16 KB allocated), estimated from valgrind counts. The
 * short passes that only end a transfer allocate a tenth of a tick.
 */
const COLLECTION_CHANCE_PERCENT = 30
const COLLECTION_CHANCE_TRANSFER_PERCENT = 3
const COLLECTION_US_MIN = 2_000
const COLLECTION_US_MAX = 4_000

/** µs that a collection takes before this pass; 0 for most. `afterTransfer`: a pass that only ends one. */
export function collectionByChanceUs(random: Random, afterTransfer: boolean): number {
    const percent = afterTransfer ? COLLECTION_CHANCE_TRANSFER_PERCENT : COLLECTION_CHANCE_PERCENT
    if (random.integer(1, 100) > percent) return 0
    return random.integer(COLLECTION_US_MIN, COLLECTION_US_MAX)
}
