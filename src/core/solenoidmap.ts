/**
 * Which coil current holds the plunger where: measured on each pen at the points of its calibration, kept in
 * two slots of its own (`docs/calibration.md`). Position follows current only roughly; what the map is good
 * for is a first guess, a ceiling (PEN-SAF-03), and an opinion beside the depth sensor's.
 *
 * Currents are in sixteenths of the coil chip's code, so that rounding stays well below a micrometre.
 */
import { POINTS, POINTS_UM } from "./calibration"
import { type Bytes } from "./crc"
import { COIL_CODE_MAX, SPRING_END_NOMINAL_UM, SPRING_END_TOLERANCE_UM } from "./limits"
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
import { along, rises } from "./units"

export const SOLENOID_LAYOUT = 1
/** Parts of a code. */
export const SIXTEENTHS = 16

const MAGIC_HIGH = 0x53
const SPRING_END_AT = 8
const CODES_AT = 10
const ZERO_AT = 24

/**
 * Smallest rise from one point to the next, in sixteenths. Chosen: half of the nominal 16.4 codes over
 * 400 µm; below it a code would be worth more than 50 µm.
 */
const RISE_MIN = 131
/** Highest value of a map. A pen whose deepest point lies beyond `COIL_CODE_MAX` reaches less depth, that is all. */
const CODE_SIXTEENTHS_MAX = 160 * SIXTEENTHS

export interface SolenoidMap {
    reason: CalibrationReason
    /** Grows with each calibration of this pen. */
    counter: number
    /** Where the spring holds the de-energised plunger. */
    springEndUm: number
    /** Sixteenths of a code at `POINTS_UM`, strictly rising; 0 where the spring does not let the plunger go. */
    codes: number[]
}

export function newSolenoidMap(): SolenoidMap {
    return {
        reason: CalibrationReason.Missing,
        counter: 0,
        springEndUm: SPRING_END_NOMINAL_UM,
        codes: [0, 0, 0, 0, 0, 0, 0],
    }
}

/** Reads one slot into `map` and returns its verdict, which is also its `reason`. Throws nothing. */
export function decodeMapSlot(bytes: Bytes, map: SolenoidMap): CalibrationReason {
    map.reason = slotVerdict(bytes, MAGIC_HIGH, SOLENOID_LAYOUT, ZERO_AT)
    if (map.reason !== CalibrationReason.Good) return map.reason
    map.counter = slotCounter(bytes)
    map.springEndUm = signedWord(bytes, SPRING_END_AT)
    for (let index = 0; index < POINTS; index++)
        map.codes[index] = word(bytes, CODES_AT + 2 * index)
    if (!plausible(map)) map.reason = CalibrationReason.Corrupt
    return map.reason
}

/**
 * Reads both slots into `map`: the good one with the higher counter wins, slot A on a tie. With none good
 * the reason is the worst that either slot has.
 */
export function decodeMapSlots(slotA: Bytes, slotB: Bytes, map: SolenoidMap): CalibrationReason {
    const reasonB = decodeMapSlot(slotB, map)
    const counterB = map.counter
    const reasonA = decodeMapSlot(slotA, map)
    const goodB = reasonB === CalibrationReason.Good
    if (reasonA === CalibrationReason.Good) if (!goodB || map.counter >= counterB) return reasonA
    if (goodB) return decodeMapSlot(slotB, map)
    map.reason = reasonA > reasonB ? reasonA : reasonB
    return map.reason
}

/** Writes one slot with its CRC. Throws RangeError for values that `decodeMapSlot` would refuse. */
export function encodeMapSlot(map: SolenoidMap, bytes: Bytes): void {
    if (!plausible(map))
        throw new RangeError(
            `solenoid map: spring end ${map.springEndUm} um: out of range, or the codes ` +
                `do not rise by ${RISE_MIN} sixteenths from point to point`
        )
    beginSlot(bytes, MAGIC_HIGH, SOLENOID_LAYOUT, map.counter)
    putWord(bytes, SPRING_END_AT, map.springEndUm)
    for (let index = 0; index < POINTS; index++)
        putWord(bytes, CODES_AT + 2 * index, map.codes[index] as number)
    endSlot(bytes)
}

/** Sixteenths of a code that hold the plunger at `um`: straight lines between the points; never below 0. */
export function umToCode(map: SolenoidMap, um: number): number {
    const code = along(POINTS_UM, map.codes, um)
    return code < 0 ? 0 : code
}

/** Where that many sixteenths of a code hold the plunger, µm; never inward of the spring end. */
export function codeToUm(map: SolenoidMap, sixteenths: number): number {
    const um = along(map.codes, POINTS_UM, sixteenths)
    return um < map.springEndUm ? map.springEndUm : um
}

/** The highest whole code that, by the map, holds the plunger no further out than `um` (PEN-SAF-03). */
export function ceilingCode(map: SolenoidMap, um: number): number {
    const code = Math.floor(umToCode(map, um) / SIXTEENTHS)
    return code > COIL_CODE_MAX ? COIL_CODE_MAX : code
}

function plausible(map: SolenoidMap): boolean {
    const offUm = map.springEndUm - SPRING_END_NOMINAL_UM
    if (offUm > SPRING_END_TOLERANCE_UM || offUm < -SPRING_END_TOLERANCE_UM) return false
    if ((map.codes[0] as number) < 0) return false
    if ((map.codes[POINTS - 1] as number) > CODE_SIXTEENTHS_MAX) return false
    return rises(map.codes, RISE_MIN)
}
