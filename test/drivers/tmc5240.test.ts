import { expect, test } from "vitest"
import { Tmc5240 as Tmc5240Model } from "../../sim/chips/tmc5240"
import { Clock } from "../../sim/clock"
import { DriverError, DriverErrorCode, Result } from "../../src/drivers/errors"
import { Tmc5240 } from "../../src/drivers/tmc5240"
import { Tmc5240Register } from "../../src/drivers/tmc5240.regs"
import {
    PEN_MOTION,
    accelerationRegister,
    configurationTable,
    velocityRegister,
} from "../../src/drivers/tmc5240configuration"
import { HostClock, HostSpi } from "../support/hostbus"

const USTEPS_PER_MM = 10_240

function newMotion() {
    const clock = new Clock()
    const pins = { enabled: true, left: false, right: false }
    const chip = new Tmc5240Model(clock, {
        enabled: () => pins.enabled,
        left: () => pins.left,
        right: () => pins.right,
    })
    const spi = new HostSpi(clock, chip)
    const motion = new Tmc5240(spi, new HostClock(clock), PEN_MOTION)
    chip.power(true)
    clock.advanceBy(3_000)
    return { clock, pins, chip, spi, motion }
}

/** Ready to move: position 0, virtual stop far out. */
async function readyMotion() {
    const rig = newMotion()
    await rig.motion.initMovingInward(0)
    await rig.motion.setVirtualStopRight(100 * USTEPS_PER_MM)
    return rig
}

async function pollFor(rig: ReturnType<typeof newMotion>, ticks: number): Promise<number[]> {
    const results: number[] = []
    for (let index = 0; index < ticks; index++) {
        rig.clock.advanceBy(10_000 - 210)
        results.push(await rig.motion.poll())
    }
    return results
}

test("TMC5240 driver: units: the datasheet's formulae at 12.5 MHz", () => {
    // 20 mm/s and 1,000 mm/s² on 10,240 microsteps per mm, computed by hand from parts.md 11.
    expect(velocityRegister(20 * USTEPS_PER_MM)).toBe(274878)
    expect(accelerationRegister(1000 * USTEPS_PER_MM)).toBe(144115)
    expect(PEN_MOTION.velocity).toBeLessThanOrEqual(2 ** 23 - 512)
    expect(PEN_MOTION.acceleration).toBeLessThan(2 ** 18)
})

test("TMC5240 driver: constructor: touches no hardware", () => {
    expect(newMotion().spi.frames).toBe(0)
})

test("TMC5240 driver: start: registers read back, flags are clear, nothing moves", async () => {
    const { motion, chip, clock } = newMotion()
    await motion.initMovingInward(0)
    const table = configurationTable(PEN_MOTION)
    for (let index = 0; index < table.length; index += 2)
        expect(await motion.read(table[index]!)).toBe(table[index + 1])
    expect(await motion.read(Tmc5240Register.VMAX)).toBe(PEN_MOTION.velocity)
    expect(await motion.read(Tmc5240Register.CHOPCONF)).toBe(PEN_MOTION.chopper)
    expect(await motion.read(Tmc5240Register.GSTAT)).toBe(0)
    expect(motion.resetSeen).toBe(false)
    expect(chip.bridgesOn).toBe(true)
    clock.advanceBy(100_000)
    expect(chip.travelUsteps()).toBe(0)
})

test("PEN-SAF-01: TMC5240 driver: after start: no outward motion until a stop is set", async () => {
    const { motion, chip, clock } = newMotion()
    await motion.initMovingInward(0)
    expect(await motion.moveTo(5_000)).toBe(Result.Done)
    clock.advanceBy(200_000)
    expect(chip.travelUsteps()).toBe(0)
    await motion.moveTo(-5_000)
    clock.advanceBy(200_000)
    expect(chip.travelUsteps()).toBe(-5_000)
})

