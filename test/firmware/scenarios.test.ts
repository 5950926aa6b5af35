/** Every scenario of the repository on the shipped bytecode: what it expects of the plant comes true. */
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { runScenario } from "../../sim/run"
import { loadScenario, parseScenario } from "../../sim/scenario"
import type { Scenario } from "../../sim/scenario"
import { root } from "../../tools/paths"
import { bytecodeOf } from "../support/bytecode"
import { filesEnding } from "../support/sources"

/** Scenarios by file name, with the requirements that their expectations check. */
const scenarios: [name: string, requirements: string][] = [
    ["cartridge-pulled-while-running", "PEN-SAF-04, PEN-SAF-16"],
    ["chip-reset-while-running", "PEN-SAF-17"],
    ["depth-above-cartridge", "PEN-SAF-01, PEN-SAF-03"],
    ["first-treatment", "PEN-SAF-16, PEN-FUN-01"],
    ["fixed-length-mismatch", "PEN-SAF-01, PEN-FUN-06"],
    ["knob-turned-while-running", "PEN-SAF-05, PEN-SAF-16"],
    ["program-hang-while-running", "PEN-SAF-06"],
    ["stuck-latch-pin", "PEN-SAF-04, PEN-SAF-17"],
    ["two-sessions", "PEN-SAF-08, PEN-SAF-16"],
]

const pathOf = (name: string): string => `scenarios/${name}.json`

describe.each(["stepper", "solenoid"] as const)("scenarios on the %s", variant => {
    test.each(scenarios)("scenario: %s (%s): everything that it expects comes true", async name => {
        const scenario = loadScenario(join(root, pathOf(name)), { variant })
        const { expect: judged, plant } = await play(scenario)
        expect(judged).toEqual({ ok: true, failed: [] })
        expect(plant.strokesUnauthorised).toBe(0)
    })
})

describe("scenarios", () => {
    test("scenarios: the folder: each file is played here, and expects something", () => {
        const files = filesEnding(".json").filter(path => path.startsWith("scenarios/"))
        expect(files).toEqual(scenarios.map(([name]) => pathOf(name)))
        for (const file of files) expect(loadScenario(join(root, file)).expect).not.toEqual({})
    })
})

function play(scenario: Scenario) {
    return runScenario(scenario, bytecodeOf[scenario.variant])
}

/** A cartridge that is damaged in some way, and a person who presses the trigger all the same. */
function damaged(cartridge: object, fault?: object): Scenario {
    const steps = [
        { atMs: 2500, do: "insert", cartridge: "a" },
        ...(fault ? [{ atMs: 2501, do: "fault", unit: "cartridge", ...fault }] : []),
        { atMs: 3500, do: "acknowledge" },
        { atMs: 5000, do: "press" },
    ]
    const cartridges = { a: { kind: "adjustable", minUm: 0, maxUm: 1500, ...cartridge } }
    const file = { schema: 1, seed: 11, cartridges, steps, untilMs: 6000 }
    return parseScenario(file, "damaged", () => new Uint8Array())
}

describe("cartridges that are not to be trusted", () => {
    test.each([
        ["bits disturbed in reading", {}, { kind: "garbage" }, /Cartridge(Unread|Corrupt)/],
        ["contact lost", {}, { kind: "off" }, /NoCartridge|CartridgeUnread/],
        ["bad checksum", { crc: "bad" }, undefined, /CartridgeCorrupt/],
        ["another layout", { version: 2 }, undefined, /CartridgeUnknownVersion/],
        ["impossible plate position", { tipOffsetUm: 400 }, undefined, /CartridgeCorrupt/],
    ])(
        "PEN-SAF-10: cartridge: %s: locked with its reason, no drive",
        async (_what, cartridge, fault, why) => {
            const { final, plant } = await play(damaged(cartridge, fault))
            expect(final.state).toBe("Locked")
            expect(final.inhibits.join()).toMatch(why)
            expect([plant.strokes, plant.driveOnMs]).toEqual([0, 0])
            expect(plant.protrusionUmMax).toBeLessThanOrEqual(0)
        }
    )
})
