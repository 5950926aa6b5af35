/**
 * Calibration of one pen: where its reference switch closes and what its field sensor reads at
 * known carriage positions. Two slots in FRAM, each complete in itself, so that a power cut while
 * writing one leaves the other. Byte map: `docs/calibration.md`.
 */
import { type Bytes } from "./crc"
import { BACKLASH_MAX_UM, HOME_NOMINAL_UM, HOME_TOLERANCE_UM } from "./limits"
import {
    beginSlot,
    CalibrationReason,
    endSlot,
    putWord,
    signedWord,
    slotCounter,
    slotVerdict,
    word,
} from "./slot"
import { along, clamp, rises } from "./units"

export { CalibrationReason, SLOT_BYTES } from "./slot"

export const CALIBRATION_LAYOUT = 1

/** Carriage positions in µm at which the field was measured. */
export const POINTS_UM = [-400, 100, 600, 1100, 1600, 2100, 2500]
export const POINTS = 7

const MAGIC_HIGH = 0x43
const FIELD_AT = 12
const ZERO_AT = 26

/**
 * Smallest rise of the raw field from one point to the next. Chosen: a quarter of the nominal
 * 20.48 per µm over 400 µm; below it the sensor could not tell a depth fault from noise.
 */
const FIELD_RISE_MIN = 2048

export interface Calibration {
    reason: CalibrationReason
    /** Grows with each calibration of this pen. */
    counter: number
    /** Carriage position at which the reference switch closes. */
    homeUm: number
    backlashUm: number
    /** Raw field at `POINTS_UM`, strictly rising. */
    field: number[]
}

export function newCalibration(): Calibration {
    return {
        reason: CalibrationReason.Missing,
        counter: 0,
        homeUm: HOME_NOMINAL_UM,
        backlashUm: 0,
        field: [0, 0, 0, 0, 0, 0, 0],
    }
}

/** Reads one 64-byte slot into `calibration` and returns its verdict, which is also its `reason`. Throws nothing. */
export function decodeSlot(bytes: Bytes, calibration: Calibration): CalibrationReason {
    calibration.reason = slotVerdict(bytes, MAGIC_HIGH, CALIBRATION_LAYOUT, ZERO_AT)
    if (calibration.reason !== CalibrationReason.Good) return calibration.reason
    calibration.counter = slotCounter(bytes)
    calibration.homeUm = signedWord(bytes, 8)
    calibration.backlashUm = word(bytes, 10)
    for (let index = 0; index < POINTS; index++)
        calibration.field[index] = signedWord(bytes, FIELD_AT + 2 * index)
    if (!plausible(calibration)) calibration.reason = CalibrationReason.Corrupt
    return calibration.reason
}

/**
 * Reads both slots into `calibration`: the good one with the higher counter wins, slot A on a tie.
 * With none good, the reason is the worst that either slot has: a slot that holds something tells
 * more than an empty one.
 */
export function decodeSlots(
    slotA: Bytes,
    slotB: Bytes,
    calibration: Calibration
): CalibrationReason {
    const reasonB = decodeSlot(slotB, calibration)
    const counterB = calibration.counter
    const reasonA = decodeSlot(slotA, calibration)
    const goodB = reasonB === CalibrationReason.Good
    if (reasonA === CalibrationReason.Good)
        if (!goodB || calibration.counter >= counterB) return reasonA
    if (goodB) return decodeSlot(slotB, calibration)
    calibration.reason = reasonA > reasonB ? reasonA : reasonB
    return calibration.reason
}

/** Writes one slot with its CRC. Throws RangeError for values that `decodeSlot` would refuse. */
export function encodeSlot(calibration: Calibration, bytes: Bytes): void {
    if (!plausible(calibration))
        throw new RangeError(
            `calibration: home ${calibration.homeUm} um, backlash ${calibration.backlashUm} um: ` +
                `out of range, or the field does not rise by ${FIELD_RISE_MIN} from point to point`
        )
    beginSlot(bytes, MAGIC_HIGH, CALIBRATION_LAYOUT, calibration.counter)
    putWord(bytes, 8, calibration.homeUm)
    putWord(bytes, 10, calibration.backlashUm)
    for (let index = 0; index < POINTS; index++)
        putWord(bytes, FIELD_AT + 2 * index, calibration.field[index] as number)
    endSlot(bytes)
}

/**
 * Carriage position in µm for a raw field reading: straight lines between the points, the outer
 * ones extended beyond them. Hot: one call a tick, no allocation.
 */
export function fieldToUm(calibration: Calibration, raw: number): number {
    const field = calibration.field
    // Half of the steps, when it begins at the middle.
    let index = raw > (field[2] as number) ? 3 : 1
    while (index < POINTS - 1 && raw > (field[index] as number)) index++
    const low = field[index - 1] as number
    const lowUm = POINTS_UM[index - 1] as number
    const rise = (field[index] as number) - low
    // Nearest whole µm; the numerator stays below 2^31 for any 16-bit reading.
    return (
        lowUm +
        Math.floor((2 * (raw - low) * ((POINTS_UM[index] as number) - lowUm) + rise) / (2 * rise))
    )
}

/**
 * Raw field at a carriage position, held within what the sensor can read (−32,768 to 32,767); for
 * the threshold interrupt. Inverse of `fieldToUm` to a µm within that range.
 */
export function umToField(calibration: Calibration, um: number): number {
    return clamp(along(POINTS_UM, calibration.field, um), -32768, 32767)
}

function plausible(calibration: Calibration): boolean {
    const home = calibration.homeUm - HOME_NOMINAL_UM
    if (home > HOME_TOLERANCE_UM || home < -HOME_TOLERANCE_UM) return false
    if (calibration.backlashUm < 0 || calibration.backlashUm > BACKLASH_MAX_UM) return false
    return rises(calibration.field, FIELD_RISE_MIN)
}
