/**
 * Every numeric limit of the pen, with its unit in its name and its source beside it. Nothing else
 * in the firmware writes such a number down. "Chosen" marks a number that no source gives.
 */

// Depth. All depths are needle protrusion beyond the nose plane in µm.

/** PEN-FUN-01: range and step of the depth setting. */
export const DEPTH_MIN_UM = 0
export const DEPTH_MAX_UM = 2500
export const DEPTH_STEP_UM = 50
/** PEN-SAF-18: deeper settings need a deliberate confirmation. */
export const DEEP_UM = 1500
/** PEN-FUN-06: a nano cartridge never protrudes further. */
export const NANO_MAX_UM = 250
/** PEN-SAF-03: the motion chip's own stop stands this far beyond the selected depth. */
export const VIRTUAL_STOP_MARGIN_UM = 50
/** PEN-SAF-02: measured this far beyond the permitted depth is a fault (threshold interrupt and program). */
export const DEPTH_OVER_MARGIN_UM = 100
/** PEN-SAF-07: measured and commanded depth may differ by this much at standstill. */
export const DISAGREE_UM = 80
/** Carriage position of the needles at rest, and what counts as parked (PEN-SAF-16). */
export const PARK_UM = -200
export const PARKED_MAX_UM = 0
/** Carriage travel: hard stops and reference switch of the reference mechanics (`docs/plant.md`). */
export const CARRIAGE_MIN_UM = -600
export const CARRIAGE_MAX_UM = 2900
export const HOME_NOMINAL_UM = -450
/** ±60 µm of assembly, and the switch's own hysteresis. */
export const HOME_TOLERANCE_UM = 75
/** The comparator of the safety chain ends outward motion here. */
export const DEPTH_CAP_UM = 2600
/**
 * A cartridge's needle plate may lie this far from nominal. Chosen: three times the 50 µm of an
 * uncorrected plate, so that a parked needle stays behind the nose plane.
 */
export const TIP_OFFSET_MAX_UM = 150
/** Backlash that a calibration may claim. Chosen: ten times the preloaded residual. */
export const BACKLASH_MAX_UM = 100

// Rate.

/** PEN-FUN-04: range and step of the stroke rate. */
export const RATE_MIN_HZ = 30
export const RATE_MAX_HZ = 150
/** PEN-SAF-15: bounds of the measured rate, in percent of the target. */
export const STALL_PERCENT = 20
export const SLOW_PERCENT = 90
export const OVER_SPEED_PERCENT = 115
/** PEN-SAF-15: this many strokes in a row below `SLOW_PERCENT` are a pause. */
export const SLOW_STROKES = 5
/** PEN-SAF-15: ticks in a row that confirm a stall by speed, and an over-speed. */
export const STALL_TICKS = 2
export const OVER_SPEED_TICKS = 2
/** The motor's inrush: no verdict on a stall while it spins up. Chosen: half of `SETTLE_MS`. */
export const INRUSH_MS = 150
/** PEN-FUN-04: the rate has settled this long after a start or a change of the target. */
export const SETTLE_MS = 300
/** The two independent stroke counts may differ by this much within one window. Chosen: two ticks at 150 Hz. */
export const STROKE_DIFFERENCE_MAX = 3
/**
 * So many more may be missing at the witness, which sees nothing for 0.1 ms while it is read. At 150 Hz a read costs a
 * stroke in 1.5 % of all cases, and there are 12 reads in a window.
 */
export const STROKE_MISSING_MAX = 6
/** Length of that window. Chosen: a second, so that lost ripples of hours never add up to a fault. */
export const STROKE_WINDOW_MS = 1000

// Time.

/** The program's period (DESIGN: sample, step, apply, LIFE). */
export const TICK_MS = 10
/**
 * A longer gap between two ticks while Running is a fault: two ticks were lost. One lost tick and a
 * collection in the next look like 24 ms, and are no reason to stop.
 */
export const TICK_GAP_MAX_MS = 30
/** From the trigger to the first stroke. */
export const ARM_TIMEOUT_MS = 800
/** From the stop to the parked carriage; four times what the ramp needs from the deepest setting. */
export const STOP_TIMEOUT_MS = 1000
/** Ticks in a row with an unusable frame, and with a frame that does not advance. */
export const SENSOR_BUS_TICKS = 2
export const SENSOR_STUCK_TICKS = 3
/** PEN-SAF-07: samples in a row that confirm a disagreement. */
export const DISAGREE_SAMPLES = 2

// Battery: a 2S pack of 600 mAh (`docs/plant.md`).

/**
 * PEN-SAF-19: the reserve of park and 5 min, which a start needs and no run may go below. At most 875 mA (coil at its
 * highest code 615, motor 160, logic 100) for 5 min are 73 mAh, 12.2 % of the pack; the way in takes 0.3 J, nothing
 * beside that; and the gauge may be 5 % wrong without a model of this cell (chosen). Together 17.2 %, rounded up.
 */
