/** What a hazard's scenario leaves to the seed. */
import { describe, expect, test } from "vitest"
import { Draw } from "../../sim/campaign/draw"

const of = (template: unknown, seed = 1): unknown =>
    new Draw("test", seed, "test").value(template, "x")
const manySeeds = Array.from({ length: 400 }, (_, seed) => seed)

describe("draw: values", () => {
    test("draw: from, to and step: every such number comes, and no other", () => {
        const found = new Set(manySeeds.map(seed => of({ from: 100, to: 300, step: 50 }, seed)))
        expect([...found].sort()).toEqual([100, 150, 200, 250, 300])
    })

    test("draw: oneOf with whole steps: what is in them is drawn as well", () => {
        const template = { oneOf: [{ do: "press" }, { do: "set_rate", hz: { from: 60, to: 61 } }] }
        const found = new Set(manySeeds.map(seed => JSON.stringify(of(template, seed))))
        expect(found.size).toBe(3)
        expect(found).toContain('{"do":"set_rate","hz":61}')
    })

    test("draw: a name used twice: the same number, with what is added", () => {
        for (const seed of manySeeds.slice(0, 20)) {
            const draw = new Draw("test", seed, "test")
            draw.name({ depthUm: { from: 100, to: 1000, step: 50 } })
            const [one, other] = draw.value(
                [{ drawn: "depthUm" }, { drawn: "depthUm", plus: 50 }],
                "x"
            ) as number[]
            expect(other).toBe(one! + 50)
        }
    })

    test("draw: same seed and purpose: the same; neighbouring seeds: unlike one another", () => {
        const values = manySeeds.map(seed => Number(of({ from: 0, to: 999 }, seed)))
        expect(manySeeds.map(seed => Number(of({ from: 0, to: 999 }, seed)))).toEqual(values)
        const steps = values.slice(1).map((value, index) => value - values[index]!)
        expect(new Set(steps).size).toBeGreaterThan(300)
    })
})

describe("draw: bad templates are refused with their place", () => {
    test.each([
        [{ from: 5, to: 1 }, "x: expected whole numbers from, to and step that fit"],
        [{ from: 0, to: 10, step: 3 }, "x: expected whole numbers"],
        [{ from: 0, to: 10, stp: 2 }, "x: expected whole numbers"],
        [{ from: 0.5, to: 2 }, "x: expected whole numbers"],
        [{ oneOf: [] }, "x: expected oneOf alone, with a list of values"],
        [{ oneOf: [1], plus: 2 }, "x: expected oneOf alone"],
        [{ deep: [{ drawn: "depthUm" }] }, "x.deep[0]: expected the name of a draw"],
    ])("draw: %j: refused", (template, message) => {
        expect(() => of(template)).toThrow(message)
    })
})
