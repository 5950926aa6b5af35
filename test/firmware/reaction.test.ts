/** How fast the drive loses its energy, on the shipped bytecode, over many pens and phases of the tick. */
import { describe, expect, test } from "vitest"
import { buildPlain } from "../../tools/reaction/baseline"
import { measureReactions } from "../../tools/reaction/measure"
import { keeps, type ReactionRow } from "../../tools/reaction/rows"
import { bytecodeOf } from "../support/bytecode"
import { variant } from "../support/variant"

const terms = { variant, bytecode: bytecodeOf[variant], plain: await buildPlain() }

async function reactionTo(cause: string, phases: number): Promise<ReactionRow> {
    const [row] = await measureReactions(terms, { phases, seed: 1, threads: 1, causes: [cause] })
    return row!
}

describe("reaction", () => {
    test("PEN-SAF-04: cartridge pulled, 20 phases: energy gone in 2 ms, program in 20 ms", async () => {
        const row = await reactionTo("cartridge latch", 20)
        expect(row).toMatchObject({ n: 20, never: 0, unauthorised: 0 })
        expect(row.msMax).toBeLessThanOrEqual(2)
        expect(row.programMsMax).toBeLessThanOrEqual(20)
        expect(row.baseline).toBeGreaterThan(10)
        expect(row.baselineMax).toBeLessThan(125)
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
            const row = await reactionTo(cause, 4)
            expect(row).toMatchObject({ n: 4, never: 0, unauthorised: 0, limitMs })
            expect(row.msMax).toBeLessThanOrEqual(limitMs)
        },
        120_000
    )

    test("reaction: hang and panic of the plain program: its drive goes on, for seconds or for ever", async () => {
        const hang = await reactionTo("hang", 1)
        expect(hang).toMatchObject({ baseline: null, baselineNever: 1, ratio: null })
        const panic = await reactionTo("panic", 1)
        expect(panic.baseline).toBeGreaterThan(5_000)
    }, 120_000)

    test("reaction: on two threads: the same figures as on one", async () => {
        const options = { phases: 3, seed: 7, causes: ["trigger", "cartridge latch"] }
        const alone = await measureReactions(terms, { ...options, threads: 1 })
        expect(await measureReactions(terms, { ...options, threads: 2 })).toEqual(alone)
    }, 120_000)

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
            baseline: null,
            baselineMax: null,
            baselineNever: 0,
            ratio: null,
        }
        expect(keeps(good)).toBe(true)
        const wrong = [{ msMax: 2.1 }, { never: 1 }, { n: 0, msMax: null }, { unauthorised: 1 }]
        expect(wrong.map(changes => keeps({ ...good, ...changes }))).toEqual(wrong.map(() => false))
    })
})
