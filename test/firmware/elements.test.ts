/** Each element of the safety chain is there for something: a pen without it is told apart from one with it. */
import { describe, expect, test } from "vitest"
import type { ChainElement } from "../../sim/chain/units"
import { runningTreatment, treatment, type Treatment } from "../support/treatment"
import { notTheScrew } from "../support/variant"

/** What the power-on proof of a pen without an element says. */
const seenByTheProgram: Partial<Record<ChainElement, RegExp>> = {
    watchdog: /watchdog does not drop/,
    chargePump: /charge pump does not drop/,
    depthCap: /depth cap does not trip/,
}

describe("PEN-SAF-14: left out, seen by the program", () => {
    for (const [element, says] of Object.entries(seenByTheProgram))
        test(`PEN-SAF-14: without ${element}: the self-test says so`, async () => {
            const pen = await treatment({ without: element as ChainElement })
            pen.powerOn().untilState("Faulted", 4_500)
            expect(pen.fault).toBe("SelfTestFailed")
            expect(JSON.stringify(pen.pen.events)).toMatch(says)
        })

    test("PEN-SAF-14: without seriesSwitch: the program sees it conduct at rest, nothing starts", async () => {
        const pen = await treatment({ without: "seriesSwitch" })
        pen.powerOn().do({ do: "insert", cartridge: "a" })
        pen.untilState("Faulted", 4_500)
        expect(pen.fault).toBe("ChainLost")
        pen.do({ do: "acknowledge" }).wait(200).do({ do: "press" }).wait(800)
        expect(pen.figures.driveOnMs).toBe(0)
    })

    test("PEN-SAF-14: without depthThreshold: the first start proves it and ends in ChainLost", async () => {
        const pen = await treatment({ without: "depthThreshold" })
        pen.powerOn().makeReady().do({ do: "press" }).wait(800)
        expect(pen.fault, pen.story()).toBe("ChainLost")
        expect(JSON.stringify(pen.pen.events)).toMatch(/depth threshold does not drop the latch/)
        expect(pen.figures.driveOnMs).toBe(0)
    })

    test("PEN-SAF-14: without armClear: the second start finds the latch set, ChainLost", async () => {
        const pen = await treatment({ without: "armClear" })
        pen.powerOn().makeReady().do({ do: "press" }).wait(800)
        pen.do({ do: "release" }).wait(400)
        const { strokes } = pen.figures
        pen.do({ do: "press" }).wait(800)
        expect(pen.fault, pen.story()).toBe("ChainLost")
        expect(pen.figures.strokes).toBe(strokes)
    })
})

/** One figure of a pen that has the element, and of one that has not. */
async function compare(
    element: ChainElement,
    figure: (pen: Treatment) => number,
    seed = 701
): Promise<{ fitted: number; without: number }> {
    const options = { seed, rateHz: 150, depthUm: 1000 }
    return {
        fitted: figure(await runningTreatment(options)),
        without: figure(await runningTreatment({ ...options, without: element })),
    }
}

function driveOffMs(pen: Treatment): number {
    return pen.reaction.driveOffMs ?? Infinity
}

