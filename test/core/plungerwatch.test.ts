import { expect, test } from "vitest"
import {
    atRest,
    beginReturn,
    missReturn,
    newPlungerWatch,
    type PlungerWatch,
    stepIdle,
    stepReturn,
} from "../../src/core/plungerwatch"
import { MotionBit } from "../../src/core/sample"

/** The current has just gone off at 2.5 mm. */
function returning(): PlungerWatch {
    const watch = newPlungerWatch()
    beginReturn(watch, 2750)
    return watch
}

test.each([60, -60])("plunger watch: %i µm from its spring end, twice: rests", um => {
    const watch = returning()
    expect([stepReturn(watch, um, 10), atRest(watch)]).toEqual([0, false])
    expect([stepReturn(watch, um, 20), atRest(watch)]).toEqual([0, true])
})

test("plunger watch: at the spring end, off it, at it again: does not rest yet", () => {
    const watch = returning()
    for (const um of [60, 61, 60]) stepReturn(watch, um, 10)
    expect(atRest(watch)).toBe(false)
    stepReturn(watch, -61, 10)
    expect(atRest(watch)).toBe(false)
})

test("plunger watch: off its spring end, then at it twice: rests; told to be late in between: not before that", () => {
    const watch = returning()
    for (const um of [0, 61, 0]) stepReturn(watch, um, 10)
    expect([stepReturn(watch, 0, 20), atRest(watch)]).toEqual([0, true])
    const late = returning()
    for (let tick = 1; tick <= 15; tick++) stepReturn(late, 2750, 10 * tick)
    stepReturn(late, 0, 160)
    expect(stepReturn(late, 100, 170)).toBe(MotionBit.Plunger)
    expect([stepReturn(late, 0, 180), atRest(late)]).toEqual([0, false])
})

test("plunger watch: idle after a way in: motion is measured from where it came to rest", () => {
    const watch = returning()
    for (const um of [2000, -60, -60]) stepReturn(watch, um, 10)
    expect(stepIdle(watch, -60, true)).toBe(0)
    expect(stepIdle(watch, 50, true)).toBe(0)
    expect(stepIdle(watch, -60, true)).toBe(MotionBit.Coil)
    const other = returning()
    for (const um of [2000, 0, 0]) stepReturn(other, um, 10)
    expect([stepIdle(other, 0, true), stepIdle(other, 61, true)]).toEqual([0, 0])
})

test("PEN-SAF-16: plunger watch: 42 µm in every ms of the way in, 5 ms aside: sound; a hair less is a fault", () => {
    const sound = returning()
    expect(stepReturn(sound, 2690, 10)).toBe(0)
    expect(stepReturn(sound, 2600, 20)).toBe(0)
    expect(stepReturn(sound, 2600 - 5 * 42, 30)).toBe(0)
    expect(stepReturn(sound, 2600 - 15 * 42, 40)).toBe(0)
    expect(stepReturn(sound, 2600 - 25 * 42 + 1, 50)).toBe(MotionBit.Plunger)
})

test("plunger watch: no motion to be seen at first: the way is measured from the first that is", () => {
    const watch = returning()
    for (let tick = 1; tick <= 10; tick++) expect(stepReturn(watch, 2690, 10 * tick)).toBe(0)
    expect(stepReturn(watch, 2689, 110)).toBe(0)
    expect(stepReturn(watch, 2689 - 5 * 42, 120)).toBe(0)
})

test("PEN-SAF-16: plunger watch: not in after 160 ms: a fault, in the next tick", () => {
    const watch = returning()
    for (let tick = 1; tick <= 16; tick++) expect(stepReturn(watch, 2750, 10 * tick)).toBe(0)
    expect(stepReturn(watch, 2750, 170)).toBe(MotionBit.Plunger)
})

test("plunger watch: another way in: is measured by itself", () => {
    const watch = returning()
    stepReturn(watch, 2000, 0)
    stepReturn(watch, 0, 50)
    beginReturn(watch, 2750)
    expect([atRest(watch), stepReturn(watch, 2750, 1000)]).toEqual([false, 0])
})

test("plunger watch: a way that begins at time 0: is measured as well", () => {
    const watch = returning()
    expect(stepReturn(watch, 2600, 0)).toBe(0)
    expect(stepReturn(watch, 2600, 10)).toBe(MotionBit.Plunger)
})

test("plunger watch: nobody sees it: the way in is over after 80 ms", () => {
    const watch = returning()
    for (let tick = 1; tick <= 8; tick++) expect(missReturn(watch)).toBe(false)
    expect(missReturn(watch)).toBe(true)
})

test("plunger watch: moved without current, while the chain permits: a coil that conducts, in the second tick", () => {
    const watch = newPlungerWatch()
    expect(stepIdle(watch, 61, true)).toBe(0)
    expect(stepIdle(watch, 122, true)).toBe(MotionBit.Coil)
    const inward = newPlungerWatch()
    expect(stepIdle(inward, -61, true)).toBe(0)
    expect(stepIdle(inward, -122, true)).toBe(MotionBit.Coil)
})

test("plunger watch: moved out with the permission and let go without it: a coil that conducts", () => {
    const watch = newPlungerWatch()
    expect(stepIdle(watch, 61, true)).toBe(0)
    expect(stepIdle(watch, 0, false)).toBe(MotionBit.Coil)
})

test.each<[string, [um: number, permitted: boolean][]]>([
    [
        "moved without permission",
        [
            [61, false],
            [122, false],
            [183, false],
        ],
    ],
    [
        "moved once",
        [
            [61, true],
            [61, true],
            [122, true],
            [122, true],
        ],
    ],
    [
        "moved by 60 µm a tick",
        [
            [60, true],
            [120, true],
            [60, true],
            [0, true],
        ],
    ],
])("plunger watch: %s: says nothing", (_, ticks) => {
    const watch = newPlungerWatch()
    for (const [um, permitted] of ticks) expect(stepIdle(watch, um, permitted)).toBe(0)
})
