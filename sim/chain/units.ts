/** What can fail in the chain and how, in the words of a scenario; and what can be left out of it for a test. */
import type { Level } from "../signal"

/**
 * Level that the wire shows under a fault, by unit and kind. The words are about the wire: `stuckHigh` of the
 * watchdog or pump = good for ever, of the cap or threshold = tripped for ever, of the latch switch = reads closed.
 * `hiZ` leaves LIFE and ARM to their external pull-down.
 */
export const CHAIN_FAULTS = {
    watchdog: { stuckHigh: 1, stuckLow: 0 },
    chargePump: { stuckHigh: 1, stuckLow: 0 },
    safeLatch: { stuckHigh: 1, stuckLow: 0 },
    seriesSwitch: { short: 1, open: 0 },
    rail: { stuckHigh: 1, off: 0 },
    depthCap: { stuckHigh: 1, stuckLow: 0 },
    depthThreshold: { stuckHigh: 1, stuckLow: 0, off: 0 },
    latchSwitch: { stuckHigh: 1, stuckLow: 0 },
    latchPin: { stuckHigh: 1, stuckLow: 0 },
    life: { stuckHigh: 1, stuckLow: 0, hiZ: 0 },
    arm: { stuckHigh: 1, stuckLow: 0, hiZ: 0 },
    enableReadback: { stuckHigh: 1, stuckLow: 0 },
    triggerPin: { stuckHigh: 1, stuckLow: 0 },
} as const satisfies Record<string, Record<string, Level>>

export type ChainUnit = keyof typeof CHAIN_FAULTS

/** Level for a fault. Throws for a pair that means nothing. */
export function faultLevel(unit: ChainUnit, kind: string): Level {
    const kinds: Record<string, Level> = CHAIN_FAULTS[unit]
    const level = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
    if (level === undefined)
        throw new Error(`chain: ${unit} cannot fail as ${kind}: ${Object.keys(kinds).join(", ")}`)
    return level
}

/** Elements that `new Chain(…, { without })` can leave out, each with what the pen loses. */
export const CHAIN_ELEMENTS = {
    watchdog: "the digital listener to LIFE",
    chargePump: "the analogue listener to LIFE",
    safeLatch: "the memory of a trip",
    setDelay: "the filter against short pulses on ARM",
    armClear: "the program's own way to drop the permission with one pin",
    latchSwitch: "the cartridge latch as a cause",
    stopLoop: "the STOP loop as a cause",
    depthThreshold: "the measured depth as a cause",
    depthCap: "the fixed 2.60 mm comparator",
    capStop: "the comparator's stop line into the motion chip",
    chipFault: "a chip's own fault as a cause",
    seriesSwitch: "the switch that opens the motor supply",
    brake: "the transistor that shorts the motor",
    rail: "the load switch of the actuator rail",
    usbSwitch: "the switch that opens the USB data lines while a cartridge is fitted",
    driverEnable: "the gate of the stepper bridges by ALIVE",
} as const

export type ChainElement = keyof typeof CHAIN_ELEMENTS
