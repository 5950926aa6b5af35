/**
 * A slot of the pen's memory: 64 bytes that carry a magic, a layout, a counter and a checksum, so that
 * of two slots the newer good one can be told (`docs/calibration.md`).
 */
import { type Bytes, crc16Modbus } from "./crc"

export const SLOT_BYTES = 64

const MAGIC_LOW = 0x50
const CRC_AT = 62

/** Why a slot or a pair of slots gives nothing. */
export enum CalibrationReason {
    Good = 0,
    /** No magic: never written. */
    Missing = 1,
    /** Magic, but the CRC or a value is wrong. */
    Corrupt = 2,
    /** CRC good, but a layout that this program does not know. */
    UnknownLayout = 3,
}

/** The frame of a slot: magic, layout, checksum, and zeros from `usedTo` on. Its values are the caller's to judge. */
export function slotVerdict(
    bytes: Bytes,
    magicHigh: number,
    layout: number,
    usedTo: number
): CalibrationReason {
    if (bytes.length < SLOT_BYTES) return CalibrationReason.Missing
    if (bytes[0] !== MAGIC_LOW || bytes[1] !== magicHigh) return CalibrationReason.Missing
    const crc = (bytes[CRC_AT] as number) | ((bytes[CRC_AT + 1] as number) << 8)
    if (crc !== crc16Modbus(bytes, 0, CRC_AT)) return CalibrationReason.Corrupt
    if (bytes[2] !== layout) return CalibrationReason.UnknownLayout
    if (bytes[3] !== 0) return CalibrationReason.Corrupt
    for (let index = usedTo; index < CRC_AT; index++)
        if (bytes[index] !== 0) return CalibrationReason.Corrupt
    return CalibrationReason.Good
}

/** Clears a slot and writes its magic, layout and counter. Throws RangeError for a counter that does not fit. */
export function beginSlot(bytes: Bytes, magicHigh: number, layout: number, counter: number): void {
    if (bytes.length < SLOT_BYTES)
        throw new RangeError(`calibration: ${bytes.length} bytes: expected ${SLOT_BYTES}`)
    if (counter < 0 || counter > 4294967295 || Math.floor(counter) !== counter)
        throw new RangeError(`calibration: counter ${counter}: expected 0 to 4294967295`)
    for (let index = 0; index < SLOT_BYTES; index++) bytes[index] = 0
    bytes[0] = MAGIC_LOW
    bytes[1] = magicHigh
    bytes[2] = layout
    let rest = counter
    for (let index = 4; index < 8; index++) {
        bytes[index] = rest % 256
        rest = Math.floor(rest / 256)
    }
}

/** Writes the checksum: the last thing done to a slot. */
export function endSlot(bytes: Bytes): void {
    putWord(bytes, CRC_AT, crc16Modbus(bytes, 0, CRC_AT))
}

export function slotCounter(bytes: Bytes): number {
    return word(bytes, 4) + word(bytes, 6) * 65536
}

/** Unsigned 16 bits, low byte first. */
export function word(bytes: Bytes, at: number): number {
    return (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
}

/** Signed 16 bits, low byte first. */
export function signedWord(bytes: Bytes, at: number): number {
    const value = word(bytes, at)
    return value < 32768 ? value : value - 65536
}

/** Writes 16 bits, signed or not, low byte first. */
export function putWord(bytes: Bytes, at: number, value: number): void {
    bytes[at] = value & 255
    bytes[at + 1] = (value >> 8) & 255
}
