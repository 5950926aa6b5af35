import { describe, expect, test } from "vitest"
import type { Chain } from "../../sim/chain/chain"
import { CHAIN_FAULTS, type ChainUnit } from "../../sim/chain/units"
import { ChainRig, SEEDS } from "./chainrig"

const CAUSES: { name: string; happen: (chain: Chain) => void; undo: (chain: Chain) => void }[] = [
    { name: "ARM low", happen: c => c.arm.set(0), undo: () => undefined },
    { name: "latch open", happen: c => c.latchClosed.set(0), undo: c => c.latchClosed.set(1) },
    { name: "STOP loop open", happen: c => c.stopClosed.set(0), undo: c => c.stopClosed.set(1) },
    { name: "depth threshold", happen: c => c.threshold.set(1), undo: c => c.threshold.set(0) },
    { name: "chip fault", happen: c => c.chipFault.set(1), undo: c => c.chipFault.set(0) },
    { name: "cap test", happen: c => c.capTest.set(1), undo: c => c.capTest.set(0) },
]

describe("chain: level 2", () => {
    test("PEN-SAF-13: chain: power-on without a program: nothing is enabled for ten seconds", () => {
        for (const seed of SEEDS.slice(0, 50)) {
            const rig = new ChainRig(seed)
            rig.chain.latchClosed.set(1)
            const rises: string[] = []
            const { strokeSafe, alive, rail, seriesClosed } = rig.chain
            for (const signal of [strokeSafe, alive, rail, seriesClosed])
                signal.onEdge(() => rises.push(signal.name))
            rig.wait(10_000)
            expect(rises).toEqual([])
            expect(rig.chain.drvEnn.value).toBe(1)
            expect(rig.chain.brake.value).toBe(1)
        }
    })

    test("PEN-SAF-14: chain: ARM rises while LIFE is dead: the latch does not set", () => {
        for (const seed of SEEDS) {
            const rig = new ChainRig(seed)
            rig.chain.latchClosed.set(1)
            rig.wait(50)
            rig.chain.arm.set(1)
            expect(rig.timeTo(rig.chain.strokeSafe, 1, 20)).toBe(Infinity)
        }
    })

    test.each(CAUSES)("chain: $name while armed: STROKE_SAFE falls at once", ({ happen }) => {
        const rig = new ChainRig(1).armed()
        expect(rig.chain.strokeSafe.value).toBe(1)
        happen(rig.chain)
        rig.wait(0.01)
        expect(rig.chain.strokeSafe.value).toBe(0)
    })

    test.each(CAUSES)("chain: $name comes and goes: only a fresh edge of ARM sets again", cause => {
        const rig = new ChainRig(1).armed()
        cause.happen(rig.chain)
        rig.wait(5)
        cause.undo(rig.chain)
        rig.wait(1_000)
        expect(rig.chain.strokeSafe.value).toBe(0)
        rig.chain.arm.set(0)
        rig.wait(1)
        rig.chain.arm.set(1)
        rig.wait(1)
        expect(rig.chain.strokeSafe.value).toBe(1)
    })

    test.each(CAUSES)("chain: $name present when ARM rises: the latch does not set", cause => {
        const rig = new ChainRig(1).ready()
        cause.happen(rig.chain)
        rig.wait(1)
        if (cause.name !== "ARM low") rig.chain.arm.set(1)
        rig.wait(50)
        expect(rig.chain.strokeSafe.value).toBe(0)
    })

    test("chain: a cause clears during the 1 ms of the ARM delay and is there at its end: no set", () => {
        const rig = new ChainRig(1).ready()
        rig.chain.arm.set(1)
        rig.wait(0.5)
        rig.chain.stopClosed.set(0)
        rig.wait(10)
        rig.chain.stopClosed.set(1)
        rig.wait(10)
        expect(rig.chain.strokeSafe.value).toBe(0)
    })

    test("PEN-SAF-06: chain: LIFE stops while armed, 200 pens: permission gone within 142 ms", () => {
        const times = SEEDS.map(seed => {
            const rig = new ChainRig(seed).armed()
            rig.die()
            return rig.timeTo(rig.chain.seriesClosed, 0, 200)
        })
        expect(Math.max(...times)).toBeLessThanOrEqual(143)
        expect(Math.min(...times)).toBeGreaterThan(20)
    })

    test("chain: LIFE stops, the watchdog releases by itself, ARM still high: the latch stays cleared", () => {
        const rig = new ChainRig(1).armed()
        rig.die()
        let releases = 0
        rig.chain.wdo.onEdge(level => (releases += level))
        const clearedMs = rig.timeTo(rig.chain.strokeSafe, 0, 200)
        expect(clearedMs).toBeLessThan(143)
        expect(rig.timeTo(rig.chain.strokeSafe, 1, 3_000)).toBe(Infinity)
        expect(releases).toBeGreaterThan(3)
    })
})

