/** What the factory writes into a pen's FRAM before it leaves: its calibration, in two slots. */
import {
    type Calibration,
    encodeSlot,
    newCalibration,
    POINTS_UM,
    SLOT_BYTES,
} from "../src/core/calibration"
import type { Plant } from "./plant/plant"

const SLOT_A = 0x0000
const SLOT_B = 0x0040
const PREFERENCES = 0x0180
const TRIGGER_TOGGLES = 0x01
/** The depth sensor's range is ±40 mT over a signed 16-bit number ([DS-TMAG5273], results). */
const COUNTS_PER_MT = 32768 / 40

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
    const slotB = memory.subarray(SLOT_B, SLOT_B + SLOT_BYTES)
    calibration.counter = 1
    encodeSlot(calibration, slotB)
    const slotA = memory.subarray(SLOT_A, SLOT_A + SLOT_BYTES)
    calibration.counter = 2
    encodeSlot(calibration, slotA)
    if (state === "oneSlot" || state === "corrupt") slotA[20]! ^= 0xff
    if (state === "corrupt") slotB[20]! ^= 0xff
}

/** Writes the owner's preference for the trigger. */
export function prefer(memory: Uint8Array, triggerMode: "hold" | "toggle"): void {
    if (triggerMode === "toggle") memory.set([TRIGGER_TOGGLES, TRIGGER_TOGGLES ^ 0xff], PREFERENCES)
}
