/**
 * What a pen is told about its product line, in two slots of its memory (`docs/cartridge.md`): the secret that
 * genuine cartridges are tagged with, and how long after its opening a cartridge may be fitted again.
 */
import { type Bytes } from "./crc"
import { putNumber, numberAt } from "./number"
import { beginSlot, CalibrationReason, endSlot, slotVerdict } from "./slot"

export const KEY_BYTES = 32
/** PEN-SAF-08: 0 = never again, up to two hours. */
export const WINDOW_MINUTES_MAX = 120

const MAGIC_HIGH = 0x4b
const LAYOUT = 1
const KEY_AT = 8
const LINE_AT = 40
const WINDOW_AT = 42
const ZERO_AT = 43

/** Every key that begins like this is no secret. The whole of it is 32 letters long and stands with the bench. */
const BENCH = "DERMALOCK BENCH"

/** Reads whether a slot is good. PEN-SAF-09: with none good, no cartridge is genuine. */
export function lineVerdict(slot: Bytes): CalibrationReason {
    const reason = slotVerdict(slot, MAGIC_HIGH, LAYOUT, ZERO_AT)
    if (reason === CalibrationReason.Good)
        if (windowMinutes(slot) > WINDOW_MINUTES_MAX) return CalibrationReason.Corrupt
    return reason
}

/** Of a good slot: copies the key out of it, 32 bytes. */
export function copyKey(slot: Bytes, key: Bytes): void {
    for (let index = 0; index < KEY_BYTES; index++) key[index] = slot[KEY_AT + index] as number
}

/** Of a good slot: number of the product line, 0 to 65,535. */
export function lineNumber(slot: Bytes): number {
    return numberAt(slot, LINE_AT, 2)
}

/** Of a good slot: minutes after opening in which the pen that opened a cartridge may take it again; 0 = never. */
export function windowMinutes(slot: Bytes): number {
    return slot[WINDOW_AT] as number
}

/** Whether a key is the one that every bench knows: such a pen has to say so. */
export function isBenchKey(key: Bytes): boolean {
    for (let index = 0; index < BENCH.length; index++)
        if (key[index] !== BENCH.charCodeAt(index)) return false
    return true
}

/** Writes a slot. Throws RangeError for a key that is not 32 bytes, or a number out of its range. */
export function encodeLine(
    slot: Bytes,
    counter: number,
    key: Bytes,
    line: number,
    minutes: number
): void {
    if (key.length !== KEY_BYTES)
        throw new RangeError(`product line: key of ${key.length} bytes: expected ${KEY_BYTES}`)
    if (minutes < 0 || minutes > WINDOW_MINUTES_MAX)
        throw new RangeError(
            `product line: window of ${minutes} min: expected 0 to ${WINDOW_MINUTES_MAX}`
        )
    if (line < 0 || line > 65535)
        throw new RangeError(`product line: number ${line}: expected 0 to 65535`)
    beginSlot(slot, MAGIC_HIGH, LAYOUT, counter)
    for (let index = 0; index < KEY_BYTES; index++) slot[KEY_AT + index] = key[index] as number
    putNumber(slot, LINE_AT, 2, line)
    slot[WINDOW_AT] = minutes
    endSlot(slot)
}
