import { beforeEach, describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import {
    Max22200aConfig as Config,
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
} from "../../src/drivers/max22200a.regs"
import { Bench, config } from "./max22200abench"

let bench: Bench

beforeEach(() => {
    bench = new Bench()
})

describe("MAX22200A frames", () => {
    test("MAX22200A frame: write of 32 bit: lowest byte first, flags and command come back", () => {
        bench.read(Register.STATUS)
        // The datasheet's valve: 24 V, 30 kohm, HIT 77, HOLD 26, HIT_T 25.
        bench.tell(0x82)
        expect(bench.frame(0x07, 0x19, 0xcd, 0x1a)).toEqual([0, 0x82, 0, 0])
        expect(bench.read(Register.CFG_CH0)).toBe(0x1acd1907)
    })

    test("MAX22200A frame: read of 32 bit: highest byte first", () => {
        bench.tell(0x00)
        expect(bench.frame(0, 0, 0, 0)).toEqual([0x00, 0x04, 0x00, 0x02])
    })

    test("MAX22200A frame: 8 bit: the highest byte only, flags come back", () => {
        bench.write(Register.CFG_CH0, 0x11223320)
        expect(bench.writeByte(Register.CFG_CH0, 0x44)).toEqual([Flag.UVM])
        expect(bench.read(Register.CFG_CH0)).toBe(0x44223320)
        expect(bench.readByte(Register.CFG_CH0)).toBe(0x44)
    })

    test("MAX22200A frame: command: answered with the flags, in force until the next", () => {
        expect(bench.tell(0x83)).toBe(Flag.UVM)
        bench.frame(0x11)
        bench.frame(0x12)
        expect(bench.readByte(Register.CFG_CH0)).toBe(0x12)
    })

    test.each([1, 2, 3])("MAX22200A frame: write of %i bytes: ignored, COMER once", count => {
        bench.read(Register.STATUS)
        bench.write(Register.CFG_CH0, 0x11223320)
        bench.frame(...[1, 2, 3].slice(0, count))
        expect(bench.tell(0x02)).toBe(Flag.COMER)
        expect(bench.frame(0, 0, 0, 0)).toEqual([0x11, 0x22, 0x33, 0x20])
        expect(bench.tell(0x02)).toBe(0)
    })

    test("MAX22200A frame: COMER until STATUS is read: the other reading of the datasheet", () => {
        bench = new Bench({ communicationErrorUntil: "statusRead" })
        bench.tell(0x82)
        bench.frame(1)
        expect(bench.tell(0x02) & Flag.COMER).toBe(Flag.COMER)
        expect(bench.tell(0x02) & Flag.COMER).toBe(Flag.COMER)
        expect(bench.read(Register.STATUS) & Flag.COMER).toBe(Flag.COMER)
        expect(bench.tell(0x02)).toBe(0)
    })

    test("MAX22200A frame: 5 bytes: the last 32 bit count, what went in first comes out", () => {
        bench.read(Register.STATUS)
        bench.tell(0x82)
        expect(bench.frame(0xaa, 4, 3, 2, 1)).toEqual([0, 0x82, 0, 0, 0xaa])
        expect(bench.read(Register.CFG_CH0)).toBe(0x01020304)
    })

    test.each([0x82, 0x83])("MAX22200A frame: a stray clock after command %i: ignored", command => {
        bench.read(Register.STATUS)
        bench.tell(command)
        bench.chip.select()
        for (let index = 0; index < 4; index++) bench.chip.exchange(1)
        bench.chip.strayClocks(1)
        bench.chip.deselect()
        expect(bench.read(Register.CFG_CH0)).toBe(0)
    })

    test("MAX22200A frame: CMD changes within it: throws", () => {
        bench.chip.select()
        bench.chip.exchange(0x00)
        bench.command = true
        expect(() => bench.chip.deselect()).toThrow(/MAX22200A: CMD changed/)
    })

    test("MAX22200A access: data before any command, read too short: throws", () => {
        expect(() => bench.frame(0, 0, 0, 0)).toThrow(UnknownAccess)
        bench.tell(0x00)
        expect(() => bench.frame(0)).toThrow(/0\.500 ms/)
    })

    test.each([0x16, 0x1e, 0x96, 0x20, 0xc2])("MAX22200A access: command %i: throws", command => {
        expect(() => bench.tell(command)).toThrow(UnknownAccess)
    })

    test.each([
        ["FAULT", Register.FAULT, 0],
        ["reserved bits of CFG_DPM", Register.CFG_DPM, 1 << 15],
        ["channels in parallel", Register.STATUS, 1 << 8],
        ["channel 1 on", Register.STATUS, 1 << 25],
        ["high-side drive", Register.CFG_CH0, Config.VDRNCDR | Config.HSNLS],
        ["slow edges at 50 kHz", Register.CFG_CH0, Config.SRC | 0x20],
    ])("MAX22200A access: write of %s: throws", (_name, register, word) => {
        expect(() => bench.write(register, word)).toThrow(UnknownAccess)
    })

    test("MAX22200A access: SRC at 33 kHz, DPM settings, other channels: stored", () => {
        bench.write(Register.CFG_CH0, Config.SRC | 0x10)
        bench.write(Register.CFG_DPM, 0x7fff)
        bench.write(Register.CFG_CH7, 0x12345630)
        const registers = [Register.CFG_CH0, Register.CFG_DPM, Register.CFG_CH7]
        expect(registers.map(at => bench.read(at))).toEqual([0x18, 0x7fff, 0x12345630])
    })
})

describe("MAX22200A reset", () => {
    test("MAX22200A reset: power-on: the datasheet's values", () => {
        expect(bench.read(Register.STATUS)).toBe(0x00040002)
        for (let at = Register.CFG_CH0; at <= Register.CFG_CH7; at++) expect(bench.read(at)).toBe(0)
        expect(bench.read(Register.FAULT)).toBe(0)
    })

    test("MAX22200A reset: UVM: no output until STATUS is read as a whole", () => {
        bench.write(Register.STATUS, Flag.ACTIVE)
        bench.write(Register.CFG_CH0, config(64, 64, 0))
        bench.switch(true)
        bench.run(5000)
        expect(bench.readByte(Register.STATUS)).toBe(1)
        expect([bench.flags, bench.coilMa]).toEqual([Flag.UVM | Flag.ACTIVE, 0])
        expect(bench.read(Register.STATUS)).toBe(0x01000003)
        bench.run(5000)
        expect(bench.read(Register.STATUS)).toBe(0x01000001)
        expect(bench.coilMa).toBeCloseTo(312.5, 3)
    })

    test("MAX22200A reset: ENABLE high: open drain reads ones for 0.5 ms", () => {
        bench.chip.enable(false)
        expect(bench.tell(0x00)).toBe(0xff)
        bench.chip.enable(true)
        bench.clock.advanceBy(499)
        expect(bench.tell(0x00)).toBe(0xff)
        bench.clock.advanceBy(1)
        expect(bench.tell(0x00)).toBe(Flag.UVM)
    })

    test("MAX22200A reset: ENABLE low: registers and command lost, or kept", () => {
        for (const keepsRegisters of [false, true]) {
            bench = new Bench({ keepsRegisters })
            bench.prepare(config(64, 64, 0))
            bench.chip.enable(false)
            bench.chip.enable(true)
            bench.clock.advanceBy(500)
            const kept = [Flag.ACTIVE, config(64, 64, 0)]
            const seen = [bench.read(Register.STATUS), bench.read(Register.CFG_CH0)]
            expect(seen).toEqual(keepsRegisters ? kept : [0x00040002, 0])
        }
    })

    test("MAX22200A reset: command lost between its frame and the data: zeros, no effect", () => {
        bench.tell(0x82)
        bench.chip.fail("reset")
        expect(bench.frame(0x20, 0, 64, 64)).toEqual([0, 0, 0, 0])
        expect(bench.read(Register.CFG_CH0)).toBe(0)
    })

    test("MAX22200A reset: VM at 3.9 V: outputs off, UVM, and on by itself above 4.0 V", () => {
        bench.prepare(config(64, 64, 0))
        bench.switch(true)
        bench.run(5000)
        bench.supplyMv = 3870
        bench.run(5000)
        expect(bench.coilMa).toBeLessThan(10)
        expect(bench.read(Register.STATUS) & Flag.UVM).toBe(Flag.UVM)
        bench.supplyMv = 3990
        bench.run(5000)
        expect(bench.coilMa).toBeLessThan(10)
        bench.supplyMv = 7400
        bench.run(5000)
        expect(bench.coilMa).toBeCloseTo(312.5, 3)
        expect(bench.read(Register.STATUS)).toBe(0x01000003)
        expect(bench.read(Register.STATUS)).toBe(0x01000001)
    })

    test("MAX22200A reset: VM below 2.0 V: registers gone, deaf, output off at once", () => {
        bench.prepare(config(64, 64, 0))
        bench.switch(true)
        bench.run(1000)
        bench.supplyMv = 1900
        bench.chip.watch()
        expect([bench.chip.targetMa, bench.tell(0x00)]).toEqual([0, 0xff])
        bench.supplyMv = 7400
        bench.chip.watch()
        bench.clock.advanceBy(499)
        expect(bench.tell(0x00)).toBe(0xff)
        bench.clock.advanceBy(1)
        expect(bench.read(Register.STATUS)).toBe(0x00040002)
    })
})
