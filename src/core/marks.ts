/**
 * The one-way marks of a cartridge, in pages of its memory whose bits only fall (`docs/cartridge.md`): a row that
 * says in which session it was opened, and a row of wear. An erased page reads FF; whatever has fallen stays so.
 */
import { type Bytes, crc8Maxim } from "./crc"
import { putNumber } from "./number"

/** The opened row: written once, so that no interrupted writing can take it back. */
export const OPENED_AT = 0x0040
export const ROW_BYTES = 8
/** Wear stands last in page 3, so that one reading brings it and the protection of the pages. */
export const WEAR_AT = 0x0070
export const WEAR_BYTES = 16
export const WEAR_STEPS = 128
/** Wear and the four bytes of protection behind it. */
export const WEAR_READ_BYTES = 20

/** Pages of the marks whose bits only fall, [DS-DS2431] "EPROM mode". */
const EPROM_MODE = 0xaa

/** PEN-SAF-08: any bit that fell means that it was opened, also a burn that was interrupted. */
export function opened(row: Bytes): boolean {
    for (let index = 0; index < ROW_BYTES; index++) if (row[index] !== 255) return true
    return false
}

/**
 * The row to burn: opened, in this session of this pen, at this minute since 2000-01-01 (0 = not known).
 * Byte 0 is 0 in every such row, so that it never looks unused. `session` is 0 to 65,535.
 */
export function encodeOpened(row: Bytes, session: number, minute: number): void {
    row[0] = 0
    putNumber(row, 1, 4, minute)
    putNumber(row, 5, 2, session)
    row[7] = crc8Maxim(row, 0, 7)
}

export function sameRow(one: Bytes, oneAt: number, other: Bytes, otherAt: number): boolean {
    for (let index = 0; index < ROW_BYTES; index++)
        if (one[oneAt + index] !== other[otherAt + index]) return false
    return true
}

/** Bits of a page only fall, or it protects nothing: `wear` holds the protection of pages 0 to 3 behind the wear. */
export function marksProtected(wear: Bytes): boolean {
    return wear[WEAR_BYTES + 2] === EPROM_MODE && wear[WEAR_BYTES + 3] === EPROM_MODE
}

/** Steps of wear, 0 to 128: the highest bit that fell counts, also where an interrupted burn left gaps below it. */
export function wearSteps(wear: Bytes): number {
    let index = WEAR_BYTES - 1
    while (index >= 0 && wear[index] === 255) index -= 1
    if (index < 0) return 0
    let steps = index * 8
    // The highest zero bit of the byte, as its place.
    for (let rest = 255 - (wear[index] as number); rest > 0; rest >>= 1) steps += 1
    return steps
}

/** One of the two rows of wear (0 or 1) as it has to read after so many steps (0 to 128). */
export function encodeWear(row: Bytes, half: number, steps: number): void {
    for (let index = 0; index < ROW_BYTES; index++) {
        const inByte = steps - 64 * half - 8 * index
        if (inByte <= 0) row[index] = 255
        else row[index] = inByte >= 8 ? 0 : (255 << inByte) & 255
    }
}

/**
 * Steps that so many strokes are, rounded down: the rest is kept by the pen, which holds the whole count, so that
 * no stroke is forgotten. A cartridge that is made for no stroke is worn as it comes.
 */
export function stepsOf(strokes: number, ratedStrokes: number): number {
    if (strokes >= ratedStrokes) return WEAR_STEPS
    return Math.floor((strokes * WEAR_STEPS) / ratedStrokes)
}

/** Strokes that burnt steps stand for: the least that make so many. */
export function strokesOf(steps: number, ratedStrokes: number): number {
    return Math.ceil((steps * ratedStrokes) / WEAR_STEPS)
}