export const RESERVE_PERCENT = 20
/** PEN-SAF-22: what an update needs, which must not end with an empty battery. Chosen: half as much again. */
export const UPDATE_PERCENT = 30
/**
 * At a lower voltage under load no charge is believed. Chosen: 3.3 V per cell; a sound pack with its reserve keeps
 * 7.0 V at 875 mA (`docs/plant.md`).
 */
export const PACK_MIN_MV = 6600
/** Two full cells have 8.4 V: what is clearly beyond is no measurement, such as a bus that reads ones. Chosen. */
export const PACK_MAX_MV = 8800

// Motion.

/** Screw and microsteps: 20 full steps of 256 microsteps on a 0.5 mm lead. */
export const USTEPS_PER_MM = 10240
/** Greatest carriage speed of the ramp: 20 mm/s is this many µm in one ms. */
export const CARRIAGE_UM_PER_MS = 20

// Solenoid.

/** Where the spring holds the de-energised plunger, and how far from there a pen may be (`docs/plant.md`). */
export const SPRING_END_NOMINAL_UM = -250
/** ±40 µm from pen to pen, and the depth sensor's own error. */
export const SPRING_END_TOLERANCE_UM = 60
/** The highest current code that the coil chip regulates: 127 would switch it on for good ([DS-MAX22200A]). */
export const COIL_CODE_MAX = 126
/** Current of one code, µA: full scale 15 kΩ·A / 24 kΩ = 625 mA in 128 steps ([DS-MAX22200A], I_FS). */
export const COIL_CODE_UA = 4883
/**
 * Standstill of the plunger: within this of where it was sent. Chosen: less than one code (27 µm), more than half of
 * one, so that some code always ends inside.
 */
export const PLUNGER_BAND_UM = 20
/** At the current's ceiling a depth may stay short by this: still below `DISAGREE_UM`. Chosen. */
export const PLUNGER_SHORT_UM = 75
/** Beyond its target by this, the plunger is called back at once. Chosen: between the band and the ceiling's 50 µm. */
export const PLUNGER_OVER_UM = 30
/** A plunger that moves less than this in a tick has arrived: its damper settles in 4 ms (`docs/plant.md`). */
export const PLUNGER_STILL_UM = 4
/** Ticks in which the current only rises and the HIT phase ends; nothing is corrected meanwhile. */
export const PLUNGER_START_TICKS = 3
/** The way out: 2.9 mm at 49 mm/s is 60 ms, and a dozen corrections. */
export const PLUNGER_MOVE_TICKS = 30
/** Slowest speed that brings the needles in from 2.5 mm within 60 ms (PEN-SAF-16): µm in one ms. */
export const PLUNGER_UM_PER_MS_MIN = 42
/** What a tick and a conversion may be late, ms, when that speed is measured between two samples. Chosen. */
export const PLUNGER_LATE_MS = 5
/** After the way out, with a tick for the current to rise: so near at least; the map may be 120 µm off. Chosen. */
export const PLUNGER_FAR_UM = 200
/** So long a sound spring is seen to hold the plunger against the current that just fails to lift it. */
export const PLUNGER_PROBE_TICKS = 3
/** Beyond its spring end by this it is not held: a weak cartridge spring and the sensor are worth 50 µm. Chosen. */
export const PLUNGER_LOOSE_UM = 100
/** A dead sensor shows no way in; PEN-SAF-16 grants 60 ms, and these are 20 ms more. */
export const PLUNGER_BLIND_TICKS = 8
/**
 * The way in by the spring: 60 ms from 2.5 mm (PEN-SAF-16), but the monitor grants it only `CARRIAGE_UM_PER_MS`: 160 ms
 * for the whole travel.
 */
export const PLUNGER_RETURN_TICKS = 16
/** Most codes that one tick may add and take away. Chosen: two do not leave the ceiling's margin of 50 µm. */
export const CODES_UP_MAX = 2
export const CODES_DOWN_MAX = 4
/** While a depth is held, the current changes by one code in so many ticks at most. */
export const HOLD_TICKS = 10
/**
 * The depth sensor and the map of the current may differ by this: hysteresis 27, friction 20, one code 27 µm, and
 * 26 µm of drift. Chosen.
 */
export const CURRENT_DISAGREE_UM = 100

// Heat of the solenoid's coil (docs/decisions/0007-heat-of-the-coil.md).

/**
 * The current code that may be held for ever. Rise of the worst coil held to 40 K: 40 K ÷ 28 K/W = 1.43 W,
 * ÷ (8.4 Ω at 63 °C = 9.8 Ω) = 382 mA = 78 codes; about 1.65 mm on a nominal pen (`docs/plant.md`).
 */
export const HEAT_CODE_MAX = 78
/** Time constants of the coil's heat, in ticks: the fastest coil heats in 200 s, the slowest cools in 280 s. */
export const HEATING_TICKS = 20000
export const COOLING_TICKS = 28000
/** After too much heat, a start is possible at this share of it. */
export const HEAT_RESTART_PERCENT = 50
/** Ticks between two records of the heat in memory; a power of two. */
export const HEAT_RECORD_TICKS = 256
