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