describe("chain: level 1", () => {
    test("chain: a trip of level 2 only: rail and stepper bridges stay for the retraction", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.latchClosed.set(0)
        rig.wait(1_000)
        expect(rig.chain.alive.value).toBe(1)
        expect(rig.chain.rail.value).toBe(1)
        expect(rig.chain.drvEnn.value).toBe(0)
    })

    test("chain: LIFE stops: stepper bridges off with ALIVE, rail within 300 ms more", () => {
        const rig = new ChainRig(1).armed()
        rig.die()
        const offMs = rig.timeTo(rig.chain.drvEnn, 1, 145)
        expect(offMs).toBeLessThanOrEqual(142)
        rig.wait(300)
        expect(rig.chain.rail.value).toBe(0)
    })

    test("chain: comparator trips: REFR tells the motion chip", () => {
        const rig = new ChainRig(1).ready()
        rig.chain.depthCap.update(2_650)
        rig.wait(0.01)
        expect(rig.chain.refr.value).toBe(1)
    })

    test("chain: battery out and back: nothing stands, and nothing comes back by itself", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.power(false)
        const { alive, rail, strokeSafe, seriesClosed, wdo, pumpOk } = rig.chain
        for (const signal of [alive, rail, strokeSafe, seriesClosed, wdo, pumpOk])
            expect(signal.value, signal.name).toBe(0)
        rig.wait(500)
        rig.chain.power(true)
        rig.wait(1_000)
        expect(alive.value).toBe(1)
        expect(strokeSafe.value).toBe(0)
    })
})

describe("chain: faults", () => {
    test("chain: a pair of unit and kind that means nothing: refused with what exists", () => {
        const { chain } = new ChainRig(1)
        expect(() => chain.fail("seriesSwitch", "garbage")).toThrow("short, open")
        expect(() => chain.fail("life", "toString")).toThrow("stuckHigh, stuckLow, hiZ")
    })

    test("chain: every unit fails in every listed kind and heals to what it showed before", () => {
        for (const unit of Object.keys(CHAIN_FAULTS) as ChainUnit[])
            for (const kind of Object.keys(CHAIN_FAULTS[unit])) {
                const rig = new ChainRig(3).ready()
                const levels = () => rig.chain.signals.map(signal => signal.value)
                rig.chain.life.set(0)
                const before = levels()
                rig.chain.fail(unit, kind)
                rig.chain.heal(unit)
                rig.wait(0.02)
                expect(levels(), `${unit} ${kind}`).toEqual(before)
            }
    })

    test("chain: latchPin stuck closed: the controller is misled, the hardware is not", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.fail("latchPin", "stuckHigh")
        rig.chain.latchClosed.set(0)
        expect(rig.chain.latchPin.value).toBe(1)
        expect(rig.chain.strokeSafe.value).toBe(0)
    })

    test("chain: latchSwitch stuck closed: both readers are misled", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.fail("latchSwitch", "stuckHigh")
        rig.chain.latchClosed.set(0)
        expect(rig.chain.latchPin.value).toBe(1)
        expect(rig.chain.strokeSafe.value).toBe(1)
    })

    test("chain: enableReadback stuck: only the controller's copy lies", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.fail("enableReadback", "stuckLow")
        expect(rig.chain.strokeSafePin.value).toBe(0)
        expect(rig.chain.strokeSafe.value).toBe(1)
    })

    test("chain: triggerPin stuck pressed: the copy says pressed, the button does not", () => {
        const rig = new ChainRig(1)
        rig.chain.fail("triggerPin", "stuckLow")
        expect(rig.chain.triggerPin.value).toBe(0)
        expect(rig.chain.trigger.value).toBe(1)
    })

    test("chain: LIFE stuck or floating: the permission falls although the program toggles", () => {
        for (const kind of ["stuckHigh", "stuckLow", "hiZ"]) {
            const rig = new ChainRig(1).armed()
            rig.chain.fail("life", kind)
            expect(rig.timeTo(rig.chain.strokeSafe, 0, 200), kind).toBeLessThanOrEqual(142)
        }
    })

    test("chain: ARM floating: its pull-down drops the permission", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.fail("arm", "hiZ")
        expect(rig.chain.strokeSafe.value).toBe(0)
    })

    test("chain: ARM stuck high: other causes still clear, and nothing sets again", () => {
        const rig = new ChainRig(1).armed()
        rig.chain.fail("arm", "stuckHigh")
        rig.chain.arm.set(0)
        expect(rig.chain.strokeSafe.value).toBe(1)
        rig.chain.latchClosed.set(0)
        rig.chain.latchClosed.set(1)
        rig.chain.arm.set(1)
        rig.wait(100)
        expect(rig.chain.strokeSafe.value).toBe(0)
    })

    test("chain: comparator stuck untripped: its test input shows it", () => {
        const rig = new ChainRig(1).ready()
        rig.chain.fail("depthCap", "stuckLow")
        rig.chain.capTest.set(1)
        rig.wait(1)
        expect(rig.chain.capTripped.value).toBe(0)
    })
})
