import { describe, expect, test } from "vitest"
import { SafeLatch } from "../../sim/chain/latch"
import { Clock } from "../../sim/clock"

function latch() {
    const clock = new Clock()
    const safeLatch = new SafeLatch(clock)
    return { clock, safeLatch, q: safeLatch.output.signal }
}

/** The function table of the 74LVC1G74 with PRE and D high: CLR, what the clock does, Q before, Q after. */
const TABLE: {
    clear: boolean
    edge: "rising" | "falling" | "none"
    before: 0 | 1
    after: 0 | 1
}[] = [
    { clear: true, edge: "rising", before: 0, after: 0 },
    { clear: true, edge: "none", before: 1, after: 0 },
    { clear: false, edge: "rising", before: 0, after: 1 },
    { clear: false, edge: "rising", before: 1, after: 1 },
    { clear: false, edge: "falling", before: 1, after: 1 },
    { clear: false, edge: "none", before: 0, after: 0 },
    { clear: false, edge: "none", before: 1, after: 1 },
]

describe("latch 74LVC1G74", () => {
    test("latch: power-up: Q is low, and clear is held", () => {
        const { clock, safeLatch, q } = latch()
        expect(q.value).toBe(0)
        safeLatch.setArm(true)
        clock.advanceBy(5_000)
        expect(q.value).toBe(0)
    })

    test.each(TABLE)(
        "latch: clear $clear, clock $edge, Q $before: Q becomes $after",
        ({ clear, edge, before, after }) => {
            const { clock, safeLatch, q } = latch()
            safeLatch.setClear(false)
            if (before === 1 || edge === "falling") safeLatch.setArm(true)
            clock.advanceBy(1_000)
            if (before === 1 && edge === "rising") safeLatch.setArm(false)
            expect(q.value).toBe(before)
            safeLatch.setClear(clear)
            if (edge !== "none") safeLatch.setArm(edge === "rising")
            clock.advanceBy(2_000)
            expect(q.value).toBe(after)
        }
    )

    test("latch: clear and clock edge at the same instant: the asynchronous clear wins", () => {
        const { clock, safeLatch, q } = latch()
        safeLatch.setClear(false)
        clock.at(1_000, () => safeLatch.setClear(true))
        safeLatch.setArm(true)
        clock.advanceTo(1_000)
        expect(q.value).toBe(0)
        // The other order inside the same microsecond ends the same way.
        const second = latch()
        second.safeLatch.setClear(false)
        second.safeLatch.setArm(true)
        second.clock.at(1_000, () => second.safeLatch.setClear(true))
        second.clock.advanceTo(1_000)
        expect(second.q.value).toBe(0)
    })

    test("latch: clear pulses and releases while the clock stays high: Q stays low", () => {
        const { clock, safeLatch, q } = latch()
        safeLatch.setClear(false)
        safeLatch.setArm(true)
        clock.advanceTo(1_000)
        expect(q.value).toBe(1)
        safeLatch.setClear(true)
        safeLatch.setClear(false)
        clock.advanceTo(1_000_000)
        expect(q.value).toBe(0)
    })

    test("latch: pulse of 0.5 ms on ARM, nothing clears: the delay forgets it", () => {
        const { clock, safeLatch, q } = latch()
        safeLatch.setClear(false)
        safeLatch.setArm(true)
        clock.advanceTo(500)
        safeLatch.setArm(false)
        clock.advanceTo(5_000)
        expect(q.value).toBe(0)
    })

    test("latch: rising edge of ARM: Q follows 1 ms later", () => {
        const { clock, safeLatch, q } = latch()
        safeLatch.setClear(false)
        safeLatch.setArm(true)
        clock.advanceTo(999)
        expect(q.value).toBe(0)
        clock.advanceTo(1_000)
        expect(q.value).toBe(1)
    })
})