test("PEN-FUN-03: TMC5240 driver: 0.5 mm and 2.7 mm: arrive within 100 and 200 ms", async () => {
    for (const [um, limitMs] of [
        [500, 100],
        [2700, 200],
    ] as const) {
        const { motion, chip, clock } = await readyMotion()
        const usteps = (um * USTEPS_PER_MM) / 1000
        await motion.moveTo(usteps)
        clock.advanceBy(limitMs * 1000)
        expect(chip.travelUsteps()).toBe(usteps)
    }
})

test("TMC5240 driver: polling: one frame a call, position every second call, standstill", async () => {
    const rig = await readyMotion()
    const { motion, chip, clock, spi } = rig
    await motion.moveTo(USTEPS_PER_MM)
    // While the speed changes, frames of only zeros are true, and passed over.
    await pollFor(rig, 12)
    const frames = spi.frames
    let fresh = 0
    for (let index = 0; index < 16; index++) {
        clock.advanceBy(10_000 - 210)
        const before = spi.frames
        const result = await motion.poll()
        expect(result).toBeGreaterThanOrEqual(0)
        expect(spi.frames - before).toBe(1)
        if (motion.positionFresh) fresh++
    }
    expect(spi.frames - frames).toBe(16)
    expect(fresh).toBe(8)
    expect(motion.positionUsteps).toBe(USTEPS_PER_MM)
    expect(chip.travelUsteps()).toBe(USTEPS_PER_MM)
    expect(motion.standstill).toBe(true)
})

test("TMC5240 driver: polling while moving: no standstill, position follows by a tick, after the version", async () => {
    const { motion, chip, clock } = await readyMotion()
    await motion.moveTo(20 * USTEPS_PER_MM)
    clock.advanceBy(100_000)
    let seen = 0
    for (let index = 0; index < 10; index++) {
        clock.advanceBy(9_790)
        await motion.poll()
        expect(motion.standstill).toBe(false)
        if (!motion.positionFresh) continue
        seen++
        const lagUm = ((chip.travelUsteps() - motion.positionUsteps) * 1000) / USTEPS_PER_MM
        expect(lagUm).toBeGreaterThanOrEqual(0)
        expect(lagUm).toBeLessThan(20 * 11)
    }
    expect(seen).toBe(4)
})

test("TMC5240 driver: standstill: only with the position that is final", async () => {
    for (let phaseUs = 0; phaseUs < 20_000; phaseUs += 700) {
        const rig = await readyMotion()
        const { motion } = rig
        await motion.moveTo(12_288)
        rig.clock.advanceBy(phaseUs)
        let ticks = 0
        while (!motion.standstill) {
            await pollFor(rig, 1)
            expect(++ticks).toBeLessThan(13)
        }
        expect(motion.positionUsteps).toBe(12_288)
    }
})

test("TMC5240 driver: naming the position: nothing moves, whatever the new value", async () => {
    const { motion, chip, clock } = await readyMotion()
    for (const usteps of [-4_608, 123_456, 0]) {
        const before = chip.travelUsteps()
        await motion.beginPosition(usteps)
        await motion.endPosition(usteps)
        clock.advanceBy(100_000)
        expect(chip.travelUsteps()).toBe(before)
        expect(await motion.readPosition()).toBe(usteps)
    }
})

test("PEN-SAF-03: TMC5240 driver: virtual stop: ends the move in silicon, and shows", async () => {
    const rig = await readyMotion()
    const { motion, chip } = rig
    await motion.setVirtualStopRight(1_000)
    await motion.moveTo(50_000)
    await pollFor(rig, 30)
    expect(chip.travelUsteps()).toBe(1_000)
    expect(motion.virtualStopHit).toBe(true)
    expect(motion.positionUsteps).toBe(1_000)
    await motion.moveTo(-2_000)
    await pollFor(rig, 30)
    expect(motion.virtualStopHit).toBe(false)
    expect(chip.travelUsteps()).toBe(-2_000)
})

