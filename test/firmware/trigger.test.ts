/** PEN-FUN-14, PEN-SAF-01: only a fresh edge of the trigger starts, every time. */
import { expect, test } from "vitest"
import { runningTreatment, treatment } from "../support/treatment"

test("PEN-SAF-01: trigger held from power-on: never starts until pressed anew", async () => {
    const pen = (await treatment()).do({ do: "press" }).powerOn()
    pen.do({ do: "insert", cartridge: "a" })
    pen.untilState("Locked", 4_000)
    pen.wait(600).do({ do: "acknowledge" }).wait(1_500)
    expect(pen.state).toBe("Locked")
    expect(pen.inhibits).toContain("TriggerHeld")
    expect(pen.figures.driveOnMs).toBe(0)
    pen.do({ do: "release" }).untilState("Ready", 100)
    pen.wait(100).start()
    expect(pen.figures.strokes).toBeGreaterThan(10)
})

test("PEN-SAF-01: pressed while Locked, then the last inhibit goes: no start", async () => {
    const pen = (await treatment()).powerOn()
    pen.do({ do: "insert", cartridge: "a" })
    pen.untilState("Locked", 4_000)
    pen.wait(600).do({ do: "press" }).wait(100)
    pen.do({ do: "acknowledge" }).wait(1_000)
    expect(pen.inhibits).toEqual(["TriggerHeld"])
    expect(pen.figures.driveOnMs).toBe(0)
})

test("PEN-SAF-01: knob away and back, trigger held: at rest until a fresh edge", async () => {
    const pen = await runningTreatment({ depthUm: 1000 })
    pen.do({ do: "set_depth", um: 900 }).wait(400)
    const strokes = pen.figures.strokes
    pen.do({ do: "set_depth", um: 1000 }).wait(1_000)
    expect(pen.figures.strokes).toBe(strokes)
    expect(pen.inhibits).toEqual(["TriggerHeld"])
    pen.do({ do: "release" }).wait(100).start()
    expect(pen.figures.strokes).toBeGreaterThan(strokes + 10)
})

test("PEN-SAF-11: fault cleared with the trigger held: no start without a new edge", async () => {
    const pen = await runningTreatment()
    pen.do({ do: "remove" }).wait(400)
    const { driveOnMs } = pen.figures
    pen.do({ do: "insert", cartridge: "a" }).wait(500)
    pen.do({ do: "clear_fault" }).wait(300)
    pen.do({ do: "acknowledge" }).wait(1_500)
    expect(pen.state).toBe("Locked")
    expect(pen.inhibits).toContain("TriggerHeld")
    expect(pen.figures.driveOnMs).toBe(driveOnMs)
})
