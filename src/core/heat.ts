/**
 * The solenoid's heat budget: how warm the coil is, told from the currents of the last minutes. It bounds what
 * may be held, for how long, and how long a hot pen has to rest (docs/decisions/0007-heat-of-the-coil.md).
 *
 * The state is the square of the current code that, held for ever, would have warmed the coil as much.
 */
import { type Bytes } from "./crc"
import {
    COIL_CODE_MAX,
    COOLING_TICKS,
    HEAT_CODE_MAX,
    HEAT_RECORD_TICKS,
    HEAT_RESTART_PERCENT,
    HEATING_TICKS,
} from "./limits"
import { putWord, word } from "./slot"

/** Parts of a squared code: fine enough for one tick's share of the smallest current. */
const PARTS = 65536
const LIMIT = HEAT_CODE_MAX * HEAT_CODE_MAX * PARTS
/** What the highest current may add until the next record, rounded up. */
const RECORD_RISE =
    Math.floor((COIL_CODE_MAX * COIL_CODE_MAX * HEAT_RECORD_TICKS) / HEATING_TICKS) + 1
const RESTART = Math.floor((LIMIT * HEAT_RESTART_PERCENT) / 100)

export interface Heat {
    /** Smoothed square of the current code, in 65536ths; at most 127² of them. */
    level: number
    /** The budget is spent; stays true until the coil has cooled to its restart level. */
    hot: boolean
}

/** A cold coil. */
export function newHeat(): Heat {
    return { level: 0, hot: false }
}

/**
 * A few ticks with this current code (0 = off), taken as one step: eight make it 0.02 % too large. Returns `hot`.
 * Whole numbers; hot path, allocates nothing.
 */
export function warm(heat: Heat, code: number, ticks: number): boolean {
    const difference = code * code * PARTS - heat.level
    // Rounded down: a share too small to count heats nothing, and always cools a little.
    heat.level += Math.floor(
        (difference * ticks) / (difference > 0 ? HEATING_TICKS : COOLING_TICKS)
    )
    if (heat.level > LIMIT) heat.hot = true
    else if (heat.level <= RESTART) heat.hot = false
    return heat.hot
}

/**
 * Two records of 4 bytes, written in turn, so that a power cut spares one of them: the level in squared codes,
 * and its complement. While a current flows the record says what it may have become before the next one.
 */
export const HEAT_RECORD_BYTES = 4

/** Writes a record; `flowing`: current may flow until the next one. */
export function encodeHeat(heat: Heat, flowing: boolean, bytes: Bytes): void {
    const level = Math.floor(heat.level / PARTS) + 1 + (flowing ? RECORD_RISE : 0)
    putWord(bytes, 0, level)
    putWord(bytes, 2, level ^ 0xffff)
}

/** Level of the record that begins at `at`, in squared codes; −1: it is not good. */
function recordLevel(bytes: Bytes, at: number): number {
    const level = word(bytes, at)
    return (level ^ word(bytes, at + 2)) === 0xffff ? level : -1
}

/**
 * Which of both records to write first after `bytes` were loaded: one that is not good, else the colder. A power cut
 * then spares the other, and what it says is warm enough.
 */
export function spareRecord(bytes: Bytes): number {
    return recordLevel(bytes, 0) <= recordLevel(bytes, HEAT_RECORD_BYTES) ? 0 : HEAT_RECORD_BYTES
}

/** Takes over the warmer of both records; no time is taken to have passed. With none good the coil is hot. */
export function decodeHeat(bytes: Bytes, heat: Heat): void {
    const warmest = recordLevel(bytes, HEAT_RECORD_BYTES - spareRecord(bytes))
    heat.level = warmest < 0 ? LIMIT : warmest * PARTS
    heat.hot = warmest < 0 || heat.level > LIMIT
}
