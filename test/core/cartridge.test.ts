import { readFileSync } from "node:fs"
import * as oracle from "crc"
import fc from "fast-check"
import { expect, test } from "vitest"
import {
    type CartridgeRecord,
    decodeRecord,
    encodeRecord,
    newRecord,
    RECORD_BYTES,
} from "../../src/core/cartridge"
import { Inhibit } from "../../src/core/inhibit"
import { Kind } from "../../src/core/kind"
import { documentPath } from "./document"

/** The record of docs/cartridge.md, put together by hand. */
const example = Uint8Array.from([
    ...[0x01, 0x01, 0x00, 0x00, 0xdc, 0x05, 0x00, 0x00, 0x0c, 0x21],
    ...[0x41, 0x31, 0x42, 0x32, 0x43, 0x33, 0x42, 0x27, 0x0c, 0x00],
    ...[0x90, 0xd0, 0x03, 0x00, 0, 0, 0, 0, 0, 0],
])

/** The bytes with the checksum of an independent implementation behind them. */
function sealed(bytes: Uint8Array): Uint8Array {
    const crc = oracle.crc16modbus(Buffer.from(bytes.subarray(0, 30)))
    return Uint8Array.from([...bytes.subarray(0, 30), crc & 255, crc >> 8])
}

/** The example with one byte replaced and the checksum made right again. */
function changed(...changes: [at: number, value: number][]): Uint8Array {
    const bytes = example.slice()
    for (const [at, value] of changes) bytes[at] = value
    return sealed(bytes)
}

const lot = fc.stringMatching(/^([!-~]([ -~]{0,4}[!-~])?)?$/)
const adjustable = fc
    .tuple(fc.integer({ min: 0, max: 2500 }), fc.integer({ min: 0, max: 2500 }))
    .map(([a, b]) => ({ kind: Kind.Adjustable, minUm: Math.min(a, b), maxUm: Math.max(a, b) }))
const nano = fc.integer({ min: 0, max: 250 }).map(maxUm => ({ kind: Kind.Nano, minUm: 0, maxUm }))
const oneLength = fc
    .tuple(fc.constantFrom(Kind.Fixed, Kind.Roller), fc.integer({ min: 1, max: 2500 }))
    .map(([kind, lengthUm]) => ({ kind, lengthUm, minUm: lengthUm, maxUm: lengthUm }))
const record: fc.Arbitrary<CartridgeRecord> = fc
    .tuple(
        fc.oneof(adjustable, nano, oneLength),
        fc.record({
            needles: fc.integer({ min: 0, max: 255 }),
            gauge: fc.integer({ min: 0, max: 255 }),
            lot,
            expiresDay: fc.integer({ min: 0, max: 65535 }),
            tipOffsetUm: fc.integer({ min: -150, max: 150 }),
            ratedStrokes: fc.integer({ min: 0, max: 0xffffffff }),
        })
    )
    .map(([depths, rest]) => ({ ...newRecord(), ...depths, ...rest }))

test("cartridge record: written by hand: is read field by field", () => {
    const read = newRecord()
    expect(decodeRecord(sealed(example), read)).toBe(0)
    expect(read).toEqual({
        version: 1,
        kind: Kind.Adjustable,
        minUm: 0,
        maxUm: 1500,
        lengthUm: 0,
        needles: 12,
        gauge: 33,
        lot: "A1B2C3",
        expiresDay: 10050,
        tipOffsetUm: 12,
        ratedStrokes: 250_000,
    })
})

