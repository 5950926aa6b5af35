import { expect, test } from "vitest"
import { DriverErrorCode, Result } from "../../src/drivers/errors"
import { HIT_UNIT_US, Max22200a, PEN_COIL } from "../../src/drivers/max22200a"
import { Max22200aConfig as Config } from "../../src/drivers/max22200a.regs"
import { codeMa, holdingCoil, newCoil, pollFor, readyCoil } from "../support/coilrig"
import { HostClock } from "../support/hostbus"

test("MAX22200A driver: constructor: touches no hardware", () => {
    expect(newCoil().spi.frames).toBe(0)
})

test("MAX22200A driver: start: off, all codes 0, no flags, within 15 ms of ENABLE", async () => {
    const { coil, chip, clock } = newCoil()
    await coil.init()
    expect(clock.nowUs).toBeLessThan(15_000)
    expect([chip.drive.bridge, coil.faults, coil.resetSeen]).toEqual(["off", 0, false])
    // Configured and awake: a channel that is switched on runs free at code 0.
    expect(await coil.on()).toBe(Result.Done)
    expect(chip.drive.bridge).toBe("freewheel")
})

test("MAX22200A driver: start while the supply is still away: waits, then gives up", async () => {
    const { coil, chip, clock, pins } = newCoil()
    pins.supplyMv = 0
    chip.watch()
    clock.after(3_000, () => {
        pins.supplyMv = 7400
        chip.watch()
    })
    await coil.init()
    pins.supplyMv = 0
    chip.watch()
    await expect(coil.init()).rejects.toMatchObject({ code: DriverErrorCode.NoAnswer })
})

test("PEN-SAF-17: MAX22200A driver: warm start while on: off, configured anew", async () => {
    for (const keepsRegisters of [false, true]) {
        const { coil, chip, clock, spi } = await holdingCoil({ keepsRegisters })
        const again = new Max22200a(spi, new HostClock(clock), PEN_COIL)
        await again.init()
        expect(chip.drive.bridge).toBe("off")
        await again.on()
        expect(chip.targetMa).toBe(0)
        chip.enable(false)
        clock.advanceBy(3_000)
        chip.enable(true)
        await coil.init()
        expect(await coil.setCodes(60, 60, 0)).toBe(Result.Done)
        expect(await coil.on()).toBe(Result.Done)
        expect(chip.targetMa).toBe(60 * codeMa)
    }
})

test.each([0x00, 0xff])("MAX22200A driver: reply line stuck at %i: start throws", async level => {
    const { coil, spi } = newCoil()
    spi.stuckAt = level
    const code = level === 0 ? DriverErrorCode.WrongIdentity : DriverErrorCode.NoAnswer
    await expect(coil.init()).rejects.toMatchObject({ part: "MAX22200A", code })
})

test("MAX22200A driver: open coil at the start: throws with the flags", async () => {
    const { coil, chip } = newCoil()
    chip.fail("open")
    await expect(coil.init()).rejects.toMatchObject({ code: DriverErrorCode.ChipFault })
    chip.heal()
    await coil.init()
})

test("MAX22200A driver: shorted transistor at the start: reads as open load, throws", async () => {
    const { coil, chip } = newCoil()
    chip.fail("short")
    await expect(coil.init()).rejects.toMatchObject({ code: DriverErrorCode.ChipFault })
})

test("MAX22200A driver: supply too low at the start: throws", async () => {
    const { coil, pins } = newCoil()
    pins.supplyMv = 3800
    await expect(coil.init()).rejects.toMatchObject({ code: DriverErrorCode.ChipFault })
})

test("MAX22200A driver: HIT, then HOLD: at the currents and for the time of the codes", async () => {
    const { coil, chip, clock } = await readyCoil()
    expect(await coil.setCodes(80, 40, 25)).toBe(Result.Done)
    const atUs = clock.nowUs
    await coil.on()
    expect(chip.targetMa).toBe(80 * codeMa)
    clock.advanceTo(atUs + 25 * HIT_UNIT_US)
    expect(chip.targetMa).toBe(80 * codeMa)
    clock.advanceBy(1_000)
    expect(chip.targetMa).toBe(40 * codeMa)
    expect(await coil.off()).toBe(Result.Done)
    expect(chip.targetMa).toBe(0)
})

test("MAX22200A driver: half of full scale: kept by every write", async () => {
    const { coil, chip } = await readyCoil({}, PEN_COIL | Config.HFS)
    await coil.setCodes(80, 40, 0)
    await coil.on()
    await coil.setCodes(80, 41, 0)
    expect(chip.targetMa).toBe((41 * codeMa) / 2)
    expect(await coil.poll()).toBe(Result.Done)
    expect(await coil.poll()).toBe(Result.Done)
})

test("MAX22200A driver: HOLD alone: four short frames, none when nothing changes", async () => {
    const { coil, chip, spi } = await holdingCoil()
    let frames = spi.frames
    await coil.setCodes(60, 61, 10)
    expect([spi.frames - frames, chip.targetMa]).toEqual([4, 61 * codeMa])
    frames = spi.frames
    await coil.setCodes(60, 61, 10)
    expect(spi.frames - frames).toBe(0)
})

