import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Max17049 } from "../../sim/chips/max17049"
import { Clock } from "../../sim/clock"
import { Max17049Register as Register } from "../../src/drivers/max17049.regs"
import { accepted, hex, readAt, transfer } from "./i2cmaster"

const SECOND_US = 1_000_000

/** A pack of 40 mV for each percent above 5 V, without any load but what `sagMv` says. */
function gauge(percent = 60) {
    const clock = new Clock()
    const pack = { percent, sagMv: 0 }
    const openMv = (charge: number): number => 5_000 + 40 * charge
    const chip = new Max17049(clock, {
        terminalMv: () => openMv(pack.percent) - pack.sagMv,
        percent: () => pack.percent,
        openMv,
    })
    const read = (register: Register, count = 2) => hex(readAt(chip, register, count))
    const measured = () => {
        const bytes = readAt(chip, Register.Cell, 4)
        const mv = (((bytes[0]! << 8) | bytes[1]!) * 156_250) / 1e6
        return [Math.round(mv), bytes[2]! + bytes[3]! / 256]
    }
    const write = (register: Register, word: number) =>
        transfer(chip, [register, word >> 8, word & 0xff])
    return { clock, chip, pack, read, write, measured }
}

/** The same once it has measured for 2 s. */
function settled(percent = 60) {
    const made = gauge(percent)
    made.clock.advanceBy(2 * SECOND_US)
    return made
}

describe("MAX17049", () => {
    test("power-on: registers: the datasheet's values, reset indicator set", () => {
        const { read } = gauge()
        expect(read(Register.Version)).toBe("00 12")
        expect(read(Register.Hibernate)).toBe("80 30")
        expect(read(Register.Config)).toBe("97 1C")
        expect(read(Register.VoltageAlert)).toBe("00 FF")
        expect(read(Register.ResetVoltage, 4)).toBe("96 00 01 00")
    })

    test("power-on: voltage after 250 ms, charge after 1 s", () => {
        const { clock, measured } = gauge()
        expect(measured()).toEqual([0, 0])
        clock.advanceBy(250_000)
        expect(measured()).toEqual([7_400, 0])
        clock.advanceBy(750_000)
        expect(measured()).toEqual([7_400, 60])
    })

    test("voltage: 7.4 V: 47,360 steps of 156.25 uV; charge: 1/256 percent", () => {
        const { read } = settled(60)
        expect(read(Register.Cell, 4)).toBe("B9 00 3C 00")
        expect(settled(33.5).read(Register.Charge)).toBe("21 80")
    })

    test("voltage: a load that comes: the mean of four conversions follows within a second", () => {
        const { clock, pack, measured } = settled()
        measured()
        pack.sagMv = 400
        const seen = [1, 2, 3, 4, 5].map(() => {
            clock.advanceBy(250_000)
            return measured()[0]
        })
        expect(seen).toEqual([7_300, 7_200, 7_100, 7_000, 7_000])
    })

    test("hibernation: 6 min without a load: converts every 45 s, until a load of 60 mV a cell", () => {
        const { clock, chip, pack, measured } = settled()
        for (let minutes = 0; minutes < 8; minutes++) {
            clock.advanceBy(60 * SECOND_US)
            measured()
        }
        expect(chip.hibernates).toBe(true)
        pack.percent = 50
        clock.advanceBy(20 * SECOND_US)
        expect(measured()[1]).toBe(60)
        clock.advanceBy(45 * SECOND_US)
        expect(measured()[1]).toBe(50)
        pack.sagMv = 200
        clock.advanceBy(45 * SECOND_US)
        measured()
        expect(chip.hibernates).toBe(false)
    })

    test("hibernation: its setting written as 0: awake at once", () => {
        const { clock, chip, write, measured } = settled()
        for (let minutes = 0; minutes < 8; minutes++) {
            clock.advanceBy(60 * SECOND_US)
            measured()
        }
        write(Register.Hibernate, 0)
        expect(chip.hibernates).toBe(false)
    })

    test("status: a bit is cleared by writing 0, and cannot be set", () => {
        const { read, write } = settled()
        write(Register.Status, 0)
        expect(read(Register.Status)).toBe("00 00")
        write(Register.Status, 0x0100)
        expect(read(Register.Status)).toBe("00 00")
    })

    test("command: reset: its last byte is not acknowledged, everything at its power-on value", () => {
        const { read, write, measured } = settled()
        write(Register.Hibernate, 0)
        expect(accepted(write(Register.Command, 0x5400))).toBe(false)
        expect(read(Register.Hibernate)).toBe("80 30")
        expect(measured()).toEqual([0, 0])
    })

    test("access: quick-start, sleep, the model table: not modelled, refused", () => {
        const { write, read } = settled()
        expect(() => write(Register.Mode, 0x4000)).toThrow(UnknownAccess)
        expect(() => write(Register.Config, 0x979c)).toThrow(UnknownAccess)
        expect(() => read(0x40 as Register)).toThrow(UnknownAccess)
        expect(() => read(Register.ChargeRate)).toThrow(UnknownAccess)
        expect(() => write(Register.Charge, 0x6400)).toThrow(UnknownAccess)
    })

    test("failing: stuck: the last values stay; wrong: charge and voltage lie alike", () => {
        const { clock, chip, pack, measured } = settled()
        chip.fail("stuck")
        pack.percent = 10
        clock.advanceBy(5 * SECOND_US)
        expect(measured()).toEqual([7_400, 60])
        chip.heal()
        clock.advanceBy(SECOND_US)
        expect(measured()).toEqual([5_400, 10])
        chip.fail("wrong", 50)
        clock.advanceBy(SECOND_US)
        expect(measured()).toEqual([7_400, 60])
    })

    test("failing: off: not acknowledged; back: its power-on values", () => {
        const { chip, read, write } = settled()
        write(Register.Hibernate, 0)
        chip.fail("off")
        expect(accepted(transfer(chip, [Register.Cell], 2))).toBe(false)
        chip.heal()
        expect(read(Register.Hibernate)).toBe("80 30")
    })
})
