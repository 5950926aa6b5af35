import { expect, test } from "vitest"
import { treatment } from "../support/treatment"

test("PEN-SAF-07: carriage displaced at rest: Ready ends, and clear homes the pen again", async () => {
    const pen = (await treatment({ seed: 41 })).powerOn().makeReady()
    pen.do({ do: "fault", unit: "leadScrew", kind: "wrong", value: -150 })
    pen.untilState("Locked", 100)
    expect(pen.inhibits).toContain("DepthDisagrees")
    pen.wait(1_000)
    expect(pen.inhibits, pen.story()).toContain("DepthDisagrees")
    pen.do({ do: "clear_fault" })
    pen.untilState("Ready", 1_500)
    expect(pen.inhibits).toEqual([])
})

// The model refuses a move whose ramp has no end.
test("PEN-SAF-17: motion chip loses its registers while it homes at rest: fails, and clear homes anew", async () => {
    for (const seed of [41, 42, 43])
        for (let afterMs = 60; afterMs <= 480; afterMs += 30) {
            const pen = (await treatment({ seed })).powerOn().makeReady()
            pen.do({ do: "fault", unit: "leadScrew", kind: "wrong", value: -150 })
            pen.untilState("Locked", 100)
            pen.do({ do: "clear_fault" }).wait(afterMs)
            pen.do({ do: "fault", unit: "motion", kind: "reset" })
            pen.do({ do: "heal", unit: "motion" }).wait(1_500)
            expect(pen.figures.overSelectedUmMax).toBe(0)
            if (pen.state === "Faulted") pen.do({ do: "clear_fault" }).wait(1_500)
            pen.acknowledge()
            expect(pen.inhibits).toEqual([])
        }
}, 60_000)