test.each([
    [127, 0, 0],
    [0, 127, 0],
    [0, 0, 255],
    [-1, 0, 0],
    [0, 1.5, 0],
    [200, 0, 0],
])("PEN-SAF-03: MAX22200A driver: codes %i, %i, %i: refused, not sent", async (hit, hold, time) => {
    const { coil, spi } = await readyCoil()
    coil.ceilingCode = 255
    const frames = spi.frames
    await expect(coil.setCodes(hit, hold, time)).rejects.toMatchObject({
        part: "MAX22200A",
        code: DriverErrorCode.BadArgument,
    })
    expect(spi.frames).toBe(frames)
})

test("PEN-SAF-03: MAX22200A driver: codes above the ceiling: refused; none without one", async () => {
    const { coil, chip } = await readyCoil()
    coil.ceilingCode = 50
    expect(await coil.setCodes(50, 50, 0)).toBe(Result.Done)
    await coil.on()
    for (const [hit, hold] of [
        [51, 50],
        [50, 51],
    ] as const)
        await expect(coil.setCodes(hit, hold, 0)).rejects.toThrow(/ceiling 50/)
    expect(chip.targetMa).toBe(50 * codeMa)
    coil.ceilingCode = 49
    await expect(coil.setCodes(50, 50, 0)).rejects.toThrow(/ceiling 49/)
    const fresh = newCoil()
    await fresh.coil.init()
    await expect(fresh.coil.setCodes(1, 0, 0)).rejects.toThrow(/ceiling 0/)
})

test("PEN-SAF-03: MAX22200A driver: a write arrives damaged: repeated until it reads back", async () => {
    for (const frame of [0, 1, 2]) {
        const rig = await holdingCoil()
        // The command, the code, and the command of the read-back.
        const mask = frame === 1 ? 0x10 : 0x04
        rig.spi.glitches = [{ afterFrames: frame, index: 0, mask }]
        expect(await rig.coil.setCodes(60, 62, 10)).toBe(Result.Done)
        expect(rig.chip.targetMa).toBe(62 * codeMa)
    }
})

test("MAX22200A driver: a long write arrives damaged: repeated, whichever byte it was", async () => {
    for (const [afterFrames, index] of [
        [0, 0],
        [1, 0],
        [1, 1],
        [1, 2],
        [1, 3],
        [2, 0],
    ] as const) {
        const { coil, chip, spi } = await readyCoil()
        spi.glitches = [{ afterFrames, index, mask: 0x04 }]
        expect(await coil.setCodes(40, 40, 10)).toBe(Result.Done)
        await coil.on()
        expect(chip.targetMa).toBe(40 * codeMa)
    }
})

test("PEN-SAF-03: MAX22200A driver: a code never reads back: switched off", async () => {
    const { coil, chip, spi } = await holdingCoil()
    spi.glitches = [1, 5, 9].map(afterFrames => ({ afterFrames, index: 0, mask: 0x10 }))
    expect(await coil.setCodes(60, 61, 10)).toBe(Result.BadData)
    expect(chip.drive.bridge).toBe("off")
})

test("PEN-SAF-03: MAX22200A driver: on does not read back: off", async () => {
    const { coil, chip, spi } = await readyCoil()
    await coil.setCodes(60, 60, 0)
    spi.glitches = [2, 6, 10].map(afterFrames => ({ afterFrames, index: 0, mask: 0x04 }))
    expect(await coil.on()).toBe(Result.BadData)
    expect(chip.drive.bridge).toBe("off")
    expect(await coil.poll()).toBe(Result.Done)
})

test("MAX22200A driver: a write went elsewhere, the old value was right: noticed", async () => {
    const { coil, spi } = await readyCoil()
    // Written, but never read back: the code is there and nobody knows it.
    spi.hangsAfter = 2
    spi.hangs = 100
    expect(await coil.setCodes(40, 40, 10)).toBe(Result.Timeout)
    spi.hangs = 0
    spi.glitches = [{ afterFrames: 0, index: 0, mask: 0x04 }]
    const frames = spi.frames
    expect(await coil.setCodes(40, 40, 10)).toBe(Result.Done)
    expect(spi.frames - frames).toBe(6)
})

test.each(["soundWrite", "statusRead"] as const)(
    "MAX22200A driver: lost clocks until %s: repeated, no fault",
    async communicationErrorUntil => {
        const rig = await holdingCoil({ communicationErrorUntil })
        rig.spi.glitches = [{ afterFrames: 0, index: 0, mask: 0x01 }]
        expect(await rig.coil.setCodes(60, 62, 10)).toBe(Result.Done)
        expect(await pollFor(rig, 8)).toEqual(Array(8).fill(Result.Done))
        expect(rig.coil.faults).toBe(0)
    }
)

test("PEN-SAF-03: MAX22200A driver: writes are lost: told, and nothing is switched on", async () => {
    const rig = await readyCoil()
    await rig.coil.setCodes(60, 60, 0)
    rig.chip.fail("stuck")
    expect(await rig.coil.setCodes(20, 20, 0)).toBe(Result.BadData)
    rig.chip.heal()
    expect(await rig.coil.on()).toBe(Result.BadData)
    expect(rig.chip.drive.bridge).toBe("off")
})

test("MAX22200A driver: writes are lost while on: on, off and a new code all tell", async () => {
    const { coil, chip } = await holdingCoil()
    chip.fail("stuck")
    expect(await coil.off()).toBe(Result.BadData)
    expect(await coil.setCodes(60, 50, 10)).toBe(Result.BadData)
})
