/**
 * Finds the end of the journal again: a binary search that is fed one entry at a time, so that whoever reads the
 * memory decides how much of a tick it takes. At most 39 readings, 15 in a sound journal (PEN-FUN-12).
 */
import { ENTRIES } from "./journal"

/** Damaged entries in a row that the search looks past. */
const PASSED_MAX = 2

export interface Mount {
    /** Place to read next, 0 to 3,999; −1: the end is found. */
    place: number
    /** Counter of the next entry to be written; true once `place` is −1. */
    next: number
    /** Round of the ring that its first places belong to, −1: none of them was whole so far. */
    round: number
    /** Belongs to the round … */
    low: number
    /** … and the first place known not to. */
    high: number
    passed: number
}

export function newMount(): Mount {
    return { place: 0, next: 0, round: -1, low: 0, high: ENTRIES, passed: 0 }
}

/** Takes in what `place` held: the counter of a whole entry, or −1. Sets the next place, or the end. */
export function mountTake(mount: Mount, counter: number): void {
    const place = mount.place
    if (counter < 0)
        if (mount.passed < PASSED_MAX)
            if (place + 1 < mount.high) {
                // It may be the one that was being written, or a damaged one: its neighbour tells.
                mount.passed += 1
                mount.place = place + 1
                return
            }
    const round = counter < 0 ? -1 : Math.floor(counter / ENTRIES)
    if (mount.round < 0) {
        if (round < 0) {
            mount.place = -1
            return
        }
        mount.round = round
        mount.low = place
    } else if (round === mount.round) mount.low = place
    else mount.high = place - mount.passed
    mount.passed = 0
    if (mount.high - mount.low > 1) {
        mount.place = (mount.low + mount.high) >> 1
        return
    }
    mount.place = -1
    mount.next = mount.round * ENTRIES + mount.low + 1
}
