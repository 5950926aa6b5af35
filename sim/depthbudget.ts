/**
 * The error budget of a depth, drawn per pen: what lies between a setting and the needles although nothing is broken.
 * Standard deviations of the domain notes (6.6); the sensor's share is what they grant the monitor. The plant draws the
 * rest itself: pitch, load angle, backlash, hysteresis, friction, springs, magnet (docs/plant.md).
 */
import type { FixedParameters } from "./plant/plant"
import type { PlantParameters } from "./plant/parameters"
import { Random } from "./random"

/** One standard deviation each, µm. */
export const BUDGET = {
    /** Home reference, of the stepper only. */
    homeUm: 15,
    /** A plastic nose, 15 K. */
    noseUm: 20,
    /** Seat of the cartridge. */
    seatUm: 30,
    /** Needle plate of a lot whose offset stands in its record. */
    plateUm: 20,
    /** Depth sensor since its calibration: of its zero, and of its gain at 1.5 mm from its middle. */
    sensorZeroUm: 15,
    sensorGainUm: 20,
} as const

/** From the middle of the depth sensor to the deepest setting, µm. */
const SENSOR_SPAN_UM = 1_500
/** A seat is drawn at the insertion, as the mean of two uniform draws within a bound: σ = bound ÷ √6. */
const SEAT_BOUND = Math.sqrt(6)
/** Offsets of lots as records give them, and room and battery of a treatment. */
const LOT_UM = 50
const ROOM_C = { min: 15, max: 35 }
const BATTERY_PERCENT = { min: 20, max: 100 }

export interface DepthBudget {
    readonly plant: FixedParameters
    /** As the record says, a whole number. */
    readonly tipOffsetUm: number
    /** How much longer the needles are than it says. */
    readonly plateUm: number
    /** Has the home reference and the sensor drift since they were calibrated. */
    readonly drift: (parameters: PlantParameters) => void
}

export function drawBudget(seed: number): DepthBudget {
    const random = new Random(seed, "depth budget")
    const noseUm = normal(random) * BUDGET.noseUm
    const homeUm = normal(random) * BUDGET.homeUm
    const zeroUm = normal(random) * BUDGET.sensorZeroUm
    const gain = (normal(random) * BUDGET.sensorGainUm) / SENSOR_SPAN_UM
    return {
        plant: {
            noseUm,
            seatUm: BUDGET.seatUm * SEAT_BOUND,
            ambientC: random.integer(ROOM_C.min, ROOM_C.max),
            batteryPercent: random.integer(BATTERY_PERCENT.min, BATTERY_PERCENT.max),
        },
        tipOffsetUm: Math.round(normal(random) * LOT_UM),
        plateUm: normal(random) * BUDGET.plateUm,
        drift: parameters => {
            parameters.referenceUm += homeUm
            parameters.magnetOffsetMt += (parameters.magnetGainMtPerMm * zeroUm) / 1_000
            parameters.magnetGainMtPerMm *= 1 + gain
        },
    }
}

/** Standard normal, within ± 6: twelve uniform draws added up. */
function normal(random: Random): number {
    let sum = -6
    for (let draw = 0; draw < 12; draw++) sum += random.integer(0, 1_000_000) / 1_000_000
    return sum
}
