/**
 * The journal: a ring of 4,000 entries of 32 bytes in the pen's memory, which only ever appends
 * (`docs/journal.md`). An entry's counter says where it lies, so the end is found again without any list.
 */
import { type Bytes, crc16Modbus } from "./crc"
import { numberAt, putNumber } from "./number"

export const JOURNAL_AT = 0x0c00
export const ENTRY_BYTES = 32
/** PEN-FUN-12: 500 sessions of 8 entries. */
export const ENTRIES = 4000

/** Where what belongs to the kind stands: 18 bytes. */
export const PAYLOAD_AT = 12
export const PAYLOAD_BYTES = 18
const CRC_AT = 30

/** What an entry tells. A number never changes its meaning; what its payload holds stands in `docs/journal.md`. */
export enum Entry {
    /** The checklist was acknowledged, the use mark burnt and read back: strokes are about to begin. */
    SessionStart = 1,
    /** A depth above 1.50 mm was confirmed (PEN-SAF-18). */
    DeepConfirmed = 2,
    Stretch = 3,
    Fault = 4,
    SessionStop = 5,
    /** In Service: what the clock said before, lock-outs that were taken away. */
    TimeSet = 6,
    Released = 7,
    /** A cartridge was refused. */
    Refusal = 8,
    /** In Service: the counter of the release that the program was updated to. */
    Updated = 9,
}

/** Address of the entry with that counter. */
export function entryAddress(counter: number): number {
    return JOURNAL_AT + ENTRY_BYTES * (counter % ENTRIES)
}

/**
 * Writes counter, kind, time (seconds since 2000-01-01 UTC, 0 = not known) and checksum around the payload that
 * the bytes hold already.
 */
export function sealEntry(bytes: Bytes, counter: number, kind: Entry, seconds: number): void {
    putNumber(bytes, 0, 4, counter)
    putNumber(bytes, 4, 4, kind)
    putNumber(bytes, 8, 4, seconds)
    putNumber(bytes, CRC_AT, 2, crc16Modbus(bytes, 0, CRC_AT))
}

/** Counter of the entry that was read from a place of the ring (0 to 3,999), or −1: no entry that is whole. */
export function entryCounter(bytes: Bytes, place: number): number {
    if (numberAt(bytes, CRC_AT, 2) !== crc16Modbus(bytes, 0, CRC_AT)) return -1
    const counter = numberAt(bytes, 0, 4)
    return counter % ENTRIES === place ? counter : -1
}

/** Seconds since 2000-01-01 UTC of an entry; 0 = not known. */
export function entrySeconds(bytes: Bytes): number {
    return numberAt(bytes, 8, 4)
}
