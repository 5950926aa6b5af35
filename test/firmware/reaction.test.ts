/** How fast the drive loses its energy, on the shipped bytecode, over many pens and phases of the tick. */
import { beforeAll, describe, expect, test } from "vitest"
import { buildVariant } from "../../tools/build"
import { keeps, measureReaction, reactionCauses } from "../../tools/reaction"
import type { ReactionCause, ReactionRow } from "../../tools/reaction"

let bytecode: Uint8Array
beforeAll(async () => {
    ;({ bytecode } = await buildVariant("stepper"))
})

function causeOf(name: string): ReactionCause {
    const found = reactionCauses.find(one => one.cause === name)
    if (!found) throw new Error(`no cause "${name}"`)
    return found
}

describe("reaction", () => {
    test("PEN-SAF-04: cartridge pulled, 20 phases: energy gone in 2 ms, program in 20 ms", async () => {
        const row = await measureReaction(causeOf("cartridge latch"), bytecode, 20, 1)
        expect(row).toMatchObject({ n: 20, never: 0, unauthorised: 0 })
        expect(row.msMax).toBeLessThanOrEqual(2)
        expect(row.programMsMax).toBeLessThanOrEqual(20)
    }, 120_000)

    test.each([
        ["PEN-SAF-05", "depth mismatch", 30],
        ["PEN-SAF-05", "trigger", 30],
        ["PEN-SAF-07", "measured depth", 30],
        ["PEN-SAF-15", "drive fault", 30],
        ["PEN-SAF-06", "hang", 150],
        ["PEN-SAF-06", "panic", 150],
        ["PEN-SAF-06", "redeploy", 150],
    ])(
        "%s: %s at 4 pens and phases: energy gone within %i ms",
        async (_requirement, cause, limitMs) => {
            const row = await measureReaction(causeOf(cause), bytecode, 4, 1)
            expect(row).toMatchObject({ n: 4, never: 0, unauthorised: 0, limitMs })
            expect(row.msMax).toBeLessThanOrEqual(limitMs)
        },
        120_000
    )

    test("reaction: a row that is late, silent, empty or unauthorised: does not keep its requirement", () => {
        const good: ReactionRow = {
            cause: "",
            path: "",
            n: 9,
            msMedian: 1,
            msMax: 2,
            limitMs: 2,
            programMsMax: null,
            unauthorised: 0,
            never: 0,
            requirement: "",
        }
        expect(keeps(good)).toBe(true)
        const wrong = [{ msMax: 2.1 }, { never: 1 }, { n: 0, msMax: null }, { unauthorised: 1 }]
        expect(wrong.map(changes => keeps({ ...good, ...changes }))).toEqual(wrong.map(() => false))
    })
})
