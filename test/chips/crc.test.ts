import { crc16, crc81wire } from "crc"
import { describe, expect, test } from "vitest"
import { crc16Inverted, crc8, crc8OneWire } from "../../sim/chips/crc"

const digits = Array.from("123456789", letter => letter.charCodeAt(0))

describe("CRC", () => {
    test.each([
        [[0x00], 0xf3],
        [[0xff], 0x00],
        [[0x80], 0x7a],
        [[0x4c], 0x10],
        [[0xe0], 0x5d],
        [[0, 0, 0, 0], 0xd1],
        [[0xff, 0xff, 0xff, 0xff], 0x0f],
    ])("TMAG5273 CRC-8: datasheet example %j: 0x%s", (bytes, expected) => {
        expect(crc8(bytes)).toBe(expected)
    })

    test("1-Wire CRC-16: check string: inverted 44C2, and another implementation agrees", () => {
        expect(crc16Inverted(digits)).toBe(0x44c2)
        expect(crc16Inverted(digits)).toBe(~crc16(Buffer.from(digits)) & 0xffff)
    })

    test("1-Wire CRC-8: identity with its own CRC: zero, and another implementation agrees", () => {
        const serial = [0x2d, 1, 2, 3, 4, 5, 6]
        const crc = crc8OneWire(serial)
        expect(crc).toBe(crc81wire(Buffer.from(serial)))
        expect(crc8OneWire([...serial, crc])).toBe(0)
    })
})
