import { describe, expect, test } from "vitest"
import { Pacer } from "../../tools/serve/pacer"

function pacer(speedPercent: number): Pacer {
    const made = new Pacer(1_000, 0)
    made.set(1_000, 500, { paused: false, speedPercent })
    return made
}

describe("pacer", () => {
    test.each([
        [10, 505],
        [100, 550],
        [10_000, 5_500],
    ])("pacer: at %d %%: 50 ms of real time lead to %d ms of the pen's", (percent, dueMs) => {
        expect(pacer(percent).dueMs(1_050)).toBe(dueMs)
    })

    test("pacer: an instant of the pen: is due when the wall clock says so", () => {
        expect(pacer(200).wallMsOf(700)).toBe(1_100)
    })

    test("pacer: paused: nothing becomes due, and nothing is made up for afterwards", () => {
        const paced = pacer(100)
        paced.set(1_100, 600, { paused: true, speedPercent: 100 })
        expect(paced.dueMs(9_000)).toBe(600)
        paced.set(9_000, 600, { paused: false, speedPercent: 100 })
        expect(paced.dueMs(9_010)).toBe(610)
    })

    test("pacer: a pen that could not keep up: goes on from where it is", () => {
        const paced = pacer(100)
        paced.forgive(2_000, 800)
        expect(paced.dueMs(2_005)).toBe(805)
    })
})
