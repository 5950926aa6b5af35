import { describe, expect, test } from "vitest"
import {
    Max22200aConfig as Config,
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
    Max22200aStatus as Status,
} from "../../src/drivers/max22200a.regs"
import { Bench, config } from "./max22200abench"

const diagnosis = 0x20 | Config.OL_EN | Config.HHF_EN

function running(word: number, options = {}): Bench {
    const bench = new Bench(options)
    bench.prepare(word)
    bench.switch(true)
    return bench
}

describe("MAX22200A output", () => {
    test("MAX22200A output: ACTIVE: outputs follow after 2.5 ms", () => {
        const bench = new Bench()
        bench.read(Register.STATUS)
        bench.write(Register.CFG_CH0, config(64, 64, 0))
        bench.write(Register.STATUS, 0x01000000 | Flag.ACTIVE)
        bench.clock.advanceBy(2499)
        expect(bench.chip.drive.bridge).toBe("off")
        bench.clock.advanceBy(1)
        expect(bench.chip.drive.bridge).toBe("drive")
        bench.write(Register.STATUS, 0x01000000)
        expect(bench.chip.drive.bridge).toBe("off")
    })

    test("MAX22200A output: ACTIVE anew while waking: 2.5 ms from the last", () => {
        const bench = new Bench()
        bench.read(Register.STATUS)
        bench.write(Register.CFG_CH0, config(64, 64, 0))
        for (const word of [0x01000001, 0x01000000, 0x01000001]) {
            bench.write(Register.STATUS, word)
            bench.clock.advanceBy(1000)
        }
        bench.clock.advanceBy(1499)
        expect(bench.chip.drive.bridge).toBe("off")
        bench.clock.advanceBy(1)
        expect(bench.chip.drive.bridge).toBe("drive")
    })

    test("MAX22200A output: off during HIT and on again: HIT for its whole time", () => {
        const bench = running(config(32, 64, 10))
        bench.clock.advanceBy(5_000)
        bench.switch(false)
        bench.switch(true)
        bench.clock.advanceBy(7_999)
        expect(bench.chip.targetMa).toBe(312.5)
        bench.clock.advanceBy(1)
        expect(bench.chip.targetMa).toBe(156.25)
    })

    test.each([
        [64, 24_000, 0, 312.5],
        [1, 24_000, 0, 4.8828125],
        [126, 24_000, 0, 615.234375],
        [64, 15_000, 0, 500],
        [64, 24_000, Config.HFS, 156.25],
    ])("MAX22200A output: code %i at %i ohm, HFS %i: %d mA", (code, referenceOhm, half, ma) => {
        expect(running(config(code, code, 0) + half, { referenceOhm }).chip.targetMa).toBe(ma)
    })

    test.each([
        [120, 0.06],
        [64, 0.1],
        [20, 0.15],
        [8, 0.25],
    ])("MAX22200A output: code %i: accurate to a part of %d", (code, band) => {
        const [low, high] = [-1, 1].map(
            accuracy => running(config(code, code, 0), { accuracy }).chip.targetMa
        )
        const nominalMa = (code * 625) / 128
        expect([low, high]).toEqual([nominalMa * (1 - band), nominalMa * (1 + band)])
    })

    test.each([
        ["50 kHz", 0x20, 0, 50, 0.04],
        ["100 kHz", 0x30, 0, 25, 0.08],
        ["25 kHz", 0x00, 0, 100, 0.04],
        ["33 kHz, slow edges", 0x18, 0, 75, 0.07],
        ["80 kHz", 0x30, Status.FREQM, 31.25, 0.08],
        ["20 kHz", 0x00, Status.FREQM, 125, 0.04],
    ])("MAX22200A output: HIT, then HOLD: at %s", (_name, low, frequency, eighthUs, least) => {
        const bench = new Bench()
        bench.read(Register.STATUS)
        bench.write(Register.STATUS, frequency | Flag.ACTIVE)
        bench.write(Register.CFG_CH0, config(32, 64, 10, low))
        bench.clock.advanceBy(2500)
        bench.switch(true)
        // HIT_T 10: 400 chopping periods.
        bench.clock.advanceBy(eighthUs * 160 - 1)
        expect(bench.chip.targetMa).toBe(312.5)
        bench.clock.advanceBy(1)
        expect(bench.chip.targetMa).toBe(156.25)
        expect(bench.chip.drive.leastFraction).toBe(least)
        expect(bench.chip.drivingFraction).toBe(1 - least)
    })

    test("MAX22200A output: oscillator 20 % slow: HIT lasts longer", () => {
        const bench = running(config(32, 64, 10), { oscillatorPercent: 80 })
        bench.clock.advanceBy(9_999)
        expect(bench.chip.targetMa).toBe(312.5)
        bench.clock.advanceBy(1)
        expect(bench.chip.targetMa).toBe(156.25)
    })

    test("MAX22200A output: HOLD written while holding: followed at once, no new HIT", () => {
        const bench = running(config(32, 64, 10))
        bench.clock.advanceBy(8_000)
        bench.writeByte(Register.CFG_CH0, 40)
        expect(bench.chip.targetMa).toBe((40 * 625) / 128)
    })

    test("MAX22200A output: code 0: the coil runs free, shorted to the supply", () => {
        expect(running(config(0, 0, 0)).chip.drive).toMatchObject({
            bridge: "freewheel",
            drivingFraction: 0,
        })
    })

    test("MAX22200A output: HIT or HOLD 127: the low side stays on, nothing regulates", () => {
        const hold = running(config(127, 1, 0))
        hold.run(20_000)
        expect(hold.chip.targetMa).toBe(Infinity)
        expect(hold.coilMa).toBeCloseTo(925, 0)
        const hit = running(config(1, 127, 25))
        expect(hit.chip.drivingFraction).toBe(1)
        hit.clock.advanceBy(20_000)
        expect(hit.chip.targetMa).toBeCloseTo(4.9, 1)
    })

    test("MAX22200A output: HIT_T 255: HIT never ends", () => {
        const bench = running(config(1, 126, 255))
        bench.run(2_000_000)
        expect(bench.chip.targetMa).toBeCloseTo(615.2, 1)
        const longest = running(config(1, 126, 254))
        longest.clock.advanceBy(203_200)
        expect(longest.chip.targetMa).toBeCloseTo(4.9, 1)
    })

    test.each([
        [0, 0],
        [3, 0.04],
        [50, 0.5],
        [97, 0.96],
        [100, 1],
        [126, 1],
    ])("MAX22200A output: voltage drive, code %i: duty %d, no current limit", (code, duty) => {
        const bench = running(config(code, code, 0, 0x20 | Config.VDRNCDR))
        expect(bench.chip.drivingFraction).toBe(duty)
        expect(bench.chip.targetMa).toBe(code === 0 ? 0 : Infinity)
    })

    test("MAX22200A output: drive mode written while on: ignored until off", () => {
        const bench = running(config(50, 50, 0))
        bench.write(Register.CFG_CH0, config(40, 50, 0, 0x20 | Config.VDRNCDR))
        expect(bench.read(Register.CFG_CH0)).toBe(config(40, 50, 0))
        bench.switch(false)
        bench.write(Register.CFG_CH0, config(40, 50, 0, 0x20 | Config.VDRNCDR))
        expect(bench.read(Register.CFG_CH0)).toBe(config(40, 50, 0, 0x20 | Config.VDRNCDR))
    })

    test("MAX22200A output: TRGnSPI: replaces ONCH, and TRIG is low", () => {
        const bench = running(config(50, 50, 0) + Config.TRGNSPI)
        expect(bench.chip.drive.bridge).toBe("off")
    })

    test("MAX22200A output: ENABLE low: goes on for 2.5 ms, or less by option", () => {
        for (const disableUs of [undefined, 700]) {
            const bench = running(config(64, 64, 0), disableUs === undefined ? {} : { disableUs })
            bench.chip.enable(false)
            bench.clock.advanceBy((disableUs ?? 2500) - 1)
            expect(bench.chip.targetMa).toBe(312.5)
            bench.clock.advanceBy(1)
            expect(bench.chip.targetMa).toBe(0)
        }
    })

    test("MAX22200A output: ENABLE low, then VM gone: off at once", () => {
        const bench = running(config(64, 64, 0))
        bench.chip.enable(false)
        bench.chip.power(false)
        expect(bench.chip.targetMa).toBe(0)
    })
})

