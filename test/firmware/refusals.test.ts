/** PEN-SAF-09: every defect that a scenario can describe, as the JSON of a run and the panel tell it. */
import { describe, expect, test } from "vitest"
import { sealRecord } from "../../src/core/cartridge"
import { Inhibit, inhibitNames } from "../../src/core/inhibit"
import { inhibitText } from "../../src/core/text"
import { cartridgeImage } from "../../sim/cartridgeimage"
import { romOf } from "../../sim/rom"
import { runScenario } from "../../sim/run"
import { parseScenario } from "../../sim/scenario"
import { bytecodeOf } from "../support/bytecode"
import { variant } from "../support/variant"

const good = { kind: "adjustable", minUm: 0, maxUm: 1500 }
const rom = Buffer.from(romOf("raw", 1)).toString("hex")
const image = { image: "raw.bin", rom }

/** The bytes of a good cartridge of that ROM ID, with something done to them. */
function raw(change: (memory: Uint8Array) => void): Uint8Array {
    const file = { schema: 1, cartridges: { raw: good }, steps: [], untilMs: 1 }
    const made = parseScenario(file, "test", () => new Uint8Array())
    const { memory } = cartridgeImage(made, "raw")
    change(memory)
    return memory
}

interface Defect {
    readonly what: string
    readonly cartridge: object
    readonly memory?: Uint8Array
    readonly pen?: object
    readonly inhibit: Inhibit
}

const defects: readonly Defect[] = [
    { what: "used", cartridge: { ...good, used: true }, inhibit: Inhibit.CartridgeUsed },
    { what: "crc", cartridge: { ...good, crc: "bad" }, inhibit: Inhibit.CartridgeCorrupt },
    { what: "tag bad", cartridge: { ...good, tag: "bad" }, inhibit: Inhibit.CartridgeNotAuthentic },
    {
        what: "tag missing",
        cartridge: { ...good, tag: "missing" },
        inhibit: Inhibit.CartridgeNotAuthentic,
    },
    {
        what: "cloneOf",
        cartridge: { ...good, cloneOf: "b" },
        inhibit: Inhibit.CartridgeNotAuthentic,
    },
    {
        what: "version",
        cartridge: { ...good, version: 2 },
        inhibit: Inhibit.CartridgeUnknownVersion,
    },
    {
        what: "expired",
        cartridge: { ...good, expires: "2026-11-21" },
        inhibit: Inhibit.CartridgeExpired,
    },
    {
        what: "expiry, clock lost",
        cartridge: { ...good, expires: "2030-01-01" },
        pen: { clock: "lost" },
        inhibit: Inhibit.DateUnknown,
    },
    {
        what: "made for no stroke",
        cartridge: { ...good, ratedStrokes: 0 },
        inhibit: Inhibit.CartridgeWorn,
    },
    {
        what: "roller",
        cartridge: { kind: "roller", lengthUm: 500 },
        inhibit: Inhibit.CartridgeNotDrivable,
    },
    {
        what: "raw image, blank",
        cartridge: image,
        memory: new Uint8Array(144).fill(0xff),
        inhibit: Inhibit.CartridgeCorrupt,
    },
    {
        what: "raw image of kind 9",
        cartridge: image,
        memory: raw(memory => {
            memory[1] = 9
            sealRecord(memory.subarray(0, 32))
        }),
        inhibit: Inhibit.CartridgeUnknownKind,
    },
    {
        what: "raw image, a later expiry written into it",
        cartridge: image,
        memory: raw(memory => {
            memory[17]! ^= 0x40
            sealRecord(memory.subarray(0, 32))
        }),
        inhibit: Inhibit.CartridgeNotAuthentic,
    },
    {
        what: "raw image whose marks could be erased",
        cartridge: image,
        memory: raw(memory => memory.fill(0, 0x82, 0x84)),
        inhibit: Inhibit.CartridgeNotAuthentic,
    },
    {
        what: "raw image worn out",
        cartridge: image,
        memory: raw(memory => {
            memory.fill(0, 0x40, 0x48)
            memory.fill(0, 0x70, 0x80)
        }),
        inhibit: Inhibit.CartridgeUsed,
    },
]

/** What a cartridge may be refused for. */
const reasons = inhibitNames(
    Inhibit.CartridgeCorrupt |
        Inhibit.CartridgeUnknownKind |
        Inhibit.CartridgeUnknownVersion |
        Inhibit.CartridgeNotAuthentic |
        Inhibit.CartridgeUsed |
        Inhibit.CartridgeExpired |
        Inhibit.CartridgeNotDrivable |
        Inhibit.DateUnknown
)

describe("PEN-SAF-09: refused, in JSON and on the panel", () => {
    for (const { what, cartridge, memory, pen = {}, inhibit } of defects)
        test(`PEN-SAF-09: ${what}: ${inhibitNames(inhibit)[0]}, and its own words`, async () => {
            const file = {
                schema: 1,
                variant,
                pen,
                cartridges: { a: cartridge, b: good },
                steps: [
                    { atMs: 0, do: "set_depth", um: 500 },
                    { atMs: 5_000, do: "insert", cartridge: "a" },
                    { atMs: 6_000, do: "acknowledge" },
                    { atMs: 6_300, do: "press" },
                ],
                untilMs: 7_200,
            }
            const scenario = parseScenario(file, "test", () => memory ?? new Uint8Array())
            const { final, plant, messages } = await runScenario(scenario, bytecodeOf[variant])
            expect([final.state, plant.driveOnMs, plant.strokes]).toEqual(["Locked", 0, 0])
            const [name] = inhibitNames(inhibit)
            expect(final.inhibits).toContain(name)
            expect(final.inhibits.filter(one => reasons.includes(one) && one !== name)).toEqual([])
            expect(messages.at(-1)?.text).toBe(inhibitText(inhibit))
        })

    test("PEN-SAF-09: defects: a cartridge without one runs", async () => {
        const file = {
            schema: 1,
            variant,
            cartridges: { a: image },
            steps: [
                { atMs: 0, do: "set_depth", um: 500 },
                { atMs: 5_000, do: "insert", cartridge: "a" },
                { atMs: 6_000, do: "acknowledge" },
                { atMs: 6_300, do: "press" },
            ],
            untilMs: 7_200,
        }
        const memory = raw(() => undefined)
        const scenario = parseScenario(file, "test", () => memory)
        const { plant } = await runScenario(scenario, bytecodeOf[variant])
        expect(plant.strokes).toBeGreaterThan(10)
        expect(plant.strokesUnauthorised).toBe(0)
    })
})
