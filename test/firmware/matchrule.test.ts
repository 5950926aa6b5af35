/** PEN-SAF-01: what must never make a stroke, tried on a pen that is otherwise ready for one. */
import { describe, expect, test } from "vitest"
import { Kind } from "../../src/core/kind"
import { sealRecord } from "../../src/core/cartridge"
import { cartridgeImage } from "../../sim/cartridgeimage"
import { parseScenario } from "../../sim/scenario"
import { anyDepth, treatment, type Treatment, type TreatmentOptions } from "../support/treatment"

/** Presses three times, for longer than Arming may last, and looks at the plant. */
function tryToStart(pen: Treatment): void {
    for (let press = 0; press < 3; press++) {
        pen.do({ do: "press" }).wait(700)
        pen.do({ do: "release" }).wait(100)
    }
    expectNothingMoved(pen)
}

function expectNothingMoved(pen: Treatment): void {
    expect(pen.figures.strokes, pen.story()).toBe(0)
    expect(pen.figures.driveOnMs, pen.story()).toBe(0)
    expect(pen.figures.strokesUnauthorised).toBe(0)
    expect(pen.pen.world.plant.carriageUm).toBeLessThanOrEqual(0)
    expect(pen.figures.protrusionUmMax).toBeLessThanOrEqual(0)
}

/** A record of cartridge kinds that no scenario can describe, with a good checksum. */
function strangeKind(kind: number): Uint8Array {
    const file = { schema: 1, cartridges: { a: anyDepth }, steps: [], untilMs: 1 }
    const { memory } = cartridgeImage(
        parseScenario(file, "test", () => new Uint8Array()),
        "a"
    )
    memory[1] = kind
    sealRecord(memory.subarray(0, 32))
    return memory
}

const image = { image: "a.bin", rom: "2D4A6B0C0D0E0F93" }

interface Refused {
    readonly what: string
    readonly inhibit: string
    readonly options: TreatmentOptions
}

const refused: Refused[] = [
    {
        what: "record with a bad checksum",
        inhibit: "CartridgeCorrupt",
        options: { cartridge: { ...anyDepth, crc: "bad" } },
    },
    {
        what: "blank memory",
        inhibit: "CartridgeCorrupt",
        options: { cartridge: image, image: new Uint8Array(144).fill(0xff) },
    },
    {
        what: "record of version 2",
        inhibit: "CartridgeUnknownVersion",
        options: { cartridge: { ...anyDepth, version: 2 } },
    },
    {
        what: "kind 0",
        inhibit: "CartridgeUnknownKind",
        options: { cartridge: image, image: strangeKind(Kind.Unknown) },
    },
    {
        what: "kind 9",
        inhibit: "CartridgeUnknownKind",
        options: { cartridge: image, image: strangeKind(9) },
    },
    {
        what: "roller head",
        inhibit: "CartridgeNotDrivable",
        options: { cartridge: { kind: "roller", lengthUm: 1000 } },
    },
    {
        what: "depth above the cartridge's maximum",
        inhibit: "DepthAboveCartridge",
        options: { cartridge: { kind: "adjustable", minUm: 0, maxUm: 950 } },
    },
    {
        what: "depth below the cartridge's minimum",
        inhibit: "DepthBelowCartridge",
        options: { cartridge: { kind: "adjustable", minUm: 1050, maxUm: 2000 } },
    },
    {
        what: "fixed cartridge of another length",
        inhibit: "DepthNotCartridgeLength",
        options: { cartridge: { kind: "fixed", lengthUm: 1050 } },
    },
    {
        what: "nano cartridge at 0.30 mm",
        inhibit: "DepthAboveCartridge",
        options: { cartridge: { kind: "nano" }, depthUm: 300 },
    },
    {
        what: "nano cartridge whose record claims 0.50 mm",
        inhibit: "CartridgeCorrupt",
        options: { cartridge: { kind: "nano", maxUm: 500 }, depthUm: 200 },
    },
    {
        what: "needle plate further out than the pen can park",
        inhibit: "CartridgeCorrupt",
        options: { cartridge: { ...anyDepth, tipOffsetUm: 250 } },
    },
    {
        what: "calibration missing",
        inhibit: "CalibrationMissing",
        options: { pen: { calibration: "missing" } },
    },
    {
        what: "calibration corrupt in both slots",
        inhibit: "CalibrationMissing",
        options: { pen: { calibration: "corrupt" } },
    },
]

