/** The rows of the fault table that are elements and wires of the safety chain. */
import { both, way, wire } from "./faultways"
import type { FaultUnitRow } from "./faultwords"

const neverTrips = way("never trips")
const alwaysTripped = way("always tripped")

/** What a switch of the cartridge latch can do. */
const closed = {
    stuckHigh: way("reads closed, whatever happens"),
    stuckLow: way("reads open, whatever happens"),
}

export const chainUnits = {
    depthThreshold: {
        what: "threshold interrupt of the depth sensor into the latch",
        fitted: both,
        kinds: { off: neverTrips, stuckLow: neverTrips, stuckHigh: alwaysTripped },
    },
    depthCap: {
        what: "comparator at 2.60 mm into the latch",
        fitted: both,
        kinds: { stuckLow: neverTrips, stuckHigh: alwaysTripped },
    },
    seriesSwitch: {
        what: "switch in the motor supply",
        fitted: both,
        kinds: { short: way("never opens"), open: way("never closes") },
    },
    latchSwitch: {
        what: "Hall switch of the cartridge latch, chain and pin",
        fitted: both,
        kinds: closed,
    },
    latchPin: {
        what: "the controller's copy of the latch switch",
        fitted: both,
        kinds: closed,
    },
    triggerPin: {
        what: "trigger input of the controller",
        fitted: both,
        kinds: {
            stuckHigh: way("reads released, whatever happens"),
            stuckLow: way("reads pressed, whatever happens"),
        },
    },
    life: {
        what: "LIFE output of the controller",
        fitted: both,
        kinds: { ...wire, hiZ: way("floats: the pull decides") },
    },
    arm: {
        what: "ARM output of the controller",
        fitted: both,
        kinds: { ...wire, hiZ: way("floats: the pull decides") },
    },
    enableReadback: {
        what: "the controller's copy of STROKE_SAFE",
        fitted: both,
        kinds: wire,
    },
    watchdog: {
        what: "STWD100X watchdog",
        fitted: both,
        kinds: { stuckHigh: neverTrips, stuckLow: alwaysTripped },
    },
    chargePump: {
        what: "charge pump on LIFE",
        fitted: both,
        kinds: { stuckHigh: way("never drops"), stuckLow: way("never charges") },
    },
    safeLatch: {
        what: "74LVC1G74 latch",
        fitted: both,
        kinds: { stuckHigh: way("never clears"), stuckLow: way("never sets") },
    },
    rail: {
        what: "actuator supply rail",
        fitted: both,
        kinds: { off: way("no supply"), stuckHigh: way("never switches off") },
    },
} as const satisfies Record<string, FaultUnitRow>
