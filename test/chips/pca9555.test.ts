import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Pca9555 } from "../../sim/chips/pca9555"
import { Clock } from "../../sim/clock"
import { accepted, hex, readAt, transfer } from "./i2cmaster"

function expander(input = 0xffff) {
    const board = { input, levels: -1, driven: -1 }
    const chip = new Pca9555(new Clock(), {
        input: () => board.input,
        output: (levels, driven) => Object.assign(board, { levels, driven }),
    })
    return { board, chip }
}

describe("PCA9555", () => {
    test("power-on: registers: outputs FF, polarity 00, all pins inputs", () => {
        const { chip } = expander()
        expect(hex(readAt(chip, 2, 2))).toBe("FF FF")
        expect(hex(readAt(chip, 4, 2))).toBe("00 00")
        expect(hex(readAt(chip, 6, 2))).toBe("FF FF")
    })

    test("read: more than a pair: toggles between the two, never goes on", () => {
        const { chip } = expander(0x1234)
        expect(hex(readAt(chip, 0, 4))).toBe("34 12 34 12")
        expect(hex(readAt(chip, 1, 2))).toBe("12 34")
    })

    test("write: starting at the second of a pair: the next byte goes to the first", () => {
        const { chip } = expander()
        transfer(chip, [3, 0xaa, 0x55])
        expect(hex(readAt(chip, 2, 2))).toBe("55 AA")
    })

    test("outputs: configured: only the pins that are outputs are driven", () => {
        const { chip, board } = expander()
        transfer(chip, [3, 0x08])
        transfer(chip, [7, 0xe7])
        expect(board.driven).toBe(0x1800)
        expect(board.levels & board.driven).toBe(0x0800)
    })

    test("input register: a driven pin: shows the level of the pin", () => {
        const { chip } = expander(0xffff)
        transfer(chip, [2, 0xfe])
        transfer(chip, [6, 0xfe])
        expect(readAt(chip, 0, 1)).toEqual([0xfe])
    })

    test("output register: a pin held the other way by the board: shows the flip-flop", () => {
        const { chip } = expander(0x0000)
        transfer(chip, [2, 0xff])
        expect(readAt(chip, 2, 1)).toEqual([0xff])
    })

    test("polarity: set: the input register is inverted", () => {
        const { chip } = expander(0x00f0)
        transfer(chip, [4, 0xff])
        expect(readAt(chip, 0, 1)).toEqual([0x0f])
    })

    test("input register: written: acknowledged without effect", () => {
        const { chip } = expander(0x0055)
        expect(accepted(transfer(chip, [0, 0xaa]))).toBe(true)
        expect(readAt(chip, 0, 1)).toEqual([0x55])
    })

    test("command byte: 8: undescribed", () => {
        expect(() => transfer(expander().chip, [8])).toThrow(UnknownAccess)
    })

    test("fail: reset: outputs float again", () => {
        const { chip, board } = expander()
        transfer(chip, [7, 0x00])
        expect(board.driven).toBe(0xff00)
        chip.fail("reset")
        expect(board.driven).toBe(0)
        expect(hex(readAt(chip, 6, 2))).toBe("FF FF")
    })

    test("fail: off: outputs float and nobody answers", () => {
        const { chip, board } = expander()
        transfer(chip, [7, 0x00])
        chip.fail("off")
        expect(board.driven).toBe(0)
        expect(chip.start(true)).toBe(false)
    })

    test("fail: stuck: input bits keep their values", () => {
        const { chip, board } = expander(0x0001)
        chip.fail("stuck")
        board.input = 0x0002
        expect(readAt(chip, 0, 1)).toEqual([1])
        chip.heal()
        expect(readAt(chip, 0, 1)).toEqual([2])
    })
})
