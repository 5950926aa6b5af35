import { expect, test } from "vitest"
import { DriverErrorCode, Result } from "../../src/drivers/errors"
import { Max22200aFlag as Flag, Max22200aRegister } from "../../src/drivers/max22200a.regs"
import { PEN_COIL } from "../../src/drivers/max22200a"
import { type CoilRig, holdingCoil, pass, pollFor, readyCoil } from "../support/coilrig"

/** CFG_CH0, read past the driver. */
function configOf(rig: CoilRig): number {
    const { chip, spi } = rig
    const frame = (command: boolean, bytes: number[]): number[] => {
        spi.commandLevel = command
        chip.select()
        const reply = bytes.map(byte => chip.exchange(byte))
        chip.deselect()
        return reply
    }
    frame(true, [Max22200aRegister.CFG_CH0 << 1])
    return frame(false, [0, 0, 0, 0]).reduce((word, byte) => word * 256 + byte, 0)
}

test("MAX22200A driver: polling: two frames a call, no false alarm", async () => {
    const rig = await holdingCoil()
    const frames = rig.spi.frames
    expect(await pollFor(rig, 64)).toEqual(Array(64).fill(Result.Done))
    expect(rig.spi.frames - frames).toBe(2 * 64)
    expect([rig.coil.faults, rig.coil.resetSeen]).toEqual([0, false])
})

test.each([0, 1, 253, 254])(
    "MAX22200A driver: polling with HIT time %i: never HIT without end, no other code",
    async hitTime => {
        const rig = await readyCoil()
        await rig.coil.setCodes(60, 60, hitTime)
        await rig.coil.on()
        rig.pins.coilMa = rig.chip.targetMa
        expect(await pollFor(rig, 64)).toEqual(Array(64).fill(Result.Done))
        const config = configOf(rig)
        expect([config & 0xff, config >>> 16]).toEqual([PEN_COIL, (60 << 8) | 60])
        expect((config >>> 8) & 0xff).toBeLessThan(255)
    }
)

test("PEN-SAF-17: MAX22200A driver: hangs while holding, and answers as ever: told within 170 ms", async () => {
    for (let phase = 0; phase < 16; phase++) {
        const rig = await holdingCoil()
        await pollFor(rig, phase)
        rig.chip.fail("stuck")
        // One writes, in sixteen, and the next reads.
        expect(await pollFor(rig, 17)).toContain(Result.BadData)
    }
})

test("PEN-SAF-17: MAX22200A driver: reset while holding: the next poll shows it", async () => {
    for (let phase = 0; phase < 4; phase++) {
        const rig = await holdingCoil()
        await pollFor(rig, phase)
        rig.chip.fail("reset")
        await pollFor(rig, 1)
        expect(rig.coil.resetSeen).toBe(true)
        // Codes from before are not taken for known, and none of them flows.
        const frames = rig.spi.frames
        await rig.coil.setCodes(60, 60, 10)
        expect([rig.spi.frames - frames, rig.chip.drive.bridge]).toEqual([4, "off"])
        expect(await rig.coil.on()).toBe(Result.BadData)
        await rig.coil.init()
        expect(rig.coil.resetSeen).toBe(false)
    }
})

test.each([
    ["off", [0]],
    ["garbage", [0, 1, 2, 3, 4, 5, 6, 7]],
])("PEN-SAF-17: MAX22200A driver: %s while holding: told within 20 ms", async (kind, seeds) => {
    for (const seed of seeds)
        for (let phase = 0; phase < 4; phase++) {
            const rig = await holdingCoil()
            await pollFor(rig, phase)
            rig.chip.fail(kind, 0, seed)
            expect(await pollFor(rig, 2)).toContain(Result.BadData)
        }
})

test.each([0x00, 0xff])("PEN-SAF-17: MAX22200A driver: reply stuck at %i: told", async level => {
    const rig = await holdingCoil()
    rig.spi.stuckAt = level
    expect(await pollFor(rig, 4)).toEqual(Array(4).fill(Result.BadData))
    expect(rig.coil.resetSeen).toBe(false)
})

