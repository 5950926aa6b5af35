import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Mb85rc1m } from "../../sim/chips/mb85rc1m"
import { Clock } from "../../sim/clock"
import { accepted, hex, transfer } from "./i2cmaster"

function fram() {
    const memory = new Uint8Array(131072)
    return { memory, chip: new Mb85rc1m(new Clock(), memory) }
}

describe("MB85RC1M", () => {
    test("random read: written bytes: come back from their address", () => {
        const { chip } = fram()
        transfer(chip, [0x01, 0x00, 0xa5, 0x5a])
        expect(hex(transfer(chip, [0x01, 0x00], 2).bytes)).toBe("A5 5A")
    })

    test("current address read: after a read: goes on behind the last byte", () => {
        const { chip } = fram()
        transfer(chip, [0x00, 0x10, 1, 2, 3, 4])
        transfer(chip, [0x00, 0x10], 2)
        expect(transfer(chip, [], 2).bytes).toEqual([3, 4])
    })

    test("second address: upper half: bit 16 comes from the device address", () => {
        const { chip, memory } = fram()
        transfer(chip.high, [0x00, 0x40, 0x77])
        expect(memory[0x10040]).toBe(0x77)
        expect(chip.address).toBe(0x50)
        expect(chip.high.address).toBe(0x51)
    })

    test("sequential write: last address: rolls over to 0", () => {
        const { chip, memory } = fram()
        transfer(chip.high, [0xff, 0xff, 0x11, 0x22])
        expect([memory[0x1ffff], memory[0]]).toEqual([0x11, 0x22])
    })

    test("sequential read: end of the lower half: goes on in the upper half", () => {
        const { chip, memory } = fram()
        memory[0xffff] = 7
        memory[0x10000] = 8
        expect(transfer(chip, [0xff, 0xff], 2).bytes).toEqual([7, 8])
    })

    test("write: supply lost between bytes: the bytes before are written, the rest is not", () => {
        const { chip, memory } = fram()
        chip.start(false)
        for (const byte of [0x00, 0x20, 1, 2]) chip.write(byte)
        chip.power(false)
        expect(chip.write(3)).toBe(false)
        chip.power(true)
        expect(hex(memory.subarray(0x20, 0x24))).toBe("01 02 00 00")
    })

    test("write: right after another write: acknowledged, there is no write time", () => {
        const { chip } = fram()
        expect(accepted(transfer(chip, [0, 0, 1]))).toBe(true)
        expect(accepted(transfer(chip, [0, 1, 1]))).toBe(true)
    })

    test("read: no address since power-on: refused as undescribed", () => {
        const { chip } = fram()
        expect(() => transfer(chip, [], 1)).toThrow(UnknownAccess)
        transfer(chip, [0, 0], 1)
        chip.power(false)
        chip.power(true)
        expect(() => transfer(chip, [], 1)).toThrow("MB85RC1M")
    })

    test("fail: stuck: writes are acknowledged and lost", () => {
        const { chip, memory } = fram()
        chip.fail("stuck")
        expect(accepted(transfer(chip, [0, 5, 9]))).toBe(true)
        expect(memory[5]).toBe(0)
        chip.heal()
        transfer(chip, [0, 5, 9])
        expect(memory[5]).toBe(9)
    })

    test("fail: wrong: what was written since is gone with the supply, what was there before stays", () => {
        const { chip, memory } = fram()
        transfer(chip, [0, 4, 7, 8])
        chip.fail("wrong")
        transfer(chip, [0, 5, 9])
        transfer(chip, [0, 5, 10])
        expect(hex(transfer(chip, [0, 4], 2).bytes)).toBe("07 0A")
        chip.power(false)
        expect([memory[4], memory[5]]).toEqual([7, 8])
    })

    test("fail: off: neither address answers", () => {
        const { chip } = fram()
        chip.fail("off")
        expect(chip.start(false)).toBe(false)
        expect(chip.high.start(false)).toBe(false)
    })

    test("fail: garbage: another answer than the memory, the same for the same seed", () => {
        const read = (seed: number) => {
            const { chip } = fram()
            chip.fail("garbage", 0, seed)
            return hex(transfer(chip, [0, 0], 8).bytes)
        }
        expect(read(1)).toBe(read(1))
        expect(read(1)).not.toBe(read(2))
    })

    test("fail: intermittent: every third access is not acknowledged", () => {
        const { chip } = fram()
        chip.fail("intermittent")
        const answers = Array.from({ length: 6 }, () => accepted(transfer(chip, [0, 0])))
        expect(answers).toEqual([true, true, false, true, true, false])
    })

    test("fail: a kind that means nothing: refused with the kinds that do", () => {
        expect(() => fram().chip.fail("hiZ")).toThrow("expected off, stuck, garbage")
    })
})