describe("PEN-SAF-01: acknowledged and pressed", () => {
    for (const { what, inhibit, options } of refused)
        test(`PEN-SAF-01: ${what}: no stroke, no drive, ${inhibit}`, async () => {
            const pen = (await treatment(options)).powerOn()
            const { depthUm = 1000 } = options
            pen.do({ do: "set_depth", um: depthUm }).do({ do: "insert", cartridge: "a" })
            pen.untilState("Locked", 4_000)
            pen.wait(600).do({ do: "acknowledge" }).wait(200)
            expect(pen.inhibits, pen.story()).toContain(inhibit)
            tryToStart(pen)
            expect(pen.state).toBe("Locked")
        })
})

test("PEN-SAF-01: no cartridge: no stroke, no drive", async () => {
    const pen = (await treatment()).powerOn()
    pen.untilState("Locked", 4_000)
    pen.do({ do: "acknowledge" }).wait(200)
    tryToStart(pen)
    expect(pen.inhibits).toContain("NoCartridge")
})

test("PEN-SAF-01: cartridge that never answers: no stroke, CartridgeUnread", async () => {
    const pen = (await treatment()).powerOn()
    pen.do({ do: "insert", cartridge: "a" })
    pen.do({ do: "fault", unit: "cartridge", kind: "off" })
    pen.untilState("Locked", 4_000)
    pen.do({ do: "acknowledge" }).wait(500)
    tryToStart(pen)
    expect(pen.inhibits).toContain("CartridgeUnread")
})

test("PEN-SAF-01: checklist not acknowledged: no stroke, ChecklistOpen", async () => {
    const pen = (await treatment()).powerOn()
    pen.do({ do: "insert", cartridge: "a" })
    pen.untilState("Locked", 4_000)
    pen.wait(600)
    tryToStart(pen)
    expect(pen.inhibits).toEqual(["ChecklistOpen"])
})

test("PEN-SAF-01: acknowledged, then another cartridge: ChecklistOpen again", async () => {
    const pen = (await treatment({ other: anyDepth })).powerOn().makeReady()
    pen.do({ do: "remove" }).wait(200)
    pen.do({ do: "insert", cartridge: "b" }).wait(700)
    tryToStart(pen)
    expect(pen.inhibits).toEqual(["ChecklistOpen"])
})

test("PEN-SAF-18: 1.55 mm not confirmed: no stroke, DeepNotConfirmed; 1.50 mm needs none", async () => {
    const pen = (await treatment({ depthUm: 1500 })).powerOn().makeReady()
    pen.do({ do: "set_depth", um: 1550 }).wait(100)
    tryToStart(pen)
    expect(pen.inhibits).toEqual(["DeepNotConfirmed"])
    pen.do({ do: "set_depth", um: 1500 }).wait(100)
    pen.start()
    expect(pen.state).toBe("Running")
})

test("PEN-SAF-18: confirmed at 1.55 mm, then 1.60 mm: asked again", async () => {
    const pen = (await treatment({ depthUm: 1550 })).powerOn().makeReady()
    pen.do({ do: "set_depth", um: 1600 }).wait(100)
    tryToStart(pen)
    expect(pen.inhibits).toEqual(["DeepNotConfirmed"])
    pen.do({ do: "set_depth", um: 1550 }).wait(100)
    expect(pen.inhibits, "a confirmation does not come back").toEqual(["DeepNotConfirmed"])
})

test("PEN-SAF-01: STOP loop open: no stroke, StopOpen", async () => {
    const pen = (await treatment()).powerOn().makeReady()
    pen.pen.world.chain.stopClosed.set(0)
    pen.wait(100)
    tryToStart(pen)
    expect(pen.inhibits).toContain("StopOpen")
})
