import { describe, expect, test } from "vitest"
import { As5600l } from "../../sim/chips/as5600l"
import { UnknownAccess } from "../../sim/chips/bus"
import { Clock } from "../../sim/clock"
import { hex, readAt, transfer } from "./i2cmaster"

function knob(raw = 0x0abc) {
    const state = { raw }
    return { state, chip: new As5600l(new Clock(), 0x41, { raw: () => state.raw }) }
}

describe("AS5600L", () => {
    test("raw angle: read from the high byte: 12 bits, high byte first", () => {
        expect(hex(readAt(knob().chip, 0x0c, 2))).toBe("0A BC")
    })

    test("raw angle: re-read without a pointer write: the pointer has stayed", () => {
        const { chip, state } = knob(100)
        readAt(chip, 0x0c, 2)
        state.raw = 4095
        expect(hex(transfer(chip, [], 2).bytes)).toBe("0F FF")
    })

    test("raw angle: moved between the two bytes: both are of one sample", () => {
        const { chip, state } = knob(0x0ff)
        transfer(chip, [0x0c])
        chip.start(true)
        const high = chip.read()
        state.raw = 0x100
        expect([high, chip.read()]).toEqual([0x0, 0xff])
        chip.stop()
    })

    test("other registers: read in a row: the pointer moves on", () => {
        expect(hex(readAt(knob().chip, 0x0b, 3))).toBe("20 0A BC")
    })

    test("angle: zero position not burnt: the same as the raw angle", () => {
        expect(hex(readAt(knob().chip, 0x0e, 2))).toBe("0A BC")
    })

    test("angle: zero position set: shifted, and raw angle is not", () => {
        const { chip } = knob(0x010)
        transfer(chip, [0x01, 0x00, 0x20])
        expect(hex(readAt(chip, 0x0e, 2))).toBe("0F F0")
        expect(hex(readAt(chip, 0x0c, 2))).toBe("00 10")
    })

    test("status: good magnet: detected, neither weak nor strong", () => {
        expect(readAt(knob().chip, 0x0b, 1)).toEqual([0x20])
    })

    test("fail: open: no magnet: weak, not detected, the angle is noise", () => {
        const { chip } = knob()
        chip.fail("open")
        expect(readAt(chip, 0x0b, 1)).toEqual([0x10])
        const first = hex(readAt(chip, 0x0c, 2))
        const second = hex(readAt(chip, 0x0c, 2))
        expect(first).not.toBe(second)
    })

    test("fail: open: some of the field is left: weak as well, and the angle is as noisy as was asked", () => {
        const { chip } = knob()
        const angle = hex(readAt(chip, 0x0c, 2))
        chip.fail("open", 1)
        expect(readAt(chip, 0x0b, 1)).toEqual([0x10])
        for (let read = 0; read < 8; read++) expect(hex(readAt(chip, 0x0c, 2))).toBe(angle)
    })

    test("address: I2CUPDT written: the chip answers there, until it loses its supply", () => {
        const { chip } = knob()
        expect(chip.address).toBe(0x41)
        transfer(chip, [0x21, 0x42 << 1])
        expect(chip.address).toBe(0x42)
        chip.power(false)
        chip.power(true)
        expect(chip.address).toBe(0x41)
    })

    test("undescribed: invalid register, read-only register, burn: throws", () => {
        expect(() => transfer(knob().chip, [0x30])).toThrow(UnknownAccess)
        expect(() => transfer(knob().chip, [0x0c, 1])).toThrow(UnknownAccess)
        expect(() => transfer(knob().chip, [0xff, 0x40])).toThrow(UnknownAccess)
    })

    test("fail: stuck and wrong: frozen, and shifted within one turn", () => {
        const { chip, state } = knob(4090)
        chip.fail("stuck")
        state.raw = 5
        expect(hex(readAt(chip, 0x0c, 2))).toBe("0F FA")
        chip.fail("wrong", 10)
        expect(hex(readAt(chip, 0x0c, 2))).toBe("00 0F")
    })
})
