/** How a fault ends, on either variant: by which names, and what has to hold at the plant. */
import { expect } from "vitest"
import type { FaultUnit } from "../../sim/faults"
import type { FaultRun } from "./faultrun"

/** PEN-SAF-02. */
const OVER_MAX_UM = 200
/** PEN-SAF-16. */
const STROKES_AFTER_MAX = 2
/** PEN-SAF-05. */
const STRAY_MS_MAX = 20

/**
 * Faults by which a run ends, by unit and kind, where both variants agree. An empty list: no fault, because nothing
 * that the pen promises is lost while it runs, or nothing can show it before the next self-test.
 */
export const RUNNING_ENDS: Readonly<Record<string, readonly string[]>> = {
    "drive.off": ["DriveChip"],
    "drive.slow": [],
    "drive.stuck": ["StrokeDisagrees", "DriveChip", "DriveStall"],
    "drive.garbage": ["DriveChip", "DriveOverSpeed", "OverTemperature"],
    "drive.wrong": ["StrokeDisagrees", "DriveOverSpeed"],
    "drive.reset": ["DriveChip"],
    "drive.short": ["DriveOverSpeed", "DriveStall", "DriveChip"],
    "drive.open": ["DriveStall"],
    "drive.intermittent": ["DriveChip"],
    "drive.hiZ": [],
    "drive.stuckHigh": [],
    "hall.off": ["SensorBus"],
    "hall.stuck": ["SensorStuck"],
    "hall.garbage": ["SensorBus"],
    "hall.wrong": ["DepthOver", "DepthDisagrees"],
    "hall.slow": [],
    "hall.reset": ["SensorBus"],
    "hall.intermittent": [],
    "bridge.off": ["SensorBus"],
    "bridge.stuck": ["SensorBus"],
    // Noise may also read as another ROM ID, or as a contact that is lost.
    "bridge.garbage": ["SensorBus", "CartridgeChanged"],
    "bridge.slow": [],
    "bridge.intermittent": ["SensorBus"],
    "bridge.reset": [],
    "bridge.wrong": [],
    "cartridge.off": ["CartridgeChanged"],
    "cartridge.garbage": ["CartridgeChanged"],
    "cartridge.wrong": ["CartridgeChanged"],
    "cartridge.short": ["CartridgeChanged"],
    "cartridge.intermittent": [],
    "cartridge.stuck": [],
    // What a cartridge holds is read when it is fitted.
    "cartridge.reset": [],
    "cartridge.stuckHigh": [],
    "cartridge.stuckLow": [],
    // The time is asked when something is written, not while strokes are made.
    "rtc.off": [],
    "rtc.reset": [],
    "rtc.garbage": [],
    "rtc.intermittent": [],
    "rtc.stuck": [],
    "rtc.wrong": [],
    // Without a charge that is believed no run goes on, but nothing is wrong with the pen's drive: a pause.
    "gauge.off": [],
    "gauge.reset": [],
    "gauge.garbage": [],
    "gauge.intermittent": [],
    "gauge.stuck": [],
    "gauge.wrong": [],
    "battery.wrong": [],
    "leak.short": ["Leak"],
    "leak.stuckHigh": ["Leak"],
    "leak.stuckLow": [],
    "fram.off": ["JournalFailed"],
    "fram.stuck": ["JournalFailed"],
    "fram.garbage": ["JournalFailed"],
    "fram.intermittent": [],
    "fram.reset": [],
    "fram.wrong": [],
    "expander.off": ["SensorBus"],
    "expander.stuck": ["ChainLost"],
    "expander.garbage": ["SensorBus"],
    "expander.reset": ["SensorBus"],
    "expander.intermittent": ["SensorBus"],
    "expander.wrong": [],
    "i2c.open": ["SensorBus"],
    "i2c.intermittent": ["SensorBus", "DriveChip"],
    "depthThreshold.stuckHigh": ["ChainLost"],
    "depthThreshold.stuckLow": [],
    "depthThreshold.off": [],
    "depthCap.stuckHigh": ["ChainLost"],
    "depthCap.stuckLow": [],
    "strokeWitness.off": ["SensorBus"],
    "strokeWitness.stuck": ["StrokeDisagrees"],
    "strokeWitness.garbage": ["StrokeDisagrees"],
    "strokeWitness.wrong": ["StrokeDisagrees"],
    "strokeWitness.reset": ["StrokeDisagrees"],
    "strokeWitness.intermittent": ["StrokeDisagrees"],
    "strokeWitness.hiZ": [],
    "depthKnob.off": ["SensorBus"],
    "depthKnob.reset": [],
    "depthKnob.garbage": ["SensorBus", "MatchLost"],
    "depthKnob.intermittent": [],
    "depthKnob.stuck": [],
    "depthKnob.wrong": [],
    "depthKnob.open": ["SensorBus", "MatchLost"],
    "rateKnob.off": ["SensorBus"],
    "rateKnob.reset": [],
    "rateKnob.garbage": ["SensorBus"],
    "rateKnob.intermittent": ["SensorBus"],
    "rateKnob.stuck": [],
    "rateKnob.wrong": [],
    "rateKnob.open": ["SensorBus"],
    "seriesSwitch.open": ["DriveStall", "ChainLost"],
    "seriesSwitch.short": ["ChainLost"],
    "latchSwitch.stuckLow": ["CartridgeRemoved"],
    "latchSwitch.stuckHigh": [],
    "latchPin.stuckLow": ["CartridgeRemoved"],
    "latchPin.stuckHigh": [],
    "triggerPin.stuckHigh": [],
    "triggerPin.stuckLow": [],
    "life.stuckHigh": ["ChainLost"],
    "life.stuckLow": ["ChainLost"],
    "life.hiZ": ["ChainLost"],
    "arm.stuckHigh": ["ChainLost"],
    "arm.stuckLow": ["ChainLost"],
    "arm.hiZ": ["ChainLost"],
    "enableReadback.stuckHigh": ["ChainLost"],
    "enableReadback.stuckLow": ["ChainLost"],
    "watchdog.stuckHigh": [],
    "watchdog.stuckLow": ["ChainLost"],
    "chargePump.stuckHigh": [],
    "chargePump.stuckLow": ["ChainLost"],
    "safeLatch.stuckLow": ["ChainLost"],
    "safeLatch.stuckHigh": ["ChainLost"],
    "motor.stuck": ["DriveStall"],
    "motor.slow": [],
    "motor.open": ["DriveStall"],
    "motor.short": ["DriveChip", "DriveStall"],
}

