/** PEN-SAF-03: the motion chip's own ceiling, as it arrives at the chip's pins. */
import { describe, expect, test } from "vitest"
import { Tmc5240Register } from "../../src/drivers/tmc5240.regs"
import { SpiTap } from "../support/spitap"
import { runningTreatment, treatment } from "../support/treatment"

const USTEPS_PER_UM = 10.24
const { VIRTUAL_STOP_R, XTARGET } = Tmc5240Register

function usteps(um: number): number {
    return Math.round(um * USTEPS_PER_UM)
}

describe("PEN-SAF-03: virtual stop", () => {
    for (const depthUm of [50, 1000, 2450])
        test(`PEN-SAF-03: set to ${depthUm} um: 50 um beyond, before the move, read back; 0 after`, async () => {
            const tipOffsetUm = 40
            const cartridge = { kind: "adjustable", minUm: 0, maxUm: 2500, tipOffsetUm }
            const pen = (await treatment({ depthUm, cartridge })).powerOn().makeReady()
            const tap = new SpiTap(pen.pen.world.motion)
            pen.start()
            const expected = usteps(depthUm + 50 - tipOffsetUm)
            expect(Math.abs(tap.written(VIRTUAL_STOP_R)! - expected)).toBeLessThanOrEqual(1)
            const { frames } = tap
            const at = (write: boolean, register: number): number =>
                frames.findIndex(frame => frame.write === write && frame.register === register)
            expect(at(false, VIRTUAL_STOP_R)).toBeGreaterThan(at(true, VIRTUAL_STOP_R))
            expect(at(true, XTARGET)).toBeGreaterThan(at(false, VIRTUAL_STOP_R))
            pen.do({ do: "release" }).wait(300)
            expect(tap.written(VIRTUAL_STOP_R)).toBe(0)
        })

    test("PEN-SAF-03: every write of it arrives wrong: MotionChip, nothing moves", async () => {
        const pen = (await treatment()).powerOn().makeReady()
        new SpiTap(pen.pen.world.motion).bendWrites(VIRTUAL_STOP_R, usteps(2_800))
        pen.do({ do: "press" }).wait(1_500)
        expect(pen.fault, pen.story()).toBe("MotionChip")
        expect(pen.figures.driveOnMs).toBe(0)
        expect(pen.pen.world.plant.carriageUm).toBeLessThanOrEqual(0)
    })
})

describe("PEN-SAF-03: target", () => {
    for (const depthUm of [100, 1000, 2000])
        test(`PEN-SAF-03: ${depthUm} um, Running, foreign write of 2.8 mm: ends 50 um beyond`, async () => {
            const pen = await runningTreatment({ depthUm, seed: 7 })
            const { motion } = pen.pen.world
            const tap = new SpiTap(motion)
            pen.until("the bus is free", 20, () => !tap.selected)
            tap.intrude(XTARGET, usteps(2_800))
            let highestUsteps = -Infinity
            for (let look = 0; look < 100; look++) {
                pen.wait(1)
                highestUsteps = Math.max(highestUsteps, motion.actualUsteps)
            }
            expect(highestUsteps).toBeGreaterThan(usteps(depthUm + 49))
            expect(highestUsteps).toBeLessThanOrEqual(usteps(depthUm + 50) + 1)
            expect(pen.figures.overSelectedUmMax).toBeLessThanOrEqual(200)
        })

    test("PEN-SAF-03: every target arrives as 2.8 mm: no drive, the ceiling at most", async () => {
        const pen = (await treatment({ depthUm: 1000, seed: 7 })).powerOn().makeReady()
        new SpiTap(pen.pen.world.motion).bendWrites(XTARGET, usteps(2_800))
        pen.do({ do: "press" }).wait(1_500)
        expect(pen.figures.driveOnMs, pen.story()).toBe(0)
        expect(pen.pen.world.motion.actualUsteps).toBeLessThanOrEqual(usteps(1000 + 50) + 1)
        expect(pen.state).toBe("Faulted")
    })

    test("PEN-SAF-03: knob at the cartridge's maximum: at most 50 um commanded above", async () => {
        const cartridge = { kind: "adjustable", minUm: 0, maxUm: 1200, tipOffsetUm: -30 }
        const pen = await runningTreatment({ depthUm: 1200, cartridge })
        const tap = new SpiTap(pen.pen.world.motion)
        pen.do({ do: "set_depth", um: 1250 }).wait(400)
        expect(pen.fault).toBe("MatchLost")
        const commanded = tap.frames.filter(frame => frame.write && frame.register === XTARGET)
        expect(Math.max(...commanded.map(frame => frame.value))).toBeLessThanOrEqual(
            usteps(1200 + 30 + 50)
        )
        expect(pen.figures.overCartridgeUmMax).toBeLessThanOrEqual(100)
    })
})
