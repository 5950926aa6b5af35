import { describe, expect, test } from "vitest"
import { Watchdog } from "../../sim/chain/watchdog"
import { Clock } from "../../sim/clock"
import { Random } from "../../sim/random"
import { Signal } from "../../sim/signal"
import { SEEDS } from "./chainrig"

function powered(seed: number) {
    const clock = new Clock()
    const life = new Signal("LIFE", 0)
    const watchdog = new Watchdog(clock, new Random(seed, "watchdog"), life)
    const edges: { atUs: number; level: number }[] = []
    watchdog.power(true)
    watchdog.output.signal.onEdge(level => edges.push({ atUs: clock.nowUs, level }))
    return { clock, life, watchdog, edges }
}

describe("watchdog STWD100X", () => {
    test("watchdog: no edge on LIFE, 200 parts: trips between 71 and 142 ms", () => {
        const times = SEEDS.map(seed => {
            const { clock, edges } = powered(seed)
            clock.advanceTo(150_000)
            expect(edges).toHaveLength(1)
            return edges[0]!.atUs / 1_000
        })
        expect(Math.min(...times)).toBeGreaterThanOrEqual(71)
        expect(Math.max(...times)).toBeLessThanOrEqual(142)
        // Parts differ: the two ends of the band are both seen.
        expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(60)
    })

    test("watchdog: 200 parts: the output pulse lasts between 140 and 280 ms", () => {
        for (const seed of SEEDS) {
            const { clock, edges } = powered(seed)
            clock.advanceTo(430_000)
            const pulseMs = (edges[1]!.atUs - edges[0]!.atUs) / 1_000
            expect(pulseMs).toBeGreaterThanOrEqual(140)
            expect(pulseMs).toBeLessThanOrEqual(280)
        }
    })

    test("watchdog: LIFE stuck: the output releases by itself and comes back, again and again", () => {
        const { clock, edges, watchdog } = powered(7)
        clock.advanceTo(3 * (watchdog.timeoutUs + watchdog.pulseUs))
        expect(edges.map(edge => edge.level)).toEqual([0, 1, 0, 1, 0, 1])
        expect(edges[2]!.atUs - edges[1]!.atUs).toBe(watchdog.timeoutUs)
    })

    test("watchdog: LIFE toggles during the output pulse: the pulse runs its full length", () => {
        const { clock, edges, life, watchdog } = powered(7)
        clock.advanceTo(watchdog.timeoutUs + 1_000)
        for (let kick = 0; kick < 10; kick++) {
            clock.advanceBy(5_000)
            life.set(!life.high)
        }
        clock.advanceTo(watchdog.timeoutUs + watchdog.pulseUs)
        expect(edges[1]!.atUs - edges[0]!.atUs).toBe(watchdog.pulseUs)
    })

    test("watchdog: an edge in time, rising or falling: it never trips", () => {
        const { clock, edges, life } = powered(3)
        for (let kick = 0; kick < 40; kick++) {
            clock.advanceBy(70_000)
            life.set(!life.high)
        }
        expect(edges).toEqual([])
    })

    test("watchdog: edges stop: the time counts from the last edge", () => {
        const { clock, edges, life, watchdog } = powered(3)
        clock.advanceTo(50_000)
        life.set(1)
        clock.advanceTo(400_000)
        expect(edges[0]!.atUs).toBe(50_000 + watchdog.timeoutUs)
    })

    test("watchdog: supply gone: the output is low and stays so", () => {
        const { clock, watchdog } = powered(3)
        watchdog.power(false)
        clock.advanceTo(1_000_000)
        expect(watchdog.output.signal.value).toBe(0)
    })
})