/** Pairs that may end a run by these faults or none, as they happen to strike: for them a list above may be empty. */
const MAY_END: Readonly<Record<string, readonly string[]>> = {
    // Where the load is light, it only turns too slowly: a pause.
    "drive.slow": ["DriveStall"],
    // One access in three is lost. A run asks once a tick, and of two ticks in a row one has a good frame; the ticks
    // after it ask more than once, so that two in a row may lose theirs.
    "hall.intermittent": ["SensorBus"],
    "depthKnob.intermittent": ["SensorBus"],
    // Its reset takes 11 ms. Where something was found, the stepper's next tick comes 7 ms later and gives up too
    // early, in each run; the solenoid's takes 12 ms and more, so that the bridge is mostly heard.
    "bridge.slow": ["SensorBus"],
}

/** Pairs whose end is not safe yet on either variant, and why. */
export const OPEN_ENDS: Readonly<Record<string, string>> = {
    "triggerPin.stuckLow": "one contact asks for strokes; when it sticks, a release is not seen",
}

/**
 * Where the drive lets go by itself, the cam coasts until the program sees it and brakes: here the
 * residual strokes of PEN-SAF-16 count from the brake.
 */
const COASTS = ["drive", "motor", "seriesSwitch", "i2c"]

const told = (run: FaultRun): string => run.log.join("\n")

/** What holds for every fault, seen at the plant. */
export function expectSafe(run: FaultRun, unit: FaultUnit): void {
    const { figures } = run
    expect(figures.strokesUnauthorised, told(run)).toBe(0)
    expect(figures.overSelectedUmMax, told(run)).toBeLessThanOrEqual(OVER_MAX_UM)
    const after = COASTS.includes(unit) ? run.strokesBrakedMax : figures.strokesAfterStopMax
    expect(after, told(run)).toBeLessThanOrEqual(STROKES_AFTER_MAX)
    expect(run.strayDriveMs, told(run)).toBeLessThanOrEqual(STRAY_MS_MAX)
}

/** Pairs that end a run without a fault, and the reason that is shown for as long as they last. */
const PAUSES: Readonly<Record<string, string>> = {
    "gauge.off": "BatteryLow",
    "gauge.garbage": "BatteryLow",
    "gauge.intermittent": "BatteryLow",
    "gauge.wrong": "BatteryLow",
    "battery.wrong": "BatteryLow",
}

/** It ends as it should, for the right reason, and a repaired pen works again. */
export function expectEnd(run: FaultRun, name: string, faults: readonly string[]): void {
    if (faults.length > 0) {
        expect(["Locked", "Faulted", "SelfTest"], told(run)).toContain(run.broken.state)
        expect(
            run.faults.some(fault => faults.includes(fault)),
            `${run.faults.join()} for ${name}\n${told(run)}`
        ).toBe(true)
    } else {
        const may = MAY_END[name] ?? []
        expect(
            run.faults.filter(fault => !may.includes(fault)),
            `${name}\n${told(run)}`
        ).toEqual([])
    }
    const pause = PAUSES[name]
    if (pause !== undefined) {
        expect([run.broken.state, run.broken.fault], told(run)).toEqual(["Locked", "None"])
        expect(run.broken.inhibits, told(run)).toContain(pause)
    }
    // A bus that blocks the program for seconds ends in a restart on purpose; nothing else may.
    const wanted = name === "i2c.stuckLow" ? ["restart"] : []
    expect(run.restarts.filter(event => event !== "power-off" && !wanted.includes(event))).toEqual(
        []
    )
    // What needs an inspection is not put right by clearing, nor by switching off and on (PEN-SAF-11).
    if (run.faults.includes("DepthOver") || run.faults.includes("Leak")) {
        expect(run.final.inhibits, told(run)).toContain("Quarantined")
        expect([run.remedy, run.strokesAgain], told(run)).toEqual(["none", false])
        return
    }
    // The power-on self-test is repeated by switching off and on, and by nothing less (PEN-SAF-14).
    if (!run.faults.includes("SelfTestFailed"))
        expect(["clear", "reinsert"], told(run)).toContain(run.remedy)
    expect(run.strokesAgain, told(run)).toBe(true)
    expect(run.final.state, told(run)).toBe("Ready")
}
