/** The step `service`: peers in scenarios, friendly and hostile, with the bench strap closed or open. */
import { describe, expect, test } from "vitest"
import { Refusal } from "../../sim/refusal"
import type { RunEvent, RunResult } from "../../sim/result"
import { runScenario } from "../../sim/run"
import { parseScenario } from "../../sim/scenario"
import { bytecodeOf } from "../support/bytecode"
import { variant } from "../support/variant"

const bytecode = bytecodeOf[variant]

/** Running from 3.3 s on. */
const treatment = [
    { atMs: 10, do: "insert", cartridge: "a" },
    { atMs: 20, do: "set_depth", um: 1000 },
    { atMs: 3_000, do: "acknowledge" },
    { atMs: 3_600, do: "press" },
]

async function play(steps: object[], untilMs: number, pen: object = {}): Promise<RunResult> {
    const cartridges = { a: { kind: "adjustable", minUm: 0, maxUm: 1500 } }
    const file = { schema: 1, variant, cartridges, pen, steps, untilMs }
    const scenario = parseScenario(file, "test", () => new Uint8Array())
    return runScenario(scenario, bytecode)
}

function reports({ events }: RunResult): RunEvent[] {
    return events.filter(({ kind }) => kind === "report")
}

const step = (atMs: number, service: string, what: object): object => ({
    atMs,
    do: "service",
    service,
    ...what,
})

describe("scenario: service", () => {
    test("scenario: service: a register and a command: answered in the words of the specification", async () => {
        const result = await play(
            [
                step(4_000, "safetyInterlock", { register: "state" }),
                step(4_100, "depthActuator", { command: "set_profile_maximum", args: [0.5] }),
                step(4_200, "depthActuator", { register: "profile_maximum" }),
            ],
            5_000
        )
        expect(reports(result)).toMatchObject([
            { service: "safetyInterlock", name: "state", says: "Locked" },
            { service: "depthActuator", name: "set_profile_maximum", says: "None" },
            { service: "depthActuator", name: "profile_maximum", says: "0.5" },
        ])
    })

    test("PEN-SAF-12: scenario: service: a peer asks for a stop: strokes end", async () => {
        const steps = [...treatment, step(6_000, "needleDrive", { command: "stop" })]
        const { reactions, final, plant } = await play(steps, 7_000)
        expect(reactions[0]).toMatchObject({ cause: "service" })
        expect(reactions[0]!.driveOffMs!).toBeLessThan(200)
        expect(final).toMatchObject({ state: "Ready", fault: "None" })
        expect(plant.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-12: scenario: service: the runtime is told to stop the program: with the strap only", async () => {
        const off = step(6_000, "deviceScriptManager", { register: "running", args: [false] })
        const strapped = await play([...treatment, off], 7_000)
        expect(strapped.reactions[0]!.driveOffMs!).toBeLessThanOrEqual(150)
        const { final, reactions, plant } = await play([...treatment, off], 7_000, {
            benchStrap: false,
        })
        expect(final.state).toBe("Running")
        expect(reactions[0]!.driveOffMs).toBeNull()
        expect(plant.driveOnMs).toBeGreaterThan(strapped.plant.driveOnMs + 500)
    })

    test.each([
        [
            "an unknown service",
            "toaster",
            { register: "state" },
            'no service "toaster": expected one',
        ],
        ["an unknown register", "journal", { register: "page" }, 'journal has no register "page"'],
        ["neither", "journal", {}, "either a register or a command"],
        [
            "too few values",
            "journal",
            { command: "read" },
            "args of read: one value each for entry",
        ],
        ["too many", "needleDrive", { command: "stop", args: [1] }, "args of stop: no values"],
    ])("scenario: service: %s: refused before anything runs", async (_what, service, what, why) => {
        const played = play([step(100, service, what)], 1_000)
        await expect(played).rejects.toThrow(Refusal)
        await expect(played).rejects.toThrow(why)
    })
})
