/** PEN-FUN-01: every setting of the depth knob, measured at the needle. */
import { describe, expect, test } from "vitest"
import { runningTreatment, treatment } from "../support/treatment"

const STEP_UM = 50
const DEPTH_MAX_UM = 2500
const TOLERANCE_UM = 100

describe("PEN-FUN-01: depth range and step", () => {
    test("PEN-FUN-01: all 51 settings: the needle reaches each within 100 um", async () => {
        let worstUm = 0
        const pen = await runningTreatment({ seed: 501, depthUm: 0, rateHz: 150 })
        const { plant } = pen.pen.world
        for (let um = 0; um <= DEPTH_MAX_UM; um += STEP_UM) {
            pen.do({ do: "release" }).wait(250)
            pen.do({ do: "set_depth", um }).wait(50).acknowledge().start(60)
            plant.takeTipMaxUm()
            let highestUm = -Infinity
            for (let look = 0; look < 20; look++) {
                pen.wait(1)
                highestUm = Math.max(highestUm, plant.reachUm)
            }
            expect(pen.pen.firmware.depthUm).toBe(um)
            worstUm = Math.max(worstUm, Math.abs(highestUm - um))
        }
        console.log(`51 settings: at most ${worstUm.toFixed(0)} um off`)
        expect(worstUm).toBeLessThanOrEqual(TOLERANCE_UM)
    }, 60_000)

    test("PEN-FUN-01: knob turned through its range at rest: every step is taken over, none in between", async () => {
        const pen = (await treatment({ seed: 502 })).powerOn()
        pen.untilState("Locked", 4_000)
        // The journal is being searched for its end meanwhile.
        pen.wait(400)
        for (let um = 0; um <= DEPTH_MAX_UM; um += STEP_UM) {
            pen.do({ do: "set_depth", um }).wait(40)
            expect(pen.pen.firmware.depthUm).toBe(um)
        }
    })
})

test("PEN-FUN-01: 12 pens and cartridges at 1.00 mm: within 100 um of the setting", async () => {
    let worstUm = 0
    for (let seed = 511; seed < 523; seed++) {
        const tipOffsetUm = ((seed * 37) % 121) - 60
        const cartridge = { kind: "adjustable", minUm: 0, maxUm: 2500, tipOffsetUm }
        const pen = await runningTreatment({ seed, cartridge })
        worstUm = Math.max(worstUm, Math.abs(pen.pen.world.plant.reachUm - 1000))
    }
    console.log(`12 pens: at most ${worstUm.toFixed(0)} um off`)
    expect(worstUm).toBeLessThanOrEqual(TOLERANCE_UM)
}, 60_000)