describe("MAX22200A diagnosis", () => {
    test("MAX22200A diagnosis: HIT reached: no flag", () => {
        const bench = running(config(60, 64, 25, diagnosis))
        bench.run(30_000)
        expect(bench.read(Register.FAULT)).toBe(0)
    })

    test("MAX22200A diagnosis: HIT not reached in its time: HHF, driving goes on, next start clears", () => {
        const bench = running(config(60, 126, 1, diagnosis))
        bench.run(750)
        expect(bench.tell(0)).toBe(Flag.ACTIVE)
        bench.run(50)
        expect(bench.tell(0)).toBe(Flag.HHF | Flag.ACTIVE)
        expect(bench.read(Register.FAULT)).toBe(1 << 16)
        expect(bench.chip.drive.bridge).toBe("drive")
        bench.switch(false)
        expect(bench.tell(0)).toBe(Flag.HHF | Flag.ACTIVE)
        bench.switch(true)
        expect(bench.tell(0)).toBe(Flag.ACTIVE)
    })

    test.each([
        ["HIT_T 0", config(126, 126, 0, diagnosis)],
        ["HIT_T 255", config(60, 126, 255, diagnosis)],
        ["HHF_EN 0", config(60, 126, 1, 0x20)],
        ["voltage drive", config(60, 126, 1, diagnosis | Config.VDRNCDR)],
    ])("MAX22200A diagnosis: %s: no current is ever missed", (_name, word) => {
        const bench = running(word)
        bench.chip.fail("open")
        bench.run(100_000)
        expect(bench.read(Register.FAULT)).toBe(0)
    })

    test("MAX22200A diagnosis: over-current: off until the flag is cleared and ONCH went to 0", () => {
        const bench = running(config(64, 64, 0))
        bench.coilMa = 1101
        bench.chip.step(50)
        expect(bench.chip.drive.bridge).toBe("off")
        expect(bench.read(Register.FAULT)).toBe(1 << 24)
        expect(bench.readByte(Register.FAULT)).toBe(1)
        bench.coilMa = 0
        bench.switch(false)
        bench.switch(true)
        expect(bench.chip.drive.bridge).toBe("off")
        expect(bench.read(Register.FAULT, 1 << 24)).toBe(1 << 24)
        expect(bench.read(Register.FAULT)).toBe(0)
        expect(bench.chip.drive.bridge).toBe("off")
        bench.switch(false)
        bench.switch(true)
        expect(bench.chip.drive.bridge).toBe("drive")
    })

    test("MAX22200A diagnosis: FAULT: only bits answered with 1 are cleared", () => {
        const bench = running(config(60, 126, 1, diagnosis))
        bench.run(5_000)
        bench.coilMa = 1200
        bench.chip.step(50)
        const both = (1 << 24) | (1 << 16)
        expect(bench.read(Register.FAULT, 1 << 16)).toBe(both)
        expect(bench.read(Register.FAULT, 0xfeffffff)).toBe(1 << 24)
        expect(bench.read(Register.FAULT)).toBe(1 << 24)
    })

    test("MAX22200A diagnosis: a fault between read and clear: stays", () => {
        const bench = running(config(60, 126, 1, diagnosis))
        bench.tell(Register.FAULT << 1)
        bench.chip.select()
        bench.chip.exchange(0xff)
        bench.run(5_000)
        for (let index = 0; index < 3; index++) bench.chip.exchange(0xff)
        bench.chip.deselect()
        expect(bench.read(Register.FAULT)).toBe(1 << 16)
    })

    test("MAX22200A diagnosis: 145 degrees: off, on by itself below 125, the flag stays until read", () => {
        const bench = running(config(64, 64, 0))
        bench.chip.setDieCelsius(145)
        expect([bench.chip.drive.bridge, bench.chip.faultPinLow]).toEqual(["off", true])
        bench.chip.setDieCelsius(125)
        expect(bench.chip.drive.bridge).toBe("off")
        bench.chip.setDieCelsius(124)
        expect([bench.chip.drive.bridge, bench.chip.faultPinLow]).toEqual(["drive", false])
        expect(bench.tell(0)).toBe(Flag.OVT | Flag.ACTIVE)
        expect(bench.readByte(Register.STATUS)).toBe(1)
        expect(bench.read(Register.STATUS)).toBe(0x01000081)
        expect(bench.tell(0)).toBe(Flag.ACTIVE)
    })

    test("MAX22200A diagnosis: masks: the flag shows, the pin does not", () => {
        const bench = new Bench()
        expect(bench.chip.faultPinLow).toBe(true)
        bench.write(Register.STATUS, Status.MASKS)
        expect([bench.chip.faultPinLow, bench.tell(0)]).toEqual([false, Flag.UVM])
        expect(bench.read(Register.STATUS)).toBe(Status.MASKS | Flag.UVM)
    })

    test.each([
        ["30 mA for 0.2 ms", [230, 200, 200, 200, 200], 0],
        ["too short", [230, 200, 230, 200], 1],
        ["too shallow", [230, 215, 215, 215, 215], 1],
        ["before it is looked for", [80, 40, 40, 40, 40], 1],
    ])("MAX22200A diagnosis: a dip in the rising current, %s: DPM %j %i", (_name, dip, flag) => {
        const bench = new Bench()
        bench.prepare(config(60, 64, 50, 0x20 | Config.DPM_EN))
        // From 98 mA on, a dip of more than 20 mA for more than 0.1 ms.
        bench.write(Register.CFG_DPM, (20 << 8) | (5 << 4) | 4)
        bench.switch(true)
        for (const coilMa of [50, ...dip, 260, 312]) {
            bench.coilMa = coilMa
            bench.chip.step(50)
        }
        expect(bench.read(Register.FAULT)).toBe(flag)
    })

    test("MAX22200A diagnosis: HIT time over without a dip: DPM", () => {
        const bench = running(config(60, 64, 5, 0x20 | Config.DPM_EN))
        bench.clock.advanceBy(4_000)
        expect(bench.read(Register.FAULT)).toBe(1)
    })
})
