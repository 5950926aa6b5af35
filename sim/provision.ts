/** What the factory writes into a pen's FRAM before it leaves: its calibration, in two slots. */
import { type Calibration, encodeSlot, newCalibration, POINTS_UM } from "../src/core/calibration"
import { encodeHeat } from "../src/core/heat"
import { encodeLine } from "../src/core/productline"
import { encodeMapSlot, newSolenoidMap, SIXTEENTHS } from "../src/core/solenoidmap"
import { benchKey, benchLine } from "./benchkey"
import { fullScaleMa } from "./chips/max22200adrive"
import type { Plant } from "./plant/plant"
import type { Solenoid } from "./plant/solenoid"

const SLOT_A = 0x0000
const SLOT_B = 0x0040
const MAP_A = 0x0080
const MAP_B = 0x00c0
const COIL_HEAT = 0x0140
const PREFERENCES = 0x0180
const LINE_A = 0x0200
const LINE_B = 0x0240
const TRIGGER_TOGGLES = 0x01
/** The depth sensor's range is ±40 mT over a signed 16-bit number ([DS-TMAG5273], results). */
const COUNTS_PER_MT = 32768 / 40

/** Codes of the coil chip's full scale, and the resistor that sets it (`docs/plant.md`). */
const CODES = 128
const REFERENCE_OHM = 24_000

export type CalibrationState = "good" | "missing" | "corrupt" | "oneSlot"

/** Writes what a calibration bench would have measured on this very pen. */
export function provision(memory: Uint8Array, plant: Plant, state: CalibrationState): void {
    if (state === "missing") return
    const calibration: Calibration = newCalibration()
    const { referenceUm, referenceHysteresisUm, backlashUm } = plant.parameters
    // The edge that homing uses: where the switch opens on the way out.
    calibration.homeUm = Math.round(referenceUm + referenceHysteresisUm)
    calibration.backlashUm = Math.round(backlashUm)
    calibration.field = plant
        .magnetCalibration(POINTS_UM)
        .map(mt => Math.max(-32768, Math.min(32767, Math.round(mt * COUNTS_PER_MT))))
    writeSlots(memory.subarray(SLOT_A), memory.subarray(SLOT_B), state, (counter, slot) => {
        calibration.counter = counter
        encodeSlot(calibration, slot)
    })
}

/**
 * Writes the coil codes that hold this very solenoid at the points of its calibration, and that its coil is cold:
 * it comes from a shelf, whatever its calibration is like.
 */
export function provisionSolenoid(
    memory: Uint8Array,
    solenoid: Solenoid,
    state: CalibrationState
): void {
    encodeHeat({ level: 0, hot: false }, false, memory.subarray(COIL_HEAT))
    if (state === "missing") return
    const map = newSolenoidMap()
    map.springEndUm = Math.round(solenoid.parameters.springEndUm)
    const perMa = (CODES * SIXTEENTHS) / fullScaleMa(0, REFERENCE_OHM)
    map.codes = solenoid.calibrationMa(POINTS_UM).map(ma => Math.round(ma * perMa))
    writeSlots(memory.subarray(MAP_A), memory.subarray(MAP_B), state, (counter, slot) => {
        map.counter = counter
        encodeMapSlot(map, slot)
    })
}

/** The newer slot first; one or both of them damaged where the state says so. */
function writeSlots(
    slotA: Uint8Array,
    slotB: Uint8Array,
    state: CalibrationState,
    encode: (counter: number, slot: Uint8Array) => void
): void {
    encode(1, slotB)
    encode(2, slotA)
    if (state === "oneSlot" || state === "corrupt") slotA[20]! ^= 0xff
    if (state === "corrupt") slotB[20]! ^= 0xff
}

/** Writes the product line's slot: its key, its number, and how long a cartridge may be fitted again. */
export function provisionLine(
    memory: Uint8Array,
    windowMinutes: number,
    key: Uint8Array = benchKey,
    line = benchLine
): void {
    encodeLine(memory.subarray(LINE_A), 2, key, line, windowMinutes)
    encodeLine(memory.subarray(LINE_B), 1, key, line, windowMinutes)
}

/** Writes the owner's preference for the trigger. */
export function prefer(memory: Uint8Array, triggerMode: "hold" | "toggle"): void {
    if (triggerMode === "toggle") memory.set([TRIGGER_TOGGLES, TRIGGER_TOGGLES ^ 0xff], PREFERENCES)
}