test("PEN-SAF-17: MAX22200A driver: another code in the register: told within 40 ms", async () => {
    const rig = await holdingCoil()
    rig.spi.commandLevel = true
    rig.chip.select()
    rig.chip.exchange(0x83)
    rig.chip.deselect()
    rig.spi.commandLevel = false
    rig.chip.select()
    rig.chip.exchange(61)
    rig.chip.deselect()
    expect(await pollFor(rig, 4)).toContain(Result.BadData)
})

test("MAX22200A driver: ENABLE falls: polling tells", async () => {
    const rig = await holdingCoil()
    rig.chip.enable(false)
    expect(await pollFor(rig, 1)).toEqual([Result.BadData])
})

test("MAX22200A driver: HIT current not reached: told, cleared alone, not told again", async () => {
    const rig = await readyCoil()
    await rig.coil.setCodes(60, 60, 10)
    rig.chip.fail("open")
    await rig.coil.on()
    await pollFor(rig, 1)
    expect(rig.coil.faults).toBe(Flag.HHF)
    expect(await rig.coil.clearFaults(Flag.HHF)).toBe(Result.Done)
    await pollFor(rig, 4)
    expect(rig.coil.faults).toBe(0)
    await rig.coil.off()
    await pollFor(rig, 1)
    expect(rig.coil.faults).toBe(Flag.OLF)
})

test("MAX22200A driver: over-current: off until cleared, switched off and on", async () => {
    const rig = await holdingCoil()
    const { coil, chip, pins } = rig
    pins.coilMa = 1200
    pass(rig, 100)
    pins.coilMa = 0
    await pollFor(rig, 1)
    expect([coil.faults, chip.drive.bridge]).toEqual([Flag.OCP, "off"])
    await coil.clearFaults(Flag.HHF)
    await pollFor(rig, 1)
    expect(coil.faults).toBe(Flag.OCP)
    await coil.clearFaults(Flag.OCP)
    expect([coil.faults, chip.drive.bridge]).toEqual([0, "off"])
    await coil.off()
    await coil.on()
    expect(chip.drive.bridge).toBe("drive")
})

test("MAX22200A driver: thermal shutdown that ended by itself: still told", async () => {
    for (let phase = 0; phase < 4; phase++) {
        const rig = await holdingCoil()
        await pollFor(rig, phase)
        rig.chip.setDieCelsius(150)
        rig.chip.setDieCelsius(100)
        await pollFor(rig, 5)
        expect(rig.coil.faults).toBe(Flag.OVT)
        await rig.coil.clearFaults(Flag.OVT)
        await pollFor(rig, 4)
        expect(rig.coil.faults).toBe(0)
    }
})

test("MAX22200A driver: supply dips unseen before a clear of another flag: not lost", async () => {
    const rig = await holdingCoil()
    rig.chip.setDieCelsius(150)
    rig.chip.setDieCelsius(100)
    await pollFor(rig, 1)
    rig.pins.supplyMv = 3500
    pass(rig, 1_000)
    rig.pins.supplyMv = 7400
    pass(rig, 1_000)
    expect(await rig.coil.clearFaults(Flag.OVT)).toBe(Result.Done)
    expect(rig.coil.faults).toBe(Flag.UVM)
})

test("MAX22200A driver: supply dips to 3.5 V: told as UVM, not as a reset", async () => {
    const rig = await holdingCoil()
    rig.pins.supplyMv = 3500
    pass(rig, 1_000)
    rig.pins.supplyMv = 7400
    await pollFor(rig, 4)
    expect([rig.coil.faults & Flag.UVM, rig.coil.resetSeen]).toEqual([Flag.UVM, false])
})

test("MAX22200A driver: bus hangs: every method returns, start throws", async () => {
    const rig = await holdingCoil()
    for (const act of [
        () => rig.coil.poll(),
        () => rig.coil.off(),
        () => rig.coil.setCodes(50, 50, 0),
        () => rig.coil.clearFaults(Flag.ALL),
    ]) {
        rig.spi.hangs = 10
        expect(await act()).toBe(Result.Timeout)
    }
    rig.spi.hangs = 100
    await expect(rig.coil.init()).rejects.toMatchObject({ code: DriverErrorCode.NoAnswer })
})
