import { beforeEach, describe, expect, test } from "vitest"
import {
    Tmc5240Ioin as Ioin,
    Tmc5240RampMode as RampMode,
    Tmc5240RampStat as RampStat,
    Tmc5240Register as Register,
    Tmc5240SpiStatus as SpiStatus,
    Tmc5240SwMode as SwMode,
} from "../../src/drivers/tmc5240.regs"
import { Bench, speed, rate } from "./tmc5240bench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
})

describe("TMC5240 stops", () => {
    const both = RampStat.STATUS_VIRTUAL_STOP_L | RampStat.STATUS_VIRTUAL_STOP_R

    test("PEN-SAF-03: TMC5240 virtual stop right: target beyond it: hard stop exactly there, event", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 10_752)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 30_000)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(10_752)
        expect(bench.chip.travelUsteps()).toBe(10_752)
        const status = bench.read(Register.RAMP_STAT)
        expect(status & RampStat.EVENT_STOP_R).toBe(RampStat.EVENT_STOP_R)
        expect(status & both).toBe(RampStat.STATUS_VIRTUAL_STOP_R)
        expect(status & RampStat.POSITION_REACHED).toBe(0)
    })

    test("TMC5240 virtual stop right: moving inward: permitted, and clears the event", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        bench.write(Register.XTARGET, -3000)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_R).toBe(0)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(-3000)
    })

    test("TMC5240 virtual stop left: blocks only leftward motion", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_L, -700)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_L)
        bench.write(Register.XTARGET, -5000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(-700)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_L).toBe(RampStat.EVENT_STOP_L)
        bench.write(Register.XTARGET, 0)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_L).toBe(0)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
    })

    test("TMC5240 virtual stop: disabled while it holds: event gone and the motion continues", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(1000)
        bench.write(Register.SW_MODE, 0)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_R).toBe(0)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(3000)
    })

    test("TMC5240 virtual stop: hold mode: clears the event", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        bench.write(Register.RAMPMODE, RampMode.HOLD)
        expect(bench.read(Register.RAMP_STAT) & RampStat.EVENT_STOP_R).toBe(0)
        expect(bench.position()).toBe(1000)
    })

    test("TMC5240 virtual stop: soft stop: ramps down beyond it", () => {
        bench.prepare()
        bench.write(Register.VIRTUAL_STOP_R, 10_000)
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R | SwMode.EN_SOFTSTOP)
        bench.write(Register.XTARGET, 100_000)
        bench.clock.advanceBy(2_000_000)
        expect(bench.position()).toBeCloseTo(10_000 + speed ** 2 / (2 * rate), -1)
    })

    test("TMC5240 virtual stop: moved to behind the position: outward motion ends at once", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.VIRTUAL_STOP_R, 50_000)
        bench.write(Register.XTARGET, 40_000)
        bench.clock.advanceBy(200_000)
        const here = bench.position()
        bench.write(Register.VIRTUAL_STOP_R, 1000)
        bench.clock.advanceBy(100_000)
        expect(bench.position()).toBe(here)
    })

    test("TMC5240 virtual stop: outward motion ends at it, target inward: goes there by itself", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.EN_VIRTUAL_STOP_R)
        bench.write(Register.VIRTUAL_STOP_R, 50_000)
        bench.write(Register.XTARGET, 40_000)
        bench.clock.advanceBy(200_000)
        const here = bench.position()
        bench.write(Register.XTARGET, -2000)
        bench.write(Register.VIRTUAL_STOP_R, 0)
        expect(bench.position()).toBe(here)
        bench.clock.advanceBy(2_000_000)
        expect(bench.position()).toBe(-2000)
    })

    test("TMC5240 REFL: edge while homing: stops at that time, XLATCH and flags tell", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_L_ENABLE | SwMode.LATCH_L_ACTIVE)
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_NEGATIVE)
        bench.clock.advanceBy(100_000)
        const travel = bench.chip.travelUsteps()
        bench.left = true
        bench.chip.pollSwitches(bench.clock.nowUs)
        bench.clock.advanceBy(100_000)
        expect(Math.abs(bench.chip.travelUsteps() - travel)).toBeLessThan(1)
        expect(bench.chip.travelUsteps()).toBe(bench.position())
        const status = bench.read(Register.RAMP_STAT)
        const flags = RampStat.STATUS_STOP_L | RampStat.STATUS_LATCH_L | RampStat.EVENT_STOP_L
        expect(status & flags).toBe(flags)
        expect(bench.read(Register.XLATCH) | 0).toBe(bench.position())
        expect(bench.status & SpiStatus.STATUS_STOP_L).toBe(SpiStatus.STATUS_STOP_L)
        expect(bench.read(Register.IOIN) & Ioin.REFL).toBe(Ioin.REFL)
        bench.write(Register.RAMP_STAT, RampStat.STATUS_LATCH_L)
        expect(bench.read(Register.RAMP_STAT) & RampStat.STATUS_LATCH_L).toBe(0)
    })

    test("TMC5240 REFL: polled inside a stretch of time: takes effect at the time asked for", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_L_ENABLE)
        bench.write(Register.RAMPMODE, RampMode.VELOCITY_NEGATIVE)
        bench.clock.addProcess({
            integrate: (fromUs, toUs) => {
                for (let us = fromUs + 100; us <= toUs; us += 100) {
                    bench.left = bench.chip.travelAt(us) <= -2000
                    bench.chip.pollSwitches()
                }
            },
        })
        bench.clock.advanceBy(200_000)
        expect(bench.position()).toBeLessThanOrEqual(-2000)
        expect(bench.position()).toBeGreaterThan(-2000 - speed * 1e-4)
    })

    test("TMC5240 REFL: inverted polarity: a low pin is the active level", () => {
        bench.prepare()
        bench.left = true
        bench.write(Register.SW_MODE, SwMode.STOP_L_ENABLE | SwMode.POL_STOP_L)
        bench.write(Register.XTARGET, -5000)
        bench.clock.advanceBy(50_000)
        expect(bench.position()).toBeLessThan(0)
        bench.left = false
        bench.chip.pollSwitches()
        const here = bench.position()
        bench.clock.advanceBy(50_000)
        expect(bench.position()).toBe(here)
    })

    test("PEN-SAF-02: TMC5240 REFR: depth cap closes: outward ends, inward stays possible", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_R_ENABLE)
        bench.write(Register.XTARGET, 30_000)
        bench.clock.advanceBy(200_000)
        bench.right = true
        bench.chip.pollSwitches()
        const here = bench.position()
        bench.clock.advanceBy(100_000)
        expect(bench.position()).toBe(here)
        bench.write(Register.XTARGET, 0)
        bench.clock.advanceBy(1_000_000)
        expect(bench.position()).toBe(0)
    })

    test("TMC5240 REFR: inactive edge with its latch bit: position latched on release only", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.LATCH_R_INACTIVE)
        bench.write(Register.XTARGET, 1000)
        bench.clock.advanceBy(200_000)
        bench.right = true
        expect(bench.read(Register.RAMP_STAT) & RampStat.STATUS_LATCH_R).toBe(0)
        bench.right = false
        expect(bench.read(Register.RAMP_STAT) & RampStat.STATUS_LATCH_R).not.toBe(0)
        expect(bench.read(Register.XLATCH)).toBe(1000)
    })

    test("TMC5240 REFR: switch released with the target still beyond: the motor restarts", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_R_ENABLE)
        bench.right = true
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
        bench.right = false
        bench.chip.pollSwitches()
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(3000)
    })

    test("TMC5240 REFL: swap_lr: stops the other direction", () => {
        bench.prepare()
        bench.write(Register.SW_MODE, SwMode.STOP_R_ENABLE | SwMode.SWAP_LR)
        bench.left = true
        bench.write(Register.XTARGET, 3000)
        bench.clock.advanceBy(500_000)
        expect(bench.position()).toBe(0)
    })
})
