/**
 * Every unit of the simulated pen that can fail, the ways in which failing means something, and what each way
 * looks like from outside. The table only; `faults.ts` asks it questions.
 */

import { chainUnits } from "./faultchain"
import { both, later, solenoid, stepper, way } from "./faultways"
import type { FaultUnitRow } from "./faultwords"

export type { FaultKind } from "./faultwords"

/** What every chip on the I2C bus can do, in the words of its unit. */
const chip = {
    off: way("no supply: not acknowledged, registers lost"),
    reset: way("back to its power-on values once"),
    garbage: way("seeded random bytes instead of its answer"),
    intermittent: way("one access in three is not acknowledged"),
}

/** What an angle sensor of a knob can do. */
const knob = {
    ...chip,
    stuck: way("the last angle stays"),
    wrong: way("lies by an angle", "of 4,096 steps a turn"),
    open: way(
        "its magnet is gone: noise, and its status says so",
        "steps of 4,096 that are noise; 0: all"
    ),
}

export const faultUnits = {
    motion: {
        what: "TMC5240 depth motor chip",
        fitted: stepper,
        kinds: {
            off: way("no supply: no answer, no torque, registers lost"),
            stuck: way("the logic hangs: motion stops, torque stays, replies repeat"),
            garbage: way("the reply line carries noise; commands still arrive"),
            wrong: way(
                "turns further than its position counter shows",
                "microsteps outward (3072)"
            ),
            slow: way("its clock runs slow", "% of its speed (60)"),
            intermittent: way("one frame in three is lost and reads as zeros"),
            reset: way("back to its power-on values once"),
            open: way("a coil is open: no torque"),
            short: way("a coil is shorted: latched driver error, bridges off"),
            hiZ: way("the reply line floats and reads as ones; commands still arrive"),
        },
    },
    solenoid: {
        what: "MAX22200A depth coil chip",
        fitted: solenoid,
        kinds: {
            off: way("no supply: no answer, no current, registers lost"),
            stuck: way("registers keep their values, writes are lost"),
            garbage: way("seeded random bytes instead of its answer; commands still arrive"),
            wrong: way("regulates to another current than its code says", "mA too much (60)"),
            reset: way("back to its power-on values once"),
            open: way("the coil is open: no current"),
            short: way("output transistor shorted: the coil conducts whatever the chip is told"),
        },
    },
    drive: {
        what: "DRV8214 needle motor chip",
        fitted: both,
        kinds: {
            ...chip,
            stuck: way(
                "the logic hangs: obeys nothing, the bridge stays as it was until it sleeps"
            ),
            wrong: way(
                "sees too few ripples: runs too fast, reports the set speed",
                "% of them (50)"
            ),
            slow: way("weak: delivers only part of its duty", "% of it (25)"),
            short: way("a bridge transistor is shorted: drives regardless of its sleep pin"),
            open: way("an output is open: never drives"),
            hiZ: way("current sense floats: sees the ripples of the set speed, and no stall"),
            stuckHigh: way("its current limits, over-current and stall, never trip"),
        },
    },
    hall: {
        what: "TMAG5273 measured depth",
        fitted: both,
        kinds: {
            ...chip,
            stuck: way("conversions stop: the last value stays, SET_COUNT does not advance"),
            wrong: way("lies by an offset, with a good CRC", "LSB added to the field"),
            slow: way("converts at a tenth of its rate"),
        },
    },
    bridge: {
        what: "DS2484 1-Wire bridge",
        fitted: both,
        kinds: {
            ...chip,
            stuck: way("busy for ever"),
            wrong: way("reads other data than the wire carries", "added to each byte"),
            slow: way("1-Wire slots take ten times as long"),
        },
    },
    cartridge: {
        what: "DS2431 memory in the cartridge and its two contacts",
        fitted: both,
        kinds: {
            off: way("contact lost: no presence pulse"),
            garbage: way("bits disturbed on the contact"),
            intermittent: way("contact comes and goes"),
            short: way("contacts shorted"),
            wrong: way("another ROM ID answers on the same contacts"),
            stuck: way("one memory stays on the contacts, whichever cartridge is fitted"),
            reset: way("its marks are as new once more: a part that only imitates one-way bits"),
            stuckHigh: way("a disturbance that fits: reads with 2.50 mm and a checksum to it"),
            stuckLow: way("a tag that fits whatever its record reads as"),
        },
    },
    fram: {
        what: "MB85RC1M memory for calibration and journal",
        fitted: both,
        kinds: {
            ...chip,
            stuck: way("writes are lost"),
            wrong: way("forgets with its supply what was written since the fault began"),
        },
    },
    rtc: {
        what: "RV-3028-C7 clock",
        fitted: both,
        kinds: { ...chip, stuck: way("time stands still"), wrong: way("another time", "s added") },
    },
    gauge: {
        what: "MAX17049 battery gauge",
        fitted: both,
        kinds: {
            ...chip,
            stuck: way("the last value stays"),
            wrong: way("lies in charge and voltage alike", "% added (50)"),
        },
    },
    battery: {
        what: "2S battery pack",
        fitted: both,
        kinds: { wrong: way("so much of its charge was never there", "% lost (75)") },
    },
    forceAdc: {
        what: "NAU7802 contact force",
        fitted: later,
        kinds: { ...chip, stuck: way("the last value stays"), wrong: way("lies", "mN added") },
    },
    glideSensor: {
        what: "PAT9125EL glide speed",
        fitted: later,
        kinds: { ...chip, stuck: way("no movement seen"), wrong: way("lies", "% of the speed") },
    },
    expander: {
        what: "PCA9555 keys, contacts and read-backs",
        fitted: both,
        kinds: {
            ...chip,
            stuck: way("input bits keep their values"),
            wrong: way("some input bits read inverted", "mask of the 16 bits"),
        },
    },
    depthKnob: { what: "AS5600L depth knob", fitted: both, kinds: knob },
    rateKnob: { what: "AS5600L rate knob", fitted: both, kinds: knob },
    display: {
        what: "SSD1306 display",
        fitted: later,
        kinds: { off: chip.off, reset: chip.reset },
    },
    i2c: {
        what: "the I2C bus",
        fitted: both,
        kinds: {
            stuckLow: way("a line held low: every transfer blocks the program for a second"),
            intermittent: way("half of the transfers are not acknowledged"),
            open: way("nobody answers"),
        },
    },
    spi: {
        what: "the SPI bus",
        fitted: both,
        kinds: {
            stuckHigh: way("MISO reads ones"),
            stuckLow: way("MISO reads zeros"),
            garbage: way("bits disturbed"),
            slow: way("transfers take ten times as long"),
        },
    },
    strokeWitness: {
        what: "cam Hall switch and S-35770 counter",
        fitted: both,
        kinds: {
            ...chip,
            intermittent: way("the switch misses one revolution in four"),
            stuck: way("does not count"),
            wrong: way("reads more than it counted", "counts added"),
            hiZ: way("its input floats: counts what the drive chip counts, not the cam"),
        },
    },
    leak: {
        what: "leak electrode",
        fitted: both,
        kinds: {
            stuckHigh: way("reads wet, whatever happens"),
            stuckLow: way("reads dry, whatever happens"),
            short: way("fluid bridges it: wet until it is cleaned"),
        },
    },
    ...chainUnits,
    leadScrew: {
        what: "lead screw and nut",
        fitted: stepper,
        kinds: {
            stuck: way("the carriage does not follow"),
            wrong: way("the nut slips at once", "µm outward (300)"),
        },
    },
    plunger: {
        what: "solenoid: plunger, return spring, damper and the coil's heat",
        fitted: solenoid,
        kinds: {
            stuck: way("stays where it is"),
            stuckHigh: way("goes out and does not come back"),
            slow: way("moves slowly", "% of its speed (25)"),
            open: way("return spring broken"),
            wrong: way("coil and body hotter than the current explains", "K added (130)"),
        },
    },
    motor: {
        what: "needle motor and cam",
        fitted: both,
        kinds: {
            stuck: way("rotor blocked"),
            slow: way("dry friction: turns heavily", "mNm added (3)"),
            open: way("winding open"),
            short: way("brushes shorted"),
        },
    },
    clock: {
        what: "the controller's own clock",
        fitted: later,
        kinds: { slow: way("runs slow", "% slow"), wrong: way("jumps", "ms") },
    },
} as const satisfies Record<string, FaultUnitRow>
