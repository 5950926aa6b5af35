/**
 * Calibration of one pen: where its reference switch closes and what its field sensor reads at
 * known carriage positions. Two slots in FRAM, each complete in itself, so that a power cut while
 * writing one leaves the other. Byte map: `docs/calibration.md`.
 */
import { type Bytes, crc16Modbus } from "./crc"
import { BACKLASH_MAX_UM, HOME_NOMINAL_UM, HOME_TOLERANCE_UM } from "./limits"
import { scaled } from "./units"

export const SLOT_BYTES = 64
export const CALIBRATION_LAYOUT = 1

/** Carriage positions in µm at which the field was measured. */
export const POINTS_UM = [-400, 100, 600, 1100, 1600, 2100, 2500]
export const POINTS = 7

const MAGIC_LOW = 0x50
const MAGIC_HIGH = 0x43
const FIELD_AT = 12
const ZERO_AT = 26
const CRC_AT = 62

/**
 * Smallest rise of the raw field from one point to the next. Chosen: a quarter of the nominal
 * 20.48 per µm over 400 µm; below it the sensor could not tell a depth fault from noise.
 */
const FIELD_RISE_MIN = 2048

/** Why a slot or a pair of slots gives no calibration. */
export enum CalibrationReason {
    Good = 0,
    /** No magic: never written. */
    Missing = 1,
    /** Magic, but the CRC or a value is wrong. */
    Corrupt = 2,
    /** CRC good, but a layout that this program does not know. */
    UnknownLayout = 3,
}

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
    calibration.reason = slotVerdict(bytes)
    if (calibration.reason !== CalibrationReason.Good) return calibration.reason
    calibration.counter =
        (bytes[4] as number) +
        (bytes[5] as number) * 256 +
        (bytes[6] as number) * 65536 +
        (bytes[7] as number) * 16777216
    calibration.homeUm = signed(bytes, 8)
    calibration.backlashUm = (bytes[10] as number) | ((bytes[11] as number) << 8)
    for (let index = 0; index < POINTS; index++)
        calibration.field[index] = signed(bytes, FIELD_AT + 2 * index)
    if (!plausible(calibration)) calibration.reason = CalibrationReason.Corrupt
    return calibration.reason
}

/**
 * Reads both slots into `calibration`: the good one with the higher counter wins, slot A on a tie.
 * With none good, the reason is the worst that either slot has: a slot that holds something tells
 * more than an empty one. `spare` is written over.
 */
export function decodeSlots(
    slotA: Bytes,
    slotB: Bytes,
    calibration: Calibration,
    spare: Calibration
): CalibrationReason {
    const reasonA = decodeSlot(slotA, calibration)
    const reasonB = decodeSlot(slotB, spare)
    if (reasonA !== CalibrationReason.Good && reasonB !== CalibrationReason.Good) {
        calibration.reason = reasonA > reasonB ? reasonA : reasonB
        return calibration.reason
    }
    if (reasonB !== CalibrationReason.Good) return reasonA
    if (reasonA === CalibrationReason.Good && calibration.counter >= spare.counter) return reasonA
    calibration.reason = CalibrationReason.Good
    calibration.counter = spare.counter
    calibration.homeUm = spare.homeUm
    calibration.backlashUm = spare.backlashUm
    for (let index = 0; index < POINTS; index++)
        calibration.field[index] = spare.field[index] as number
    return CalibrationReason.Good
}

/** Writes one slot with its CRC. Throws RangeError for values that `decodeSlot` would refuse. */
export function encodeSlot(calibration: Calibration, bytes: Bytes): void {
    if (bytes.length < SLOT_BYTES)
        throw new RangeError(`calibration: ${bytes.length} bytes: expected ${SLOT_BYTES}`)
    const counter = calibration.counter
    if (counter < 0 || counter > 4294967295 || Math.floor(counter) !== counter)
        throw new RangeError(`calibration: counter ${counter}: expected 0 to 4294967295`)
    if (!plausible(calibration))
        throw new RangeError(
            `calibration: home ${calibration.homeUm} um, backlash ${calibration.backlashUm} um: ` +
                `out of range, or the field does not rise by ${FIELD_RISE_MIN} from point to point`
        )
    for (let index = 0; index < SLOT_BYTES; index++) bytes[index] = 0
    bytes[0] = MAGIC_LOW
    bytes[1] = MAGIC_HIGH
    bytes[2] = CALIBRATION_LAYOUT
    let rest = counter
    for (let index = 4; index < 8; index++) {
        bytes[index] = rest % 256
        rest = Math.floor(rest / 256)
    }
    putWord(bytes, 8, calibration.homeUm)
    putWord(bytes, 10, calibration.backlashUm)
    for (let index = 0; index < POINTS; index++)
        putWord(bytes, FIELD_AT + 2 * index, calibration.field[index] as number)
    putWord(bytes, CRC_AT, crc16Modbus(bytes, 0, CRC_AT))
}

/**
 * Carriage position in µm for a raw field reading: straight lines between the points, the outer
 * ones extended beyond them. Hot: one call a tick, no allocation.
 */
export function fieldToUm(calibration: Calibration, raw: number): number {
    const field = calibration.field
    let index = 1
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
    const field = calibration.field
    let index = 1
    while (index < POINTS - 1 && um > (POINTS_UM[index] as number)) index++
    const low = field[index - 1] as number
    const lowUm = POINTS_UM[index - 1] as number
    const raw =
        low +
        scaled(um - lowUm, (field[index] as number) - low, (POINTS_UM[index] as number) - lowUm)
    if (raw > 32767) return 32767
    if (raw < -32768) return -32768
    return raw
}

function slotVerdict(bytes: Bytes): CalibrationReason {
    if (bytes.length < SLOT_BYTES) return CalibrationReason.Missing
    if (bytes[0] !== MAGIC_LOW || bytes[1] !== MAGIC_HIGH) return CalibrationReason.Missing
    const crc = (bytes[CRC_AT] as number) | ((bytes[CRC_AT + 1] as number) << 8)
    if (crc !== crc16Modbus(bytes, 0, CRC_AT)) return CalibrationReason.Corrupt
    if (bytes[2] !== CALIBRATION_LAYOUT) return CalibrationReason.UnknownLayout
    if (bytes[3] !== 0) return CalibrationReason.Corrupt
    for (let index = ZERO_AT; index < CRC_AT; index++)
        if (bytes[index] !== 0) return CalibrationReason.Corrupt
    return CalibrationReason.Good
}

function plausible(calibration: Calibration): boolean {
    const home = calibration.homeUm - HOME_NOMINAL_UM
    if (home > HOME_TOLERANCE_UM || home < -HOME_TOLERANCE_UM) return false
    if (calibration.backlashUm < 0 || calibration.backlashUm > BACKLASH_MAX_UM) return false
    for (let index = 1; index < POINTS; index++)
        if (
            (calibration.field[index] as number) - (calibration.field[index - 1] as number) <
            FIELD_RISE_MIN
        )
            return false
    return true
}

function signed(bytes: Bytes, at: number): number {
    const word = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    return word < 32768 ? word : word - 65536
}

function putWord(bytes: Bytes, at: number, value: number): void {
    bytes[at] = value & 255
    bytes[at + 1] = (value >> 8) & 255
}
