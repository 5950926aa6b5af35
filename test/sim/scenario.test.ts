import { describe, expect, test } from "vitest"
import { Refusal } from "../../sim/refusal"
import { parseScenario } from "../../sim/scenario"

const cartridge = { kind: "adjustable", minUm: 0, maxUm: 1500 }
const press = { atMs: 4000, do: "press" }

function scenario(changes: object = {}): object {
    return { schema: 1, cartridges: { a: cartridge }, steps: [press], untilMs: 5000, ...changes }
}

function parse(value: unknown, image: Uint8Array = new Uint8Array(144)) {
    return parseScenario(value, "file.json", () => image)
}

/** The text of the refusal, without the name of the file. */
function refusal(value: unknown, image?: Uint8Array): string {
    try {
        parse(value, image)
    } catch (error) {
        if (error instanceof Refusal) return error.message.replaceAll("file.json: ", "")
        throw error
    }
    return "accepted"
}

const withStep = (step: object): object => scenario({ steps: [{ atMs: 100, ...step }] })
const withCartridge = (changes: object): object =>
    scenario({ cartridges: { a: { ...cartridge, ...changes } } })
const image = { image: "dump.bin", rom: "2D4A6B0C0D0E0F93" }

describe("scenario: what may be left out", () => {
    test("scenario: only what is needed: the rest has its defaults", () => {
        const parsed = parse(scenario())
        expect(parsed).toMatchObject({
            variant: "stepper",
            seed: 1,
            pen: { batteryPercent: 90, triggerMode: "hold", calibration: "good" },
            cartridges: { a: { needles: 12, used: false, crc: "good", version: 1 } },
            expect: {},
        })
    })

    test("scenario: steps out of order: sorted by time, those of one instant as written", () => {
        const steps = [
            { atMs: 30, do: "press" },
            { atMs: 10, do: "remove" },
            { atMs: 10, do: "acknowledge" },
        ]
        const order = parse(scenario({ steps })).steps.map(step => step.do)
        expect(order).toEqual(["remove", "acknowledge", "press"])
    })

    test("scenario: an image of 144 bytes: is read beside the scenario", () => {
        const parsed = parse(scenario({ cartridges: { b: image } }), new Uint8Array(144).fill(7))
        expect(parsed.cartridges["b"]).toMatchObject({ rom: image.rom, memory: { 143: 7 } })
    })
})

describe("scenario: refusals name the place, what was expected and what was found", () => {
    const rows: [string, object, string][] = [
        [
            "unknown key",
            scenario({ extra: 1 }),
            "extra: expected only the keys schema, variant, seed",
        ],
        ["another version", scenario({ schema: 2 }), "schema: expected 1, the only version"],
        [
            "unknown action",
            withStep({ do: "jump" }),
            "steps[0].do: expected an action: one of insert",
        ],
        [
            "unknown key of a step",
            withStep({ do: "press", hard: 1 }),
            "steps[0].hard: expected only the",
        ],
        [
            "negative depth",
            withStep({ do: "set_depth", um: -50 }),
            "steps[0].um: expected a multiple of 50",
        ],
        [
            "depth off the grid",
            withStep({ do: "set_depth", um: 1010 }),
            "of µm from 0 to 2500, found 1010",
        ],
        ["rate too high", withStep({ do: "set_rate", hz: 151 }), "from 30 to 150, found 151"],
        [
            "value missing",
            withStep({ do: "set_rate" }),
            "steps[0].hz: expected a whole number of Hz",
        ],
        [
            "fraction of a ms",
            scenario({ steps: [{ ...press, atMs: 0.5 }] }),
            "steps[0].atMs: expected a whole",
        ],
        [
            "step after the end",
            scenario({ untilMs: 100 }),
            "steps[0].atMs: expected at most untilMs (100)",
        ],
        [
            "unknown cartridge",
            withStep({ do: "insert", cartridge: "z" }),
            'steps[0].cartridge: expected the name of a cartridge (a), found "z"',
        ],
        [
            "unknown unit",
            withStep({ do: "fault", unit: "wheel", kind: "off" }),
            "steps[0].unit: expected a fault unit",
        ],
        [
            "meaningless pair",
            withStep({ do: "fault", unit: "latchPin", kind: "slow" }),
            "steps[0].kind: expected a kind that means something for latchPin: stuckHigh, stuckLow",
        ],
        [
            "value without meaning",
            withStep({ do: "fault", unit: "latchPin", kind: "stuckLow", value: 3 }),
            "steps[0].value: expected no value",
        ],
        [
            "unit of the other variant",
            scenario({
                variant: "solenoid",
                steps: [{ atMs: 1, do: "fault", unit: "motion", kind: "off" }],
            }),
            "expected a unit that the solenoid pen has",
        ],
        [
            "unit not fitted yet",
            withStep({ do: "fault", unit: "forceAdc", kind: "off" }),
            "forceAdc is not fitted yet",
        ],
        [
            "register and command",
            withStep({ do: "service", service: "drive", register: "a", command: "b" }),
            "either a register or a command",
        ],
        [
            "unknown kind",
            withCartridge({ kind: "laser" }),
            "cartridges.a.kind: expected a kind of cartridge: one of adjustable, fixed, nano, roller",
        ],
        [
            "key of another kind",
            withCartridge({ lengthUm: 500 }),
            "cartridges.a.lengthUm: expected only the keys kind, minUm",
        ],
        [
            "minimum over maximum",
            withCartridge({ minUm: 1600 }),
            "cartridges.a.minUm: expected minUm up to maxUm, found 1600 and 1500",
        ],
        [
            "date that is none",
            withCartridge({ expires: "2027-02-30" }),
            "cartridges.a.expires: expected a date",
        ],
        [
            "clone of nothing",
            withCartridge({ cloneOf: "z" }),
            "cartridges.a.cloneOf: expected the name of a cartridge",
        ],
        [
            "image without ROM",
            scenario({ cartridges: { b: { image: "x" } } }),
            "cartridges.b.rom: expected 16 hexadecimal digits",
        ],
        [
            "ROM with a bad CRC",
            scenario({ cartridges: { b: { ...image, rom: "2D4A6B0C0D0E0F94" } } }),
            "cartridges.b.rom: expected 16 hexadecimal digits, the last two being the CRC-8",
        ],
        [
            "battery over full",
            scenario({ pen: { batteryPercent: 101 } }),
            "pen.batteryPercent: expected a whole number of % from 0 to 100, found 101",
        ],
        ["no end", scenario({ untilMs: undefined }), "untilMs: expected a whole number of ms"],
    ]
    test.each(rows)("scenario: %s: refused", (_case, value, expected) => {
        expect(refusal(value)).toContain(expected)
    })

    test("scenario: an image of 143 bytes: refused with both sizes", () => {
        const text = refusal(scenario({ cartridges: { b: image } }), new Uint8Array(143))
        expect(text).toBe(
            'cartridges.b.image: expected a DS2431 image of 144 bytes, found "dump.bin" with 143 bytes'
        )
    })

    test.each([null, 3, "text", []])("scenario: %j instead of an object: refused", value => {
        expect(refusal(value)).toContain("expected a scenario: an object")
    })

    test("scenario: three mistakes: all three are told", () => {
        const steps = [
            { atMs: -1, do: "press" },
            { atMs: 1, do: "leap" },
        ]
        expect(refusal(scenario({ steps, seed: "x" })).split("\n")).toHaveLength(3)
    })
})
