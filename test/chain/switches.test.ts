import { describe, expect, test } from "vitest"
import { DelayedSwitch } from "../../sim/chain/delayed"
import { CAP_DELAY_US, DepthCap } from "../../sim/chain/comparator"
import { Clock } from "../../sim/clock"
import { Random } from "../../sim/random"
import { Signal } from "../../sim/signal"
import { ChainRig, SEEDS } from "./chainrig"

describe("switches of the chain", () => {
    test("series switch: STROKE_SAFE falls, 200 pens: open within 1 ms", () => {
        const times = SEEDS.map(seed => {
            const rig = new ChainRig(seed).armed()
            expect(rig.chain.seriesClosed.value).toBe(1)
            rig.chain.arm.set(0)
            expect(rig.chain.strokeSafe.value).toBe(0)
            return rig.timeTo(rig.chain.seriesClosed, 0, 5)
        })
        expect(Math.max(...times)).toBeLessThanOrEqual(1)
        expect(Math.min(...times)).toBeGreaterThanOrEqual(0.1)
    })

    test("series switch: STROKE_SAFE rises: closed 1 ms later", () => {
        const rig = new ChainRig(1).ready()
        rig.chain.arm.set(1)
        const setMs = rig.timeTo(rig.chain.strokeSafe, 1, 1)
        expect(setMs).toBe(1)
        expect(rig.timeTo(rig.chain.seriesClosed, 1, 5)).toBe(1)
    })

    test("brake: STROKE_SAFE low or no supply: on; high: off", () => {
        const rig = new ChainRig(1)
        expect(rig.chain.brake.value).toBe(1)
        rig.armed()
        expect(rig.chain.brake.value).toBe(0)
        rig.chain.power(false)
        expect(rig.chain.brake.value).toBe(1)
    })

    test("rail: ALIVE comes, then goes, 200 pens: up after 5 ms, down after 100 to 300 ms", () => {
        for (const seed of SEEDS) {
            const rig = new ChainRig(seed)
            rig.live()
            const aliveMs = rig.timeTo(rig.chain.alive, 1, 22)
            expect(aliveMs).toBe(20)
            expect(rig.timeTo(rig.chain.rail, 1, 10)).toBe(3)
            const lost = new ChainRig(seed).ready()
            lost.chain.fail("watchdog", "stuckLow")
            const downMs = lost.timeTo(lost.chain.rail, 0, 400)
            expect(downMs).toBeGreaterThanOrEqual(100)
            expect(downMs).toBeLessThanOrEqual(300)
        }
    })

    test("delayed switch: the control returns in time: the output never moves", () => {
        const clock = new Clock()
        const delayed = new DelayedSwitch(clock, "SWITCH", 1_000, 500)
        let edges = 0
        delayed.output.signal.onEdge(() => edges++)
        delayed.set(true)
        clock.advanceBy(900)
        delayed.set(false)
        clock.advanceBy(5_000)
        expect(edges).toBe(0)
    })
})

describe("depth cap comparator", () => {
    function cap(seed: number) {
        const clock = new Clock()
        const test = new Signal("CAP_TEST", 0)
        const depthCap = new DepthCap(clock, new Random(seed, "cap"), test)
        const at = (um: number) => {
            depthCap.update(um)
            clock.advanceBy(CAP_DELAY_US)
            return depthCap.output.signal.value
        }
        return { clock, test, depthCap, at, out: depthCap.output.signal }
    }

    test("depth cap: carriage goes outward, 200 pens: trips between 2,580 and 2,620 um", () => {
        const trips = SEEDS.map(seed => {
            const { at } = cap(seed)
            for (let um = 2_500; um <= 2_700; um++) if (at(um) === 1) return um
            return Infinity
        })
        expect(Math.min(...trips)).toBeGreaterThanOrEqual(2_580)
        expect(Math.max(...trips)).toBeLessThanOrEqual(2_620)
    })

    test("depth cap: tripped and coming back: releases 30 um further in", () => {
        const { at, depthCap } = cap(4)
        expect(at(depthCap.tripUm)).toBe(1)
        expect(at(depthCap.tripUm - 30)).toBe(1)
        expect(at(depthCap.tripUm - 31)).toBe(0)
    })

    test("depth cap: trip position reached: the output follows 10 us later", () => {
        const { clock, depthCap, out } = cap(4)
        depthCap.update(2_700)
        clock.advanceBy(9)
        expect(out.value).toBe(0)
        clock.advanceBy(1)
        expect(out.value).toBe(1)
    })

    test("depth cap: test input: trips with the carriage parked, and releases with it", () => {
        const { at, test } = cap(4)
        expect(at(-200)).toBe(0)
        test.set(1)
        expect(at(-200)).toBe(1)
        test.set(0)
        expect(at(-200)).toBe(0)
    })
})
