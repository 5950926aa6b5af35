/** PEN-SAF-16, PEN-FUN-03: after a stop the cam runs out and the needles come in. */
import { describe, expect, test } from "vitest"
import { runningTreatment, treatment } from "../support/treatment"
import { Worst } from "../support/worst"

test("PEN-SAF-16: 48 stops at all depths and rates: at most 2 residual strokes, in within 200 ms", async () => {
    const worst = new Worst()
    let strokes = 0
    for (const seed of [401, 402, 403, 404]) {
        const pen = await runningTreatment({ seed })
        for (const depthUm of [250, 1000, 2000, 2500])
            for (const rateHz of [30, 90, 150]) {
                pen.do({ do: "release" }).wait(250)
                pen.do({ do: "set_depth", um: depthUm }).do({ do: "set_rate", hz: rateHz })
                pen.wait(100).acknowledge().start(200)
                pen.doSometime(40, { do: "release" }, 300)
                worst.add(pen.reaction)
                strokes = Math.max(strokes, pen.figures.strokesAfterStopMax)
                expect(pen.state, pen.story()).toBe("Ready")
            }
        expect(pen.figures.strokesUnauthorised).toBe(0)
    }
    worst.print(`trigger released (${strokes} residual strokes)`)
    expect(worst.count).toBe(48)
    expect(strokes).toBeLessThanOrEqual(2)
    expect(worst.retractedMs).toBeLessThanOrEqual(200)
}, 120_000)

test("PEN-SAF-16: released while the needles go out, 15 random instants: in within 200 ms, Ready", async () => {
    const pen = (await treatment({ seed: 411, depthUm: 1500 })).powerOn().makeReady()
    const { plant } = pen.pen.world
    for (let stop = 0; stop < 15; stop++) {
        pen.do({ do: "press" }).untilState("Arming", 50)
        pen.doSometime(260, { do: "release" }, 200)
        expect(plant.carriageUm, pen.story()).toBeLessThanOrEqual(0)
        pen.wait(200)
        expect(pen.state, pen.story()).toBe("Ready")
        expect(pen.fault).toBe("None")
    }
}, 60_000)

describe("PEN-FUN-03: speed of the carriage", () => {
    test("PEN-FUN-03: retract from 2.5 mm within 200 ms of the release", async () => {
        const pen = await runningTreatment({ seed: 421, depthUm: 2500 })
        pen.do({ do: "release" })
        const { plant } = pen.pen.world
        expect(pen.until("in", 300, () => plant.reachUm <= 0)).toBeLessThanOrEqual(200)
    })

    test("PEN-FUN-03: 0.5 mm of travel within 100 ms", async () => {
        const pen = (await treatment({ seed: 422, depthUm: 500 })).powerOn().makeReady()
        const { plant } = pen.pen.world
        pen.do({ do: "press" })
        pen.until("it leaves", 900, () => plant.carriageUm > -190)
        expect(pen.until("0.5 mm on", 200, () => plant.carriageUm > 310)).toBeLessThanOrEqual(100)
    })
})