describe("left out, seen at the plant", () => {
    test("PEN-SAF-04: without latchSwitch: a pulled cartridge is stopped by the program only", async () => {
        const off = await compare("latchSwitch", pen => {
            let worstMs = 0
            for (let pull = 0; pull < 6; pull++) {
                pen.doSometime(20, { do: "remove" }, 300)
                worstMs = Math.max(worstMs, driveOffMs(pen))
                pen.recover().start(50)
            }
            return worstMs
        })
        expect(off.fitted).toBeLessThanOrEqual(2)
        expect(off.without).toBeGreaterThan(2)
        expect(off.without).toBeLessThanOrEqual(30)
    })

    test("PEN-SAF-05: without stopLoop: an open STOP loop is stopped by the program only", async () => {
        const off = await compare("stopLoop", pen => {
            pen.wait(3)
            pen.pen.observer.cause("stopLoop")
            pen.pen.world.chain.stopClosed.set(0)
            pen.wait(300)
            return driveOffMs(pen)
        })
        expect(off.fitted).toBeLessThanOrEqual(2)
        expect(off.without).toBeGreaterThan(2)
    })

    test.skipIf(notTheScrew)(
        "PEN-SAF-02: depthThreshold dead while Running: a slipping nut gets further",
        async () => {
            const reach = []
            for (const dead of [false, true]) {
                const pen = await runningTreatment({ seed: 701, rateHz: 150, depthUm: 1000 })
                const { plant } = pen.pen.world
                let reachUm = 0
                plant.onDrivePower(on => {
                    if (!on) reachUm = plant.reachUm
                })
                if (dead) pen.do({ do: "fault", unit: "depthThreshold", kind: "off" })
                pen.doIn(1, { do: "fault", unit: "leadScrew", kind: "wrong", value: 400 }).wait(100)
                reach.push(reachUm)
            }
            expect(reach[0]! - 1000).toBeLessThanOrEqual(200)
            expect(reach[1]).toBeGreaterThan(reach[0]! + 20)
        }
    )

    test("PEN-SAF-16: without brake: the cam runs on", async () => {
        const turns = await compare("brake", pen => {
            const { motor } = pen.pen.world.plant
            pen.do({ do: "remove" })
            const fromRad = motor.angleRad
            pen.wait(500)
            return (motor.angleRad - fromRad) / (2 * Math.PI)
        })
        expect(turns.fitted).toBeLessThanOrEqual(2)
        expect(turns.without).toBeGreaterThan(2)
    })

    test("PEN-SAF-17: series switch welded while Running: a shorted bridge keeps its energy", async () => {
        const off = []
        for (const welded of [false, true]) {
            const pen = await runningTreatment({ seed: 702, rateHz: 150 })
            if (welded) pen.do({ do: "fault", unit: "seriesSwitch", kind: "short" })
            pen.do({ do: "fault", unit: "drive", kind: "short" }).wait(300)
            const shorted = pen.pen.observer.reactions.find(({ cause }) => cause === "drive.short")
            off.push(shorted?.driveOffMs ?? Infinity)
        }
        expect(off[0]).toBeLessThan(Infinity)
        expect(off[1]).toBe(Infinity)
    })

    test("PEN-SAF-04: without safeLatch: a bounce of the cartridge latch lets the permission come back", async () => {
        const bounce = (pen: Treatment): number => {
            let rises = 0
            pen.pen.world.chain.strokeSafe.onEdge(level => (rises += level))
            pen.doIn(1, { do: "latch_bounce", ms: 8 }).wait(100)
            return rises
        }
        // The program may see the first opening before the contact closes again.
        let rises = 0
        for (const seed of [701, 702, 703, 704, 705]) {
            const edges = await compare("safeLatch", bounce, seed)
            expect(edges.fitted).toBe(0)
            rises += edges.without
        }
        expect(rises).toBeGreaterThan(0)
    })

    test("PEN-SAF-13: without setDelay: the permission follows ARM at once, not 1 ms later", async () => {
        const delay = await compare("setDelay", pen => {
            const { arm, strokeSafe } = pen.pen.world.chain
            let armUs = 0
            let setUs = 0
            arm.onEdge(level => (armUs = level === 1 ? pen.pen.clock.nowUs : armUs))
            strokeSafe.onEdge(level => (setUs = level === 1 ? pen.pen.clock.nowUs : setUs))
            pen.do({ do: "release" }).wait(400).start(0)
            return setUs - armUs
        })
        expect(delay.fitted).toBe(1_000)
        expect(delay.without).toBe(0)
    })

    for (const element of ["driverEnable", "rail"] as const)
        test(`PEN-SAF-06: without ${element}: a dead program leaves it on`, async () => {
            const on = await compare(element, pen => {
                pen.do({ do: "vm_hang", forMs: 3_000 }).wait(900)
                const { drvEnn, rail } = pen.pen.world.chain
                return element === "rail" ? rail.value : 1 - drvEnn.value
            })
            expect(on).toEqual({ fitted: 0, without: 1 })
        })

    test("PEN-SAF-02: without capStop: the tripped comparator does not stop outward motion in silicon", async () => {
        const told = await compare("capStop", pen => {
            pen.pen.world.chain.capTest.set(1)
            pen.wait(1)
            return pen.pen.world.chain.refr.value
        })
        expect(told).toEqual({ fitted: 1, without: 0 })
    })
})
