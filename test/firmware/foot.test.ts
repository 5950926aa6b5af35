/** The foot switch: both of its contacts in series beside the trigger button, and each for itself at the expander. */
import { describe, expect, test } from "vitest"
import { runningTreatment, treatment, type Treatment } from "../support/treatment"

const both = { do: "foot", a: true, b: true } as const
const neither = { do: "foot", a: false, b: false } as const
const onlyA = { do: "foot", a: true, b: false } as const
const onlyB = { do: "foot", a: false, b: true } as const
/** PEN-FUN-14. */
const STOP_MS = 20
/** Arming takes 600 ms at most; a start that comes at all has come by then. */
const START_MS = 1_500

/** In Ready, nobody touches anything. */
async function readyPen(pen: object = {}): Promise<Treatment> {
    const at = await treatment({ depthUm: 1000, pen })
    return at.powerOn().makeReady()
}

describe("PEN-FUN-14: foot switch", () => {
    test("PEN-FUN-14: both contacts: strokes, and at any phase none 20 ms after either opens", async () => {
        const at = await readyPen()
        for (let run = 0; run < 30; run++) {
            at.do(both).untilState("Running", START_MS)
            at.doSometime(400, run % 2 === 0 ? onlyA : onlyB, 300)
            const { cause, driveOffMs } = at.reaction
            expect([cause, driveOffMs! <= STOP_MS], `run ${run}: ${driveOffMs} ms`).toEqual([
                "foot",
                true,
            ])
            at.do(neither).untilState("Ready", 500)
        }
        expect(at.figures.strokes).toBeGreaterThan(100)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test.each([
        ["a", onlyA],
        ["b", onlyB],
    ])("PEN-FUN-14: contact %s alone: starts nothing", async (_name, one) => {
        const at = await readyPen()
        at.do(one).wait(START_MS).do(neither).wait(200).do(one).wait(START_MS)
        expect(at.state).toBe("Ready")
        expect(at.figures.driveOnMs).toBe(0)
    })

    test("PEN-FUN-14: down since power-on: starts only when pressed anew", async () => {
        const at = (await treatment({ depthUm: 1000 })).do(both).powerOn()
        at.do({ do: "insert", cartridge: "a" }).do({ do: "set_depth", um: 1000 })
        at.untilState("Locked", 4_000)
        at.wait(600).do({ do: "acknowledge" }).wait(START_MS)
        expect(at.inhibits).toEqual(["TriggerHeld"])
        expect(at.figures.driveOnMs).toBe(0)
        at.do(neither).untilState("Ready", 200)
        at.do(both).untilState("Running", START_MS)
    })

    test("PEN-FUN-14: no dead man: a press starts, letting go changes nothing, the next press stops", async () => {
        const at = await readyPen({ triggerMode: "toggle" })
        at.do(both).untilState("Running", START_MS)
        at.do(neither).wait(300)
        expect(at.state).toBe("Running")
        at.do(both).wait(300)
        expect(at.reaction.cause).toBe("foot")
        expect(at.reaction.driveOffMs!).toBeLessThanOrEqual(STOP_MS)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-SAF-17: the expander says that both contacts are closed: nothing starts", async () => {
        const at = await readyPen()
        at.do({ do: "fault", unit: "expander", kind: "wrong", value: 0x30 }).wait(START_MS)
        expect(at.figures.driveOnMs).toBe(0)
    })

    test("PEN-SAF-17: the expander is stuck while both are closed: strokes end as ever when they open", async () => {
        const at = await readyPen()
        at.do(both).untilState("Running", START_MS)
        at.do({ do: "fault", unit: "expander", kind: "stuck" }).wait(200)
        at.do(neither).wait(300)
        expect(at.reaction.cause).toBe("foot")
        expect(at.reaction.driveOffMs!).toBeLessThanOrEqual(STOP_MS)
        expect(at.figures.strokesUnauthorised).toBe(0)
    })

    test("PEN-FUN-14: trigger and foot switch together: strokes until both are let go", async () => {
        const at = await runningTreatment({ depthUm: 1000 })
        at.do(both).wait(100).do({ do: "release" }).wait(300)
        expect(at.state).toBe("Running")
        at.do(neither).wait(300)
        expect(at.state).toBe("Ready")
        expect(at.figures.strokesUnauthorised).toBe(0)
    })
})
