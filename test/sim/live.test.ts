import { describe, expect, test } from "vitest"
import { LivePen, asFile } from "../../sim/live"
import { Machine } from "../../sim/machine"
import { Random } from "../../sim/random"
import { runScenario } from "../../sim/run"
import { type Scenario, loadScenario, parseScenario } from "../../sim/scenario"
import { bytecode } from "../support/bytecode"

const machine = new Machine()
const blank = parseScenario(
    {
        schema: 1,
        seed: 5,
        cartridges: {
            wide: { kind: "adjustable", minUm: 0, maxUm: 2500 },
            short: { kind: "fixed", lengthUm: 500 },
        },
        steps: [],
        untilMs: 1,
    },
    "test",
    () => new Uint8Array()
)

const begin = (plan: Scenario): Promise<LivePen> => LivePen.begin(plan, bytecode, machine)

/** Saves what was done, reads the file again and plays it, on a machine of its own. */
async function replayed(live: LivePen): Promise<{ lived: string; played: string }> {
    const text = JSON.stringify(asFile(live.record()))
    const scenario = parseScenario(JSON.parse(text), "record", () => new Uint8Array(144))
    const { traceSha256: lived, ...one } = live.result(1)
    const { traceSha256: played, ...other } = await runScenario(scenario, bytecode)
    expect([other.final, other.plant]).toEqual([one.final, one.plant])
    expect(other.reactions).toEqual(one.reactions)
    return { lived, played }
}

describe("live pen", () => {
    test("live pen: a treatment done by hand at odd paces: its record replays to the same trace", async () => {
        const live = await begin(blank)
        const random = new Random(7, "paces")
        const waitUntil = (toMs: number): void => {
            while (live.nowMs < toMs)
                live.advanceTo(Math.min(toMs, live.nowMs + random.integer(1, 40)))
        }
        const plan: [number, object][] = [
            [2_500, { do: "insert", cartridge: "wide" }],
            [3_500, { do: "acknowledge" }],
            [3_619, { do: "acknowledge" }],
            [3_800, { do: "set_depth", um: 1_000 }],
            [5_000, { do: "press" }],
            [6_500, { do: "fault", unit: "hall", kind: "stuck", forMs: 200 }],
            [6_703, { do: "remove" }],
            [7_000, { do: "release" }],
        ]
        for (const [atMs, action] of plan) {
            waitUntil(atMs)
            live.act(action)
        }
        waitUntil(8_333)
        expect(live.result(1).plant.strokes).toBeGreaterThan(50)
        const { lived, played } = await replayed(live)
        expect(played).toBe(lived)
    })

    test("live pen: a hand in the middle of a planned scenario: the record holds both", async () => {
        const live = await begin(loadScenario("scenarios/first-treatment.json"))
        live.advanceTo(6_999)
        live.act({ do: "vm_hang", forMs: 300 })
        live.advanceTo(8_000)
        const record = live.record()
        expect(record.steps.map(step => step.do)).toEqual([
            "insert",
            "acknowledge",
            "set_depth",
            "set_rate",
            "press",
            "vm_hang",
        ])
        expect(Object.keys(record.cartridges)).toEqual(["a"])
        const { lived, played } = await replayed(live)
        expect(played).toBe(lived)
    })

    test("live pen: an action that means nothing: refused with what was expected, and nothing is kept", async () => {
        const live = await begin(blank)
        const refusals: [object, string][] = [
            [{ do: "leap" }, "action: steps[0].do: expected an action: one of insert"],
            [
                { do: "set_depth", um: 33 },
                "expected a multiple of 50 of µm from 0 to 2500, found 33",
            ],
            [{ do: "insert", cartridge: "none" }, "expected the name of a cartridge (wide, short)"],
            [{ do: "fault", unit: "solenoid", kind: "open" }, "a unit that the stepper pen has"],
            [{ do: "press", hard: true }, 'found the key "hard"'],
        ]
        for (const [action, text] of refusals) expect(() => live.act(action)).toThrow(text)
        live.advanceTo(100)
        expect(live.record().steps).toEqual([])
    })
})
