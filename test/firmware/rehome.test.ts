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

test("PEN-SAF-17: motion chip loses its registers while it homes at rest: fails, and clear homes anew", async () => {
    for (const afterMs of [60, 90, 120, 150, 180]) {
        const pen = (await treatment({ seed: 41 })).powerOn().makeReady()
        pen.do({ do: "fault", unit: "leadScrew", kind: "wrong", value: -150 })
        pen.untilState("Locked", 100)
        pen.do({ do: "clear_fault" }).wait(afterMs)
        // The model refuses a move whose ramp has no end.
        pen.do({ do: "fault", unit: "motion", kind: "reset" }).do({ do: "heal", unit: "motion" })
        pen.wait(1_500)
        expect(pen.figures.overSelectedUmMax).toBe(0)
        if (pen.state === "Faulted") pen.do({ do: "clear_fault" }).wait(1_500)
        pen.acknowledge()
        expect(pen.inhibits).toEqual([])
    }
})