test("cartridge record: the example in docs/cartridge.md: is this record, with its checksum", () => {
    const text = readFileSync(documentPath("cartridge.md"), "utf8")
    // Two lines of an address and 16 bytes each: page 0.
    const lines = /```text\n0000 ([0-9A-F ]+)\n0010 ([0-9A-F ]+)\n/.exec(text) ?? []
    expect(lines.slice(1).join(" ").trim().split(/\s+/)).toEqual(
        [...sealed(example)].map(byte => byte.toString(16).toUpperCase().padStart(2, "0"))
    )
})

test("cartridge record: any that can be written: comes back equal, with an independent checksum", () => {
    fc.assert(
        fc.property(record, written => {
            const bytes = new Uint8Array(RECORD_BYTES)
            encodeRecord(written, bytes)
            expect(bytes).toEqual(sealed(bytes))
            const read = newRecord()
            const drivable = written.kind !== Kind.Roller
            expect(decodeRecord(bytes, read)).toBe(drivable ? 0 : Inhibit.CartridgeNotDrivable)
            expect(read).toEqual(written)
        })
    )
})

test.each([Kind.Fixed, Kind.Roller])(
    "PEN-FUN-06: cartridge record: kind %i written with its length alone: permits that depth and no other",
    kind => {
        const bytes = new Uint8Array(RECORD_BYTES)
        encodeRecord({ ...newRecord(), kind, lengthUm: 1250 }, bytes)
        const read = newRecord()
        decodeRecord(bytes, read)
        expect([read.minUm, read.maxUm, read.lengthUm]).toEqual([1250, 1250, 1250])
    }
)

test("PEN-SAF-09: cartridge record: any one or two flipped bits: corrupt", () => {
    const bits = fc.integer({ min: 0, max: RECORD_BYTES * 8 - 1 })
    fc.assert(
        fc.property(record, bits, bits, (written, one, other) => {
            const bytes = new Uint8Array(RECORD_BYTES)
            encodeRecord(written, bytes)
            bytes[one >> 3]! ^= 1 << (one & 7)
            if (other !== one) bytes[other >> 3]! ^= 1 << (other & 7)
            const read = newRecord()
            expect(decodeRecord(bytes, read)).toBe(Inhibit.CartridgeCorrupt)
            expect(read.kind).toBe(Kind.Unknown)
        })
    )
})

test.each<[string, Uint8Array, Inhibit]>([
    ["an empty page of ones", new Uint8Array(32).fill(0xff), Inhibit.CartridgeCorrupt],
    ["an empty page of zeros", new Uint8Array(32), Inhibit.CartridgeCorrupt],
    ["a page cut short", sealed(example).subarray(0, 31), Inhibit.CartridgeCorrupt],
    ["version 0", changed([0, 0]), Inhibit.CartridgeUnknownVersion],
    ["version 2", changed([0, 2]), Inhibit.CartridgeUnknownVersion],
    ["kind 0", changed([1, 0]), Inhibit.CartridgeUnknownKind],
    ["kind 5", changed([1, 5]), Inhibit.CartridgeUnknownKind],
    ["minimum above maximum", changed([3, 0x06]), Inhibit.CartridgeCorrupt],
    ["maximum of 2,501 µm", changed([4, 0xc5], [5, 0x09]), Inhibit.CartridgeCorrupt],
    ["an adjustable with a length", changed([6, 1]), Inhibit.CartridgeCorrupt],
    ["tip offset of 151 µm", changed([18, 151]), Inhibit.CartridgeCorrupt],
    ["tip offset of −151 µm", changed([18, 0x69], [19, 0xff]), Inhibit.CartridgeCorrupt],
    ["a reserved byte in use", changed([27, 1]), Inhibit.CartridgeCorrupt],
])("PEN-SAF-09: cartridge record: %s: refused with its reason", (_, bytes, inhibit) => {
    const read = newRecord()
    // What was read before must not stay in force.
    decodeRecord(sealed(example), read)
    expect(decodeRecord(bytes, read)).toBe(inhibit)
    expect(read.kind).toBe(Kind.Unknown)
})

test.each<[string, Uint8Array, Inhibit | 0]>([
    ["adjustable of one depth", changed([2, 0xdc], [3, 5]), 0],
    ["adjustable to 2,500 µm", changed([4, 0xc4], [5, 0x09]), 0],
    ["needle plate 150 µm back", changed([18, 0x6a], [19, 0xff]), 0],
    ["needle plate 150 µm out", changed([18, 150]), 0],
    ["nano of 250 µm", changed([1, 3], [4, 250], [5, 0]), 0],
    ["nano of 251 µm", changed([1, 3], [4, 251], [5, 0]), Inhibit.CartridgeCorrupt],
    [
        "fixed of 1,000 µm",
        changed([1, 2], [2, 0xe8], [3, 3], [4, 0xe8], [5, 3], [6, 0xe8], [7, 3]),
        0,
    ],
    [
        "fixed whose limits are not its length",
        changed([1, 2], [6, 0xe8], [7, 3]),
        Inhibit.CartridgeCorrupt,
    ],
    ["fixed, less deep permitted", changed([1, 2], [6, 0xdc], [7, 5]), Inhibit.CartridgeCorrupt],
    ["fixed, deeper permitted", changed([1, 2], [2, 1], [6, 1]), Inhibit.CartridgeCorrupt],
    ["fixed without a length", changed([1, 2], [4, 0], [5, 0]), Inhibit.CartridgeCorrupt],
    [
        "roller of 500 µm",
        changed([1, 4], [2, 0xf4], [3, 1], [4, 0xf4], [5, 1], [6, 0xf4], [7, 1]),
        Inhibit.CartridgeNotDrivable,
    ],
])("PEN-FUN-06: cartridge record: %s: gets its verdict", (_, bytes, verdict) => {
    expect(decodeRecord(bytes, newRecord())).toBe(verdict)
})

test("PEN-SAF-09: cartridge record: checksum that ends with a byte of 0, cut short by that byte: corrupt", () => {
    const all = Array.from({ length: 1024 }, (_, index) =>
        changed([20, index & 255], [21, index >> 8])
    )
    const short = all.filter(bytes => bytes[31] === 0).map(bytes => bytes.subarray(0, 31))
    expect(short.length).toBeGreaterThan(0)
    for (const bytes of short)
        expect(decodeRecord(bytes, newRecord())).toBe(Inhibit.CartridgeCorrupt)
})

test("PEN-SAF-09: cartridge record: wrong checksum: nothing of it is read", () => {
    const read = newRecord()
    const bytes = changed([0, 2])
    bytes[5]! ^= 1
    decodeRecord(bytes, read)
    expect(read).toEqual(newRecord())
})

test("cartridge record: lot with spaces between its letters: is read as it was written", () => {
    const bytes = new Uint8Array(RECORD_BYTES)
    for (const lot of ["A B C", "A  B C", " AB"]) {
        encodeRecord({ ...newRecord(), kind: Kind.Adjustable, lot }, bytes)
        const read = newRecord()
        decodeRecord(bytes, read)
        expect(read.lot).toBe(lot)
    }
})

test("cartridge record: version 0, as a tool may have to write it: is written, and refused", () => {
    const bytes = new Uint8Array(RECORD_BYTES)
    encodeRecord({ ...newRecord(), version: 0 }, bytes)
    expect(decodeRecord(bytes, newRecord())).toBe(Inhibit.CartridgeUnknownVersion)
})

test("cartridge record: written into 31 bytes: refused with their number", () => {
    expect(() => encodeRecord(newRecord(), new Uint8Array(31))).toThrow("31 bytes: expected 32")
})

test("cartridge record: unprintable letters in the lot: are shown as question marks", () => {
    const read = newRecord()
    decodeRecord(changed([10, 0x0a], [11, 0x21], [12, 0x7e], [13, 0x7f], [14, 0xff]), read)
    expect(read.lot).toBe("?!~??3")
})

test.each<[string, Partial<CartridgeRecord>, string]>([
    ["a negative depth", { minUm: -1 }, "minUm -1: expected a whole number 0 to 65535"],
    ["a depth of 2^16", { maxUm: 65536 }, "maxUm 65536"],
    ["a fraction of a needle", { needles: 1.5 }, "needles 1.5"],
    ["strokes of 2^32", { ratedStrokes: 4294967296 }, "ratedStrokes 4294967296"],
    ["an offset below 16 bits", { tipOffsetUm: -32769 }, "tipOffsetUm -32769"],
    ["a lot of seven letters", { lot: "ABCDEFG" }, 'lot "ABCDEFG"'],
    ["a lot that is not ASCII", { lot: "é" }, 'lot "é"'],
    ["a lot with a control letter", { lot: "A\x1f" }, 'lot "A\x1f"'],
    ["a lot with a deleted letter", { lot: "A\x7f" }, 'lot "A\x7f"'],
])("cartridge record: writing %s: refused with the field and its range", (_, fields, message) => {
    const bytes = new Uint8Array(RECORD_BYTES)
    expect(() => {
        encodeRecord({ ...newRecord(), kind: Kind.Adjustable, ...fields }, bytes)
    }).toThrow(message)
})
