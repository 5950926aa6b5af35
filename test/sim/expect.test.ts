import { describe, expect, test } from "vitest"
import { checkExpectations, meets, resultAt } from "../../sim/expect"

const result = {
    final: { state: "Faulted", inhibits: ["NoCartridge", "FaultLatched"], fault: null },
    plant: { strokes: 520 },
    reactions: [
        { cause: "remove", driveOffMs: 0.2 },
        { cause: "motion.reset", driveOffMs: 7.5 },
    ],
}

describe("expect: paths", () => {
    test.each([
        ["plant.strokes", 520],
        ["final.inhibits.1", "FaultLatched"],
        ["final.inhibits.length", 2],
        ["reactions.0.driveOffMs", 0.2],
        ["reactions.remove.driveOffMs", 0.2],
        ["reactions.motion.reset.driveOffMs", 7.5],
        ["reactions.press.driveOffMs", undefined],
        ["plant.nothing", undefined],
        ["plant.strokes.deeper", undefined],
        ["plant.constructor", undefined],
    ])("expect: path %s: gives %s", (path, value) => {
        expect(resultAt(result, path)).toBe(value)
    })
})

describe("expect: values", () => {
    test.each([
        [0, 0, true],
        [0, "0", false],
        ["Faulted", "Faulted", true],
        [null, null, true],
        [undefined, null, false],
        [["a", "b"], ["a", "b"], true],
        [["b", "a"], ["a", "b"], false],
        [2, "<= 2", true],
        [2.1, "<= 2", false],
        [2, "< 2", false],
        [2, ">= 2", true],
        [2, "> 2", false],
        [-5, "-10..-5", true],
        [1010, "990..1010", true],
        [1010.5, "990..1010", false],
        ["1000", "990..1010", false],
        ["Ready", "!= Running", true],
        ["Running", "!= Running", false],
        [["NoCartridge"], "has NoCartridge", true],
        [["NoCartridge"], "has LatchOpen", false],
        [undefined, "<= 2", false],
        [null, "<= 2", false],
        ["has", "has", true],
    ])("expect: found %j where %j is expected: meets = %s", (found, expected, answer) => {
        expect(meets(found, expected)).toBe(answer)
    })

    test("expect: two of three fail: both are told, with what was found", () => {
        const expected = { "plant.strokes": 1, "final.state": "Faulted", "plant.gone": 2 }
        const checked = checkExpectations(expected, result as never)
        expect(checked).toEqual({
            ok: false,
            failed: [
                { path: "plant.strokes", expected: 1, found: 520 },
                { path: "plant.gone", expected: 2, found: null },
            ],
        })
    })
})
