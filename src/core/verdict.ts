/**
 * What may be said against a cartridge whose record is good: its tag, its marks, its date (PEN-SAF-08, 09). The
 * record's own verdict comes from `decodeRecord`; the order of all is in `docs/cartridge.md`.
 */
import { type CartridgeRecord } from "./cartridge"
import { type Bytes } from "./crc"
import { Inhibit } from "./inhibit"
import { marksProtected, opened, WEAR_STEPS, wearSteps } from "./marks"

/** The tag: the first bytes of an HMAC-SHA-256 over ROM ID and record; it stands right behind the record. */
export const TAG_BYTES = 16
/** Record and tag, as they are read in one go from address 0. */
export const HEAD_BYTES = 48

/** Whether the tag behind the record is the one that the pen computed. `head` as read from address 0. */
export function tagGood(head: Bytes, computed: Bytes): boolean {
    let different = 0
    for (let index = 0; index < TAG_BYTES; index++)
        different |= (head[HEAD_BYTES - TAG_BYTES + index] as number) ^ (computed[index] as number)
    return different === 0
}

/**
 * `Inhibit` bits that the marks earn. `same`: it was opened in the session that this pen is in now, by the pen's
 * own memory; `seen`: the pen has seen it used, whatever its marks say. Marks in pages that could be erased are
 * no marks: such a cartridge is not made as genuine ones are.
 */
export function judgeMarks(
    row: Bytes,
    wear: Bytes,
    ratedStrokes: number,
    same: boolean,
    seen: boolean
): number {
    if (!marksProtected(wear)) return Inhibit.CartridgeNotAuthentic
    const steps = wearSteps(wear)
    let bits = 0
    // Wear without an opened mark: somebody has used it all the same.
    if (!same) if (seen || opened(row) || steps > 0) bits = Inhibit.CartridgeUsed
    return steps >= WEAR_STEPS || ratedStrokes === 0 ? bits | Inhibit.CartridgeWorn : bits
}

/** `Inhibit` bits that the date earns: `today` in days since 2000-01-01, 0 = not known. */
export function judgeDate(record: CartridgeRecord, today: number): number {
    if (record.expiresDay === 0) return 0
    if (today === 0) return Inhibit.DateUnknown
    return today > record.expiresDay ? Inhibit.CartridgeExpired : 0
}
