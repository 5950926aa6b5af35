import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { S35770 } from "../../sim/chips/s35770"
import { Clock } from "../../sim/clock"
import { hex, transfer } from "./i2cmaster"

function counter(pulses = 0) {
    const chip = new S35770(new Clock())
    for (let index = 0; index < pulses; index++) chip.pulse()
    return chip
}

const read = (chip: S35770, count = 3) => hex(transfer(chip, [], count).bytes)

describe("S-35770", () => {
    test("power-on: count: 0", () => {
        expect(read(counter())).toBe("00 00 00")
    })

    test("count: 300 pulses: 00 01 2C, most significant byte first", () => {
        expect(read(counter(300))).toBe("00 01 2C")
    })

    test("read: beyond three bytes: ones", () => {
        expect(read(counter(1), 5)).toBe("00 00 01 FF FF")
    })

    test("count: a pulse between address and STOP: lost", () => {
        const chip = counter(5)
        chip.start(true)
        chip.pulse()
        expect([chip.read(), chip.read(), chip.read()]).toEqual([0, 0, 5])
        chip.stop()
        expect(read(chip)).toBe("00 00 05")
        expect(chip.lostPulses).toBe(1)
        chip.pulse()
        expect(read(chip)).toBe("00 00 06")
    })

    test("free register: written: read back by repeated START only", () => {
        const chip = counter(7)
        transfer(chip, [0x81, 0x12, 0x34, 0x50])
        expect(hex(transfer(chip, [0x01], 3).bytes)).toBe("12 34 50")
        transfer(chip, [0x01])
        expect(read(chip)).toBe("00 00 07")
    })

    test("free register: reset bits 010: count back to 0", () => {
        const chip = counter(9)
        transfer(chip, [0x81, 0, 0, 0x02])
        expect(read(chip)).toBe("00 00 00")
    })

    test("free register: other low bits: count stays", () => {
        const chip = counter(9)
        transfer(chip, [0x81, 0, 0, 0x05])
        expect(read(chip)).toBe("00 00 09")
    })

    test("write: test bit clear: undescribed", () => {
        expect(() => transfer(counter(), [0x80])).toThrow(UnknownAccess)
        expect(() => transfer(counter(), [0x81, 1, 2, 3, 4])).toThrow(UnknownAccess)
    })

    test("count: 2 to the 24th: wraps to 0", () => {
        expect(read(counter(0x1000001))).toBe("00 00 01")
    })

    test("fail: reset: count lost", () => {
        const chip = counter(3)
        chip.fail("reset")
        expect(read(chip)).toBe("00 00 00")
    })

    test("fail: hiZ: counts what it picks up, and not its wire", () => {
        const floating = counter(2)
        floating.pickUp()
        floating.fail("hiZ")
        floating.pulse()
        floating.pickUp()
        expect(read(floating)).toBe("00 00 03")
    })

    test("fail: stuck, intermittent, wrong: does not count, misses every third, adds", () => {
        const stuck = counter(2)
        stuck.fail("stuck")
        stuck.pulse()
        expect(read(stuck)).toBe("00 00 02")
        const missing = counter()
        missing.fail("intermittent")
        for (let index = 0; index < 9; index++) missing.pulse()
        expect(read(missing)).toBe("00 00 06")
        const wrong = counter(1)
        wrong.fail("wrong", 10)
        expect(read(wrong)).toBe("00 00 0B")
    })
})
