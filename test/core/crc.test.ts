import * as oracle from "crc"
import fc from "fast-check"
import { expect, test } from "vitest"
import { crc16, crc16Modbus, crc8Maxim } from "../../src/core/crc"

const digits = new TextEncoder().encode("123456789")
const anyBytes = fc.uint8Array({ maxLength: 144 })

test("crc: the check message: gives the published check values", () => {
    expect(crc16Modbus(digits, 0, 9)).toBe(0x4b37)
    expect(crc8Maxim(digits, 0, 9)).toBe(0xa1)
    expect(crc16(digits, 0, 9, 0) ^ 0xffff).toBe(0x44c2)
})

test("crc: the DS2431's worked example: gives the bytes of its datasheet, low byte first", () => {
    const written = [0x0f, 0x20, 0x00, 1, 2, 3, 4, 5, 6, 7, 8]
    const read = [0xaa, 0x20, 0x00, 0x07, 1, 2, 3, 4, 5, 6, 7, 8]
    expect(crc16(written, 0, written.length, 0) ^ 0xffff).toBe(0x453e)
    expect(crc16(read, 0, read.length, 0) ^ 0xffff).toBe(0x1219)
})

test("crc: any bytes: agrees with an independent implementation", () => {
    fc.assert(
        fc.property(anyBytes, bytes => {
            expect(crc16Modbus(bytes, 0, bytes.length)).toBe(oracle.crc16modbus(Buffer.from(bytes)))
            expect(crc16(bytes, 0, bytes.length, 0)).toBe(oracle.crc16(Buffer.from(bytes)))
            expect(crc8Maxim(bytes, 0, bytes.length)).toBe(oracle.crc81wire(Buffer.from(bytes)))
        })
    )
})

test("crc: a part of a buffer: covers that part and nothing else", () => {
    fc.assert(
        fc.property(anyBytes, anyBytes, anyBytes, (before, bytes, after) => {
            const all = Uint8Array.from([...before, ...bytes, ...after])
            expect(crc16Modbus(all, before.length, bytes.length)).toBe(
                oracle.crc16modbus(Buffer.from(bytes))
            )
        })
    )
})

test("crc: a ROM ID with its own checksum: leaves no remainder, and one with a flipped bit does", () => {
    fc.assert(
        fc.property(
            fc.uint8Array({ minLength: 7, maxLength: 7 }),
            fc.integer({ min: 0, max: 63 }),
            (serial, bit) => {
                const rom = Uint8Array.from([...serial, crc8Maxim(serial, 0, 7)])
                expect(crc8Maxim(rom, 0, 8)).toBe(0)
                rom[bit >> 3]! ^= 1 << (bit & 7)
                expect(crc8Maxim(rom, 0, 8)).not.toBe(0)
            }
        )
    )
})