test("TMC5240 driver: reference switch: stops inward motion, latches its opening", async () => {
    const rig = await readyMotion()
    const { motion, chip, pins, clock } = rig
    await motion.moveTo(-10 * USTEPS_PER_MM)
    clock.advanceBy(80_000)
    pins.left = true
    chip.pollSwitches()
    const edge = chip.travelUsteps()
    await pollFor(rig, 4)
    expect(motion.leftStop).toBe(true)
    expect(chip.travelUsteps()).toBeCloseTo(edge, -1)
    await motion.moveTo(0)
    clock.advanceBy(20_000)
    pins.left = false
    chip.pollSwitches()
    const opened = chip.travelUsteps()
    await pollFor(rig, 20)
    expect(motion.leftStop).toBe(false)
    expect(chip.travelUsteps()).toBe(0)
    expect(Math.abs((await motion.read(Tmc5240Register.XLATCH)) - opened)).toBeLessThanOrEqual(1)
})

test("TMC5240 driver: depth cap: stops outward motion, shows, and lets it in", async () => {
    const rig = await readyMotion()
    const { motion, chip, pins, clock } = rig
    await motion.moveTo(10 * USTEPS_PER_MM)
    clock.advanceBy(80_000)
    pins.right = true
    chip.pollSwitches()
    const edge = chip.travelUsteps()
    await pollFor(rig, 4)
    expect(motion.rightStop).toBe(true)
    expect(chip.travelUsteps()).toBeCloseTo(edge, -1)
    await motion.moveTo(0)
    await pollFor(rig, 30)
    expect(chip.travelUsteps()).toBe(0)
})

test("PEN-SAF-16: TMC5240 driver: warm start while moving outward: turns, and comes in as far as asked", async () => {
    const { motion, spi, clock, chip } = await readyMotion()
    await motion.moveTo(50 * USTEPS_PER_MM)
    clock.advanceBy(200_000)
    const before = chip.travelUsteps()
    const again = new Tmc5240(spi, new HostClock(clock), PEN_MOTION)
    await again.initMovingInward(USTEPS_PER_MM)
    clock.advanceBy(500_000)
    const rest = chip.travelUsteps()
    // It was read while the motor ran on, for a few frames.
    expect(before - rest).toBeGreaterThan(0.7 * USTEPS_PER_MM)
    clock.advanceBy(500_000)
    expect(chip.travelUsteps()).toBe(rest)
})

test("PEN-SAF-17: TMC5240 driver: chip reset while running: the next frame shows it", async () => {
    const rig = await readyMotion()
    await pollFor(rig, 5)
    rig.chip.fail("reset")
    await pollFor(rig, 1)
    expect(rig.motion.resetSeen).toBe(true)
    await rig.motion.initMovingInward(0)
    expect(rig.motion.resetSeen).toBe(false)
})

test.each(["off", "hiZ"])(
    "PEN-SAF-17: TMC5240 driver: %s while running: no frame is believed",
    async kind => {
        for (let phase = 0; phase < 8; phase++) {
            const rig = await readyMotion()
            const { motion } = rig
            await motion.moveTo(3_000)
            await pollFor(rig, 20 + phase)
            rig.chip.fail(kind)
            const results = await pollFor(rig, 10)
            // A frame of zeros may once stand for a flag register; its data are not used.
            expect(results.filter(result => result >= 0).length).toBeLessThanOrEqual(1)
            expect(results.at(-1)).toBe(Result.BadData)
            expect(motion.positionUsteps).toBe(3_000)
            expect(motion.standstill).toBe(true)
        }
    }
)

test("PEN-SAF-17: TMC5240 driver: hangs while moving: told within 80 ms, or absurd", async () => {
    for (let phase = 0; phase < 8; phase++) {
        const rig = await readyMotion()
        await rig.motion.moveTo(20 * USTEPS_PER_MM)
        await pollFor(rig, 8 + phase)
        rig.chip.fail("stuck")
        const results = await pollFor(rig, 9)
        // The one reply that passes every check, that of the identity, is no position of a screw.
        const absurd = rig.motion.positionUsteps >= 0x40000000
        expect(results.includes(Result.BadData) || absurd).toBe(true)
    }
})

