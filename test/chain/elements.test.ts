/** What each element of the chain is for: with it no harm; the same pen without it, harm. */
import { describe, expect, test } from "vitest"
import { CHAIN_ELEMENTS, type ChainElement } from "../../sim/chain/units"
import { idealPen, PlantRig } from "../plant/plantrig"

interface Proof {
    /** What must not happen, for the test's name. */
    readonly harm: string
    /** Runs the case; true when the harm happened. */
    readonly harmed: (rig: PlantRig) => boolean
}

function stillPermitted(rig: PlantRig, afterMs: number): boolean {
    rig.wait(afterMs)
    return rig.chain.strokeSafe.high
}

/** Drive power still there `limitMs` after `cause`. */
function poweredAfter(rig: PlantRig, cause: () => void, limitMs: number): boolean {
    expect(rig.plant.drivePowered).toBe(true)
    cause()
    rig.wait(limitMs)
    return rig.plant.drivePowered
}

const PROOFS: Record<ChainElement, Proof> = {
    watchdog: {
        harm: "charge pump stuck good and LIFE dead: still permitted after 142 ms",
        harmed: rig => {
            rig.running(117).chain.fail("chargePump", "stuckHigh")
            rig.die()
            return stillPermitted(rig, 142)
        },
    },
    chargePump: {
        harm: "watchdog stuck good and LIFE dead: still permitted after 115 ms",
        harmed: rig => {
            rig.running(117).chain.fail("watchdog", "stuckHigh")
            rig.die()
            return stillPermitted(rig, 115)
        },
    },
    safeLatch: {
        harm: "latch opens for 1 ms with ARM high: permitted again by itself",
        harmed: rig => {
            rig.running(117).chain.latchClosed.set(0)
            rig.wait(1)
            rig.chain.latchClosed.set(1)
            return stillPermitted(rig, 100)
        },
    },
    setDelay: {
        harm: "a pulse of 0.9 ms on ARM, as a pin gives at start-up: permission flashes up",
        harmed: rig => {
            rig.fitted()
            let rose = false
            rig.chain.strokeSafe.onEdge(level => (rose ||= level === 1))
            rig.chain.arm.set(1)
            rig.wait(0.9)
            rig.chain.arm.set(0)
            rig.wait(5)
            return rose
        },
    },
    armClear: {
        harm: "the program takes ARM away: drive power still there after 2 ms",
        harmed: rig => poweredAfter(rig.running(117), () => rig.chain.arm.set(0), 2),
    },
    latchSwitch: {
        harm: "cartridge pulled: drive power still there after 2 ms",
        harmed: rig => poweredAfter(rig.running(117), () => rig.plant.remove(), 2),
    },
    stopLoop: {
        harm: "STOP loop opens: drive power still there after 2 ms",
        harmed: rig => poweredAfter(rig.running(117), () => rig.chain.stopClosed.set(0), 2),
    },
    depthThreshold: {
        harm: "depth sensor reports too deep: drive power still there after 2 ms",
        harmed: rig => poweredAfter(rig.running(117), () => rig.chain.threshold.set(1), 2),
    },
    depthCap: {
        harm: "carriage runs past 2.62 mm: drive power still there",
        harmed: rig => {
            rig.running(117).motion.moveBy(1_700, 20)
            rig.wait(100)
            return rig.plant.drivePowered
        },
    },
    capStop: {
        harm: "field commanded far outward: carriage passes 2.65 mm",
        harmed: rig => {
            rig.running(117).motion.moveBy(1_850, 20)
            rig.wait(150)
            return rig.plant.carriageUm > 2_650
        },
    },
    chipFault: {
        harm: "a chip reports its own fault: drive power still there after 2 ms",
        harmed: rig => poweredAfter(rig.running(117), () => rig.chain.chipFault.set(1), 2),
    },
    seriesSwitch: {
        harm: "bridge shorted and cartridge pulled: drive power still there after 2 ms",
        harmed: rig => {
            rig.running(117).drive.shorted = true
            return poweredAfter(rig, () => rig.plant.remove(), 2)
        },
    },
    brake: {
        harm: "permission gone at 150 Hz: more than 2 residual strokes",
        harmed: rig => {
            const before = rig.running(150).plant.strokes
            rig.chain.stopClosed.set(0)
            rig.wait(500)
            return rig.plant.strokes - before > 2
        },
    },
    rail: {
        harm: "LIFE dead: actuator rail still up after 142 + 300 ms",
        harmed: rig => {
            rig.fitted().die()
            rig.wait(442)
            return rig.chain.rail.high
        },
    },
    usbSwitch: {
        harm: "a cartridge is fitted: a peer is connected all the same",
        harmed: rig => {
            rig.fitted()
            return rig.chain.usbData.high
        },
    },
    driverEnable: {
        harm: "LIFE dead while the carriage goes outward: it still moves after 142 ms",
        harmed: rig => {
            rig.fitted().motion.moveBy(2_400, 4)
            rig.die()
            rig.wait(142)
            const atUm = rig.plant.carriageUm
            rig.wait(100)
            return rig.plant.carriageUm > atUm + 1
        },
    },
}

const ELEMENTS = Object.keys(CHAIN_ELEMENTS) as ChainElement[]

describe("chain: every element earns its place", () => {
    test.each(ELEMENTS)("chain: with %s: its harm does not happen, 20 pens", element => {
        for (let seed = 1; seed <= 20; seed++) {
            const { harm, harmed } = PROOFS[element]
            expect(harmed(new PlantRig(seed)), `pen ${seed}: ${harm}`).toBe(false)
        }
    })

    test.each(ELEMENTS)("chain: without %s: the same pen comes to harm", element => {
        const { harm, harmed } = PROOFS[element]
        const rig = new PlantRig(1, idealPen(), { without: element })
        expect(harmed(rig), harm).toBe(true)
    })
})
