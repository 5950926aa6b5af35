import { describe, expect, test } from "vitest"
import { ChargePump } from "../../sim/chain/chargepump"
import { Clock } from "../../sim/clock"
import { Random } from "../../sim/random"
import { Signal } from "../../sim/signal"
import { SEEDS } from "./chainrig"

function powered(seed: number) {
    const clock = new Clock()
    const life = new Signal("LIFE", 0)
    const pump = new ChargePump(clock, new Random(seed, "pump"), life)
    pump.power(true)
    const kick = (times: number) => {
        for (let count = 0; count < times; count++) {
            clock.advanceBy(10_000)
            life.set(!life.high)
        }
    }
    return { clock, pump, kick, out: pump.output.signal }
}

describe("charge pump", () => {
    test("charge pump: edges stop, 200 parts: the output drops between 26 and 115 ms later", () => {
        const times = SEEDS.map(seed => {
            const { clock, kick, out } = powered(seed)
            kick(5)
            const lastUs = clock.nowUs
            let droppedUs = 0
            out.onEdge(() => (droppedUs = clock.nowUs))
            clock.advanceBy(200_000)
            return (droppedUs - lastUs) / 1_000
        })
        expect(Math.min(...times)).toBeGreaterThanOrEqual(26)
        expect(Math.max(...times)).toBeLessThanOrEqual(115)
        expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(75)
    })

    test("charge pump: power-on: empty until the third edge", () => {
        const { kick, out } = powered(1)
        kick(2)
        expect(out.value).toBe(0)
        kick(1)
        expect(out.value).toBe(1)
    })

    test("charge pump: one edge, then a level for ever: no charge passes", () => {
        const { clock, kick, out } = powered(1)
        kick(1)
        clock.advanceBy(5_000_000)
        expect(out.value).toBe(0)
    })

    test("charge pump: edges too far apart: it never fills", () => {
        const { clock, kick, out } = powered(1)
        for (let count = 0; count < 20; count++) {
            clock.advanceBy(116_000)
            kick(1)
            expect(out.value).toBe(0)
        }
    })

    test("charge pump: dropped once: it fills again with three edges", () => {
        const { clock, kick, out } = powered(1)
        kick(5)
        clock.advanceBy(200_000)
        kick(2)
        expect(out.value).toBe(0)
        kick(1)
        expect(out.value).toBe(1)
    })

    test("charge pump: supply gone and back: it starts empty", () => {
        const { kick, out, pump } = powered(1)
        kick(5)
        pump.power(false)
        expect(out.value).toBe(0)
        kick(5)
        expect(out.value).toBe(0)
        pump.power(true)
        kick(2)
        expect(out.value).toBe(0)
    })
})