test("TMC5240 driver: one frame in three lost: positions are true, losses are told", async () => {
    const rig = await readyMotion()
    const { motion, chip } = rig
    await motion.moveTo(4_000)
    await pollFor(rig, 20)
    chip.fail("intermittent")
    const results: number[] = []
    for (let index = 0; index < 40; index++) {
        results.push(...(await pollFor(rig, 1)))
        if (motion.positionFresh) expect(motion.positionUsteps).toBe(4_000)
    }
    expect(results).toContain(Result.BadData)
    expect(results).toContain(Result.Done)
})

test("TMC5240 driver: noise on the reply line: told within 80 ms", async () => {
    const rig = await readyMotion()
    rig.chip.fail("garbage")
    expect(await pollFor(rig, 9)).toContain(Result.BadData)
})

test("TMC5240 driver: a write arrives damaged: the echo in the next frame tells", async () => {
    const rig = await readyMotion()
    rig.spi.glitch = { index: 3, mask: 0x10 }
    expect(await rig.motion.moveTo(4_000)).toBe(Result.Done)
    expect(await pollFor(rig, 2)).toEqual([Result.BadData, Result.Done])
})

test("TMC5240 driver: 0 verified while moving: holds, and a dead chip is no 0", async () => {
    for (let phaseMs = 0; phaseMs < 60; phaseMs += 3) {
        const { motion, chip, clock } = await readyMotion()
        await motion.moveTo(-USTEPS_PER_MM)
        clock.advanceBy(phaseMs * 1000)
        await motion.setVirtualStopRight(0)
        expect(await motion.read(Tmc5240Register.VIRTUAL_STOP_R)).toBe(0)
        chip.fail("off")
        await expect(motion.read(Tmc5240Register.VIRTUAL_STOP_R)).rejects.toThrow(DriverError)
        await expect(motion.setVirtualStopRight(0)).rejects.toThrow(DriverError)
    }
})

test("TMC5240 driver: polling in any phase of a move: no false alarm", async () => {
    for (let phaseUs = 0; phaseUs < 10_000; phaseUs += 700) {
        const rig = await readyMotion()
        for (const usteps of [5_000, 0, -3_000, 0]) {
            rig.clock.advanceBy(phaseUs)
            expect(await rig.motion.moveTo(usteps)).toBe(Result.Done)
            expect(new Set(await pollFor(rig, 16))).toEqual(new Set([Result.Done]))
            expect(rig.chip.travelUsteps()).toBe(usteps)
        }
    }
})

test("TMC5240 driver: a verified write arrives damaged: is repeated", async () => {
    const { motion, spi } = await readyMotion()
    spi.glitch = { index: 2, mask: 0x01 }
    await motion.setVirtualStopRight(12_345)
    expect(await motion.read(Tmc5240Register.VIRTUAL_STOP_R)).toBe(12_345)
})

test("TMC5240 driver: bus hangs: poll returns, start throws with part and register", async () => {
    const { motion, spi } = await readyMotion()
    spi.hangs = 1
    expect(await motion.poll()).toBe(Result.Timeout)
    expect(await motion.poll()).toBe(Result.Done)
    spi.hangs = 100
    await expect(motion.initMovingInward(0)).rejects.toMatchObject({
        part: "TMC5240",
        code: DriverErrorCode.NoAnswer,
        register: Tmc5240Register.IOIN,
    })
})

test.each([0x00, 0xff])("TMC5240 driver: reply line stuck at %i: start throws", async level => {
    const { motion, spi } = newMotion()
    spi.stuckAt = level
    await expect(motion.initMovingInward(0)).rejects.toBeInstanceOf(DriverError)
})

test("TMC5240 driver: shorted coil: start succeeds only without it, running shows it", async () => {
    const rig = await readyMotion()
    rig.chip.fail("short")
    await pollFor(rig, 8)
    expect(rig.motion.driverError).toBe(true)
    expect(rig.motion.driverStatus & (1 << 27)).not.toBe(0)
    rig.chip.heal()
    await rig.motion.initMovingInward(0)
    expect(rig.motion.driverError).toBe(false)
})
