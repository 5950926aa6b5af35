import { describe, expect, it } from "vitest"
import { Random } from "../../sim/random"

const SEEDS = 10_000
/** Cells of a table of one draw, and of one draw by another. */
const CELLS = 100
/** A sum of squares with 99 degrees of freedom lies outside in two of 100,000 tables; there are 44 below. */
const SMALLEST = 50.0
const LARGEST = 170.8

const purposes = ["plant", "chain", "boot", "phase", "hazard H-07", "swarm", "i2c"]

/** Pearson's sum of squares over how often each cell was met, if all of them are equally likely. */
function chiSquare(cells: readonly number[]): number {
    const met = new Array<number>(CELLS).fill(0)
    for (const cell of cells) met[cell]!++
    const expected = cells.length / CELLS
    return met.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** What `draw` makes of each of many consecutive seeds. */
function ofSeeds(draw: (seed: number) => number): number[] {
    return Array.from({ length: SEEDS }, (_, index) => draw(index + 1))
}

/** The draw with this number, from 1, of one seed. */
function drawn(seed: number, purpose: string, number: number, most: number): number {
    const random = new Random(seed, purpose)
    for (let before = 1; before < number; before++) random.integer(0, most)
    return random.integer(0, most)
}

function expectUniform(cells: readonly number[]): void {
    const sum = chiSquare(cells)
    expect(sum).toBeLessThan(LARGEST)
    expect(sum).toBeGreaterThan(SMALLEST)
}

describe.each(purposes)("random: %s", purpose => {
    it.each([1, 2, 3])(
        "draw %i of consecutive seeds: as uniform as chance, and not more",
        number => {
            expectUniform(ofSeeds(seed => drawn(seed, purpose, number, CELLS - 1)))
        }
    )

    it.each([1, 2])("draw %i of neighbouring seeds: one says nothing of the other", number => {
        const tenth = (seed: number): number => drawn(seed, purpose, number, 9)
        expectUniform(ofSeeds(seed => tenth(seed) * 10 + tenth(seed + 1)))
    })

    it("first and second draw of a seed: one says nothing of the other", () => {
        expectUniform(ofSeeds(seed => drawn(seed, purpose, 1, 9) * 10 + drawn(seed, purpose, 2, 9)))
    })
})

describe("random: streams", () => {
    it("same seed and purpose: the same numbers", () => {
        const once = new Random(7, "plant").bytes(64)
        expect(new Random(7, "plant").bytes(64)).toEqual(once)
        expect(new Random(8, "plant").bytes(64)).not.toEqual(once)
        expect(new Random(7, "chain").bytes(64)).not.toEqual(once)
    })

    it("same seed, two purposes: one says nothing of the other", () => {
        expectUniform(ofSeeds(seed => drawn(seed, "plant", 1, 9) * 10 + drawn(seed, "chain", 1, 9)))
    })
})
