import { expect, test } from "vitest"
import { Inhibit, inhibitNames } from "../../src/core/inhibit"
import type { Inputs } from "../../src/core/inputs"
import type { Interlock } from "../../src/core/interlock"
import { Kind } from "../../src/core/kind"
import { match } from "../../src/core/match"
import { State } from "../../src/core/state"
import { goodInputs, lockIn } from "./support"

/** Names of what stands in the way of a start, for a pen at rest. */
function reasons(fields: Partial<Inputs>, lock: Partial<Interlock> = {}): string[] {
    const inputs = { ...goodInputs(), ...fields }
    return inhibitNames(match({ ...lockIn(State.Ready), ...lock }, inputs, true))
}

const nano = { kind: Kind.Nano, minUm: 0, maxUm: 250 }
const fixed = { kind: Kind.Fixed, minUm: 1000, maxUm: 1000, lengthUm: 1000 }
const roller = { kind: Kind.Roller, minUm: 1000, maxUm: 1000, lengthUm: 1000 }

test("PEN-SAF-01: match rule: everything right: nothing stands in the way", () => {
    expect(reasons({})).toEqual([])
})

test.each<[string, Partial<Inputs>, string[]]>([
    ["no cartridge", { cartridge: Inhibit.NoCartridge, latchClosed: false }, ["NoCartridge"]],
    ["latch open", { latchClosed: false }, ["LatchOpen"]],
    ["record not read", { cartridge: Inhibit.CartridgeUnread }, ["CartridgeUnread"]],
    ["record corrupt", { cartridge: Inhibit.CartridgeCorrupt }, ["CartridgeCorrupt"]],
    [
        "corrupt, of a roller",
        { ...roller, cartridge: Inhibit.CartridgeCorrupt },
        ["CartridgeCorrupt"],
    ],
    ["another cartridge than the accepted one", { cartridgeChanged: true }, ["CartridgeUnread"]],
    ["kind unknown", { kind: Kind.Unknown }, ["CartridgeUnknownKind"]],
    ["roller", roller, ["CartridgeNotDrivable"]],
    ["50 µm below the minimum", { depthUm: 450, minUm: 500 }, ["DepthBelowCartridge"]],
    ["50 µm above the maximum", { depthUm: 1050, maxUm: 1000 }, ["DepthAboveCartridge"]],
    ["a depth below zero", { depthUm: -50, minUm: -50 }, ["DepthBelowCartridge"]],
    ["50 µm above the profile", { depthUm: 650, profileMaxUm: 600 }, ["DepthAboveProfile"]],
    ["1,550 µm unconfirmed", { depthUm: 1550 }, ["DeepNotConfirmed"]],
    ["not homed", { homed: false }, ["NotHomed"]],
    ["chain not proven", { chainProven: false }, ["ChainNotProven"]],
    ["1 % below the reserve", { batteryPercent: 19 }, ["BatteryLow"]],
    ["a battery of which nothing is known", { batteryPercent: 0 }, ["BatteryLow"]],
    ["stop loop open", { stopClosed: false }, ["StopOpen"]],
    ["in quarantine", { quarantined: true }, ["Quarantined"]],
    ["no calibration", { calibrationGood: false }, ["CalibrationMissing"]],
    [
        "no calibration, depths apart",
        { calibrationGood: false, measuredUm: 900 },
        ["CalibrationMissing"],
    ],
    ["81 µm too deep at rest", { commandedUm: -200, measuredUm: -119 }, ["DepthDisagrees"]],
    ["81 µm too shallow at rest", { commandedUm: -200, measuredUm: -281 }, ["DepthDisagrees"]],
])("PEN-SAF-01: match rule: %s: that reason and no other", (_, fields, expected) => {
    expect(reasons(fields)).toEqual(expected)
})

test.each<[string, Partial<Inputs>]>([
    ["at the minimum", { depthUm: 500, minUm: 500 }],
    ["at the maximum", { depthUm: 1000, maxUm: 1000 }],
    ["at the profile's depth", { depthUm: 600, profileMaxUm: 600 }],
    ["at 1,500 µm", { depthUm: 1500 }],
    ["at 0 µm", { depthUm: 0 }],
    ["at the reserve", { batteryPercent: 20 }],
    ["80 µm apart at rest", { commandedUm: -200, measuredUm: -120 }],
    ["80 µm apart at rest, the other way", { commandedUm: -200, measuredUm: -280 }],
    ["far apart while the carriage moves", { standstill: false, measuredUm: 700 }],
    ["fixed at its length", fixed],
    ["nano at 250 µm", { ...nano, depthUm: 250 }],
])("match rule: %s: permitted", (_, fields) => {
    expect(reasons(fields)).toEqual([])
})

test("PEN-FUN-06: match rule: fixed cartridge: every other depth is refused", () => {
    for (let depthUm = 0; depthUm <= 1500; depthUm += 50)
        expect(reasons({ ...fixed, depthUm })).toEqual(
            depthUm === 1000 ? [] : ["DepthNotCartridgeLength"]
        )
})

test("PEN-FUN-06: match rule: nano cartridge: never beyond 250 µm, whatever its record claims", () => {
    for (let depthUm = 0; depthUm <= 1500; depthUm += 50)
        expect(reasons({ ...nano, maxUm: 2500, depthUm })).toEqual(
            depthUm <= 250 ? [] : ["DepthAboveCartridge"]
        )
})

test("PEN-FUN-07: match rule: fixed needles from 0.5 to 2.0 mm: each matches its own setting only", () => {
    for (let lengthUm = 500; lengthUm <= 2000; lengthUm += 50) {
        const sized = { ...fixed, minUm: lengthUm, maxUm: lengthUm, lengthUm }
        const lock = { deepUm: lengthUm }
        expect(reasons({ ...sized, depthUm: lengthUm }, lock)).toEqual([])
        expect(reasons({ ...sized, depthUm: lengthUm - 50 })).toContain("DepthNotCartridgeLength")
        expect(reasons({ ...sized, depthUm: lengthUm + 50 })).toContain("DepthNotCartridgeLength")
    }
})

test("PEN-SAF-18: match rule: every setting above 1,500 µm: needs its own confirmation", () => {
    const inputs = { kind: Kind.Adjustable, maxUm: 2500 }
    for (let depthUm = 1550; depthUm <= 2500; depthUm += 50) {
        expect(reasons({ ...inputs, depthUm }, { deepUm: depthUm })).toEqual([])
        expect(reasons({ ...inputs, depthUm }, { deepUm: depthUm - 50 })).toEqual([
            "DeepNotConfirmed",
        ])
    }
})

test("PEN-SAF-03: match rule: beyond the device's 2,500 µm: refused, whatever cartridge and profile say", () => {
    const inputs = { depthUm: 2550, maxUm: 9999, profileMaxUm: 9999 }
    expect(reasons(inputs, { deepUm: 2550 })).toEqual(["DepthAboveCartridge"])
})

test("match rule: several reasons: all are told", () => {
    const inputs = { depthUm: 1600, maxUm: 1500, homed: false, stopClosed: false }
    expect(reasons(inputs, { acknowledged: false })).toEqual([
        "DepthAboveCartridge",
        "DeepNotConfirmed",
        "NotHomed",
        "StopOpen",
        "ChecklistOpen",
    ])
})

test("PEN-SAF-07: match rule: in Arming and Running: leaves the measured depth to the monitor's two samples", () => {
    const inputs = { ...goodInputs(), commandedUm: 1000, measuredUm: 1300 }
    expect(match(lockIn(State.Running), inputs, false)).toBe(0)
})
