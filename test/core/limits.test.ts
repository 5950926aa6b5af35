/** Numbers that a requirement or the reference hardware fixes, written once more: a limit that slips is a fault. */
import { expect, test } from "vitest"
import * as limits from "../../src/core/limits"

test.each<[string, Partial<Record<keyof typeof limits, number>>]>([
    [
        "PEN-FUN-01: limits: depth: 0 to 2.50 mm in steps of 0.05 mm",
        { DEPTH_MIN_UM: 0, DEPTH_MAX_UM: 2500, DEPTH_STEP_UM: 50 },
    ],
    [
        "PEN-FUN-04: limits: stroke rate: 30 to 150 Hz, settled after 300 ms",
        { RATE_MIN_HZ: 30, RATE_MAX_HZ: 150, SETTLE_MS: 300 },
    ],
    ["PEN-FUN-06: limits: nano cartridge: never beyond 0.25 mm", { NANO_MAX_UM: 250 }],
    [
        "PEN-SAF-02: limits: beyond the selected depth: a fault at 100 µm",
        { DEPTH_OVER_MARGIN_UM: 100, DEPTH_CAP_UM: 2600 },
    ],
    ["PEN-SAF-03: limits: commanded: at most 50 µm beyond", { VIRTUAL_STOP_MARGIN_UM: 50 }],
    [
        "PEN-SAF-05: limits: program: a tick every 10 ms, two lost ones are a fault",
        { TICK_MS: 10, TICK_GAP_MAX_MS: 30 },
    ],
    [
        "PEN-SAF-07: limits: measured and commanded: 80 µm, in two samples",
        { DISAGREE_UM: 80, DISAGREE_SAMPLES: 2 },
    ],
    [
        "PEN-SAF-15: limits: stall, droop of 10 % for five strokes, over-speed of 15 % within 20 ms",
        {
            STALL_PERCENT: 20,
            SLOW_PERCENT: 90,
            SLOW_STROKES: 5,
            OVER_SPEED_PERCENT: 115,
            OVER_SPEED_TICKS: 2,
            STALL_TICKS: 2,
            INRUSH_MS: 300 / 2,
        },
    ],
    [
        "PEN-SAF-15: limits: two counts of the strokes: in a second, three too many or six missing",
        { STROKE_DIFFERENCE_MAX: 3, STROKE_MISSING_MAX: 6, STROKE_WINDOW_MS: 1000 },
    ],
    ["PEN-SAF-16: limits: parked: 200 µm inside, at most 0", { PARK_UM: -200, PARKED_MAX_UM: 0 }],
    [
        "PEN-SAF-17: limits: sensor: two bad frames, three that do not advance",
        { SENSOR_BUS_TICKS: 2, SENSOR_STUCK_TICKS: 3 },
    ],
    ["PEN-SAF-18: limits: to be confirmed: beyond 1.50 mm", { DEEP_UM: 1500 }],
    [
        "limits: time: 800 ms to the first stroke, 1 s to the parked carriage",
        { ARM_TIMEOUT_MS: 800, STOP_TIMEOUT_MS: 1000 },
    ],
    [
        "limits: reference mechanics: travel, home, and 256 microsteps of 20 steps on 0.5 mm",
        {
            CARRIAGE_MIN_UM: -600,
            CARRIAGE_MAX_UM: 2900,
            HOME_NOMINAL_UM: -450,
            HOME_TOLERANCE_UM: 75,
            USTEPS_PER_MM: (256 * 20) / 0.5,
            CARRIAGE_UM_PER_MS: 20,
        },
    ],
    [
        "limits: reference solenoid: spring end, and 128 codes of 625 mA of which the last is none",
        {
            SPRING_END_NOMINAL_UM: -250,
            SPRING_END_TOLERANCE_UM: 60,
            COIL_CODE_MAX: 126,
            COIL_CODE_UA: Math.round(625_000 / 128),
        },
    ],
    [
        "limits: heat of the coil: warm in 200 s, cold in 280 s, on record every 2.56 s",
        { HEATING_TICKS: 200 * 100, COOLING_TICKS: 280 * 100, HEAT_RECORD_TICKS: 256 },
    ],
])("%s", (_, numbers) => {
    expect(limits).toMatchObject(numbers)
})
