import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { benchKey } from "../../sim/benchkey"
import { cartridgeImage, dayNumber, dayText } from "../../sim/cartridgeimage"
import { romCrc, romCrcGood } from "../../sim/rom"
import { parseScenario } from "../../sim/scenario"
import { decodeRecord, newRecord } from "../../src/core/cartridge"
import { inhibitNames } from "../../src/core/inhibit"

const described = { kind: "adjustable", minUm: 200, maxUm: 1500, tipOffsetUm: -12, lot: "A1B2C3" }

function imageOf(changes: object, seed = 1, name = "a") {
    return imageOfWhole({ ...described, ...changes }, seed, name)
}

function imageOfWhole(cartridge: object, seed = 1, name = "a") {
    const cartridges = { a: cartridge, b: { kind: "fixed", lengthUm: 1000 } }
    const scenario = { schema: 1, seed, cartridges, steps: [], untilMs: 1 }
    return cartridgeImage(
        parseScenario(scenario, "file.json", () => new Uint8Array()),
        name
    )
}

/** Differences between the image of a cartridge with a defect and the one without. */
function changedBytes(changes: object): number[] {
    const sound = imageOf({}).memory
    return [...imageOf(changes).memory].flatMap((byte, at) => (byte === sound[at] ? [] : [at]))
}

describe("cartridge image: what is written", () => {
    test("cartridge image: a sound adjustable cartridge: the record reads back as described", () => {
        const { memory, rom } = imageOf({ expires: "2027-06-30" })
        const record = newRecord()
        expect(inhibitNames(decodeRecord(memory, record))).toEqual([])
        expect(record).toMatchObject({ minUm: 200, maxUm: 1500, tipOffsetUm: -12, lot: "A1B2C3" })
        // 27 years of 365 days, seven leap days, and 180 days of 2027.
        expect(record.expiresDay).toBe(27 * 365 + 7 + 180)
        expect(memory).toHaveLength(144)
        expect(rom[0]).toBe(0x2d)
        expect(romCrcGood(rom)).toBe(true)
    })

    test("cartridge image: pages of marks: EPROM mode and erased; record, tag and protection fixed", () => {
        const { memory } = imageOf({})
        expect([...memory.subarray(0x30, 0x80)].every(byte => byte === 0xff)).toBe(true)
        expect([...memory.subarray(0x80, 0x85)]).toEqual([0x55, 0x55, 0xaa, 0xaa, 0x55])
    })

    test("cartridge image: tag: RFC 2104 over ROM ID and record with the bench's key, cut to 16 bytes", () => {
        const { memory, rom } = imageOf({})
        // HMAC by its definition, from the plain hash.
        const pad = (value: number): Uint8Array => benchKey.map(byte => byte ^ value)
        const block = (value: number): Buffer =>
            Buffer.concat([pad(value), Buffer.alloc(64 - benchKey.length, value)])
        const hash = (...parts: Uint8Array[]): Buffer =>
            createHash("sha256").update(Buffer.concat(parts)).digest()
        const inner = hash(block(0x36), rom, memory.subarray(0, 32))
        expect([...memory.subarray(0x20, 0x30)]).toEqual([
            ...hash(block(0x5c), inner).subarray(0, 16),
        ])
    })

    test("cartridge image: name and seed: decide the ROM ID, and nothing else does", () => {
        const rom = (...inputs: [object, number, string?]) =>
            Buffer.from(imageOf(...inputs).rom).toString("hex")
        expect(rom({}, 1)).toBe(rom({ maxUm: 900 }, 1))
        expect(rom({}, 1)).not.toBe(rom({}, 2))
        expect(rom({}, 1)).not.toBe(rom({}, 1, "b"))
    })

    test("cartridge image: each call: gives bytes of its own", () => {
        imageOf({}).memory.fill(0)
        expect(imageOf({}).memory[0]).toBe(1)
    })
})

describe("cartridge image: defects change what they say and nothing else", () => {
    test.each<[string, object, string[]]>([
        ["crc bad", { ...described, crc: "bad" }, ["CartridgeCorrupt"]],
        ["version 2", { ...described, version: 2 }, ["CartridgeUnknownVersion"]],
        ["roller", { kind: "roller", lengthUm: 1000 }, ["CartridgeNotDrivable"]],
        ["fixed length", { kind: "fixed", lengthUm: 1000 }, []],
        ["tip offset out of range", { ...described, tipOffsetUm: 151 }, ["CartridgeCorrupt"]],
        ["nano that is too long", { kind: "nano", maxUm: 300 }, ["CartridgeCorrupt"]],
    ])("cartridge image: %s: the reader's verdict is as described", (_name, cartridge, verdict) => {
        const bits = decodeRecord(imageOfWhole(cartridge).memory, newRecord())
        expect(inhibitNames(bits)).toEqual(verdict)
    })

    test("cartridge image: bad checksum: one byte of the record differs", () => {
        expect(changedBytes({ crc: "bad" })).toEqual([30])
    })

    test("cartridge image: used: only the first row of marks is burnt", () => {
        expect(changedBytes({ used: true })).toEqual([64, 65, 66, 67, 68, 69, 70, 71])
    })

    test.each(["bad", "missing"])("cartridge image: %s tag: only the tag differs", tag => {
        const changed = changedBytes({ tag })
        expect(changed.length).toBeGreaterThan(12)
        expect(changed.every(at => at >= 0x20 && at < 0x30)).toBe(true)
    })

    test("cartridge image: clone: the memory of the other on a ROM ID of its own", () => {
        const clone = imageOf({ cloneOf: "b" })
        const original = imageOf({}, 1, "b")
        expect(clone.memory).toEqual(original.memory)
        expect(clone.rom).not.toEqual(original.rom)
    })
})

describe("cartridge image: parts", () => {
    test("ROM ID: worked example of Maxim's note 27: CRC-8 of 02 1C B8 01 00 00 00 is A2", () => {
        expect(romCrc(Uint8Array.of(0x02, 0x1c, 0xb8, 0x01, 0, 0, 0), 7)).toBe(0xa2)
    })

    test.each(["2000-01-01", "2000-02-29", "2027-06-30", "2179-06-06"])(
        "day number: %s: comes back as the same date",
        date => {
            expect(dayText(dayNumber(date))).toBe(date)
        }
    )

    test("day number: last date that is accepted: fits 16 bits", () => {
        expect(dayNumber("2179-06-06")).toBe(65535)
    })
})
