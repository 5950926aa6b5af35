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

async function resetWhileHoming(seed: number, phasesMs: readonly number[]): Promise<void> {
    for (const afterMs of phasesMs) {
        const pen = (await treatment({ seed })).powerOn().makeReady()
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
}

test("PEN-SAF-17: motion chip loses its registers while it homes at rest: fails, and clear homes anew", () =>
    resetWhileHoming(43, [60, 90, 120, 150, 180]))

// Open: between the first frames of its set-up and the last nothing looks whether it was reset, and its flags are
// cleared at the end. Fails on purpose until that is seen; then its phases belong to the test above.
test.fails(
    "PEN-SAF-17: motion chip loses its registers while it is set up: no move without an end",
    () => resetWhileHoming(41, [60, 70, 300])
)
