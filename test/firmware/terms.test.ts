/** Every other term of the match rule goes false while strokes are made, at any phase. */
import { expect, test } from "vitest"
import { type Action, runningTreatment, type Treatment } from "../support/treatment"
import { Worst } from "../support/worst"

const PENS = 2
const PHASES = 25

/** PEN-SAF-05: a sample is at most one tick old, and 20 ms from there. */
const SAMPLED_MS = 10
const LIMIT_MS = SAMPLED_MS + 20

interface Term {
    readonly name: string
    readonly action: Action
    readonly limitMs: number
    /** What the pen shows afterwards. */
    readonly fault: string
    /** Puts right what the action did. */
    repair(pen: Treatment): void
}

const terms: Term[] = [
    {
        name: "knob to a depth that the cartridge does not take",
        action: { do: "set_depth", um: 1400 },
        limitMs: LIMIT_MS,
        fault: "MatchLost",
        repair: pen => pen.do({ do: "set_depth", um: 1000 }),
    },
    {
        name: "knob to another permitted depth",
        action: { do: "set_depth", um: 900 },
        limitMs: LIMIT_MS,
        fault: "None",
        repair: pen => pen.do({ do: "set_depth", um: 1000 }),
    },
    {
        name: "trigger released",
        action: { do: "release" },
        limitMs: LIMIT_MS,
        fault: "None",
        repair: () => undefined,
    },
    {
        name: "another ROM ID answers on the same contacts",
        action: { do: "fault", unit: "cartridge", kind: "wrong" },
        limitMs: 250,
        fault: "CartridgeChanged",
        repair: pen => pen.do({ do: "heal", unit: "cartridge" }).do({ do: "remove" }).wait(50),
    },
    {
        name: "cartridge contacts lost",
        action: { do: "fault", unit: "cartridge", kind: "off" },
        limitMs: 250,
        fault: "CartridgeChanged",
        repair: pen => pen.do({ do: "heal", unit: "cartridge" }).do({ do: "remove" }).wait(50),
    },
]

for (const term of terms)
    test(`PEN-SAF-05: ${term.name}, 50 random phases: off within ${term.limitMs} ms`, async () => {
        const worst = new Worst()
        for (let seed = 31; seed < 31 + PENS; seed++) {
            const cartridge = { kind: "adjustable", minUm: 500, maxUm: 1200 }
            const pen = await runningTreatment({ seed, cartridge, rateHz: 117 })
            for (let phase = 1; phase <= PHASES; phase++) {
                pen.doSometime(200, term.action, term.limitMs + 300)
                worst.add(pen.reaction)
                expect(pen.fault, pen.story()).toBe(term.fault)
                expect(["Locked", "Ready", "Faulted"]).toContain(pen.state)
                term.repair(pen)
                if (phase < PHASES) pen.recover().start(100)
            }
            expect(pen.pen.observer.reactions).toHaveLength((PENS * PHASES) / PENS)
            expect(pen.figures.strokesUnauthorised).toBe(0)
            expect(pen.figures.strokesAfterStopMax).toBeLessThanOrEqual(2)
        }
        worst.print(term.name)
        expect(worst.firmwareOffMs).toBeLessThanOrEqual(term.limitMs)
        expect(worst.driveOffMs).toBeLessThanOrEqual(term.limitMs + 2)
    }, 120_000)

test("PEN-SAF-05: STOP loop opened, 20 random phases: drive off in 2 ms, permission in 20 ms", async () => {
    const worst = new Worst()
    const pen = await runningTreatment({ seed: 41 })
    const { chain } = pen.pen.world
    for (let phase = 1; phase <= 20; phase++) {
        pen.pen.clock.after(pen.random.integer(0, 40_000), () => {
            pen.pen.observer.cause("stopLoop")
            pen.pen.truth.stopClosed = false
            pen.pen.observer.truthChanged()
            chain.stopClosed.set(0)
        })
        pen.wait(400)
        worst.add(pen.reaction)
        expect(pen.fault, pen.story()).toBe("ChainLost")
        chain.stopClosed.set(1)
        pen.pen.truth.stopClosed = true
        if (phase < 20) pen.recover().start(100)
    }
    worst.print("STOP loop opened")
    expect(worst.count).toBe(20)
    expect(worst.driveOffMs).toBeLessThanOrEqual(2)
    expect(worst.firmwareOffMs).toBeLessThanOrEqual(LIMIT_MS)
    expect(pen.figures.strokesUnauthorised).toBe(0)
}, 60_000)
