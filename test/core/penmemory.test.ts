/** What a pen keeps beside its journal: product line, used cartridges, lock-outs. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { benchKey } from "../../sim/benchkey"
import { romOf } from "../../sim/rom"
import {
    copyKey,
    encodeLine,
    isBenchKey,
    lineNumber,
    lineVerdict,
    windowMinutes,
} from "../../src/core/productline"
import { CalibrationReason, endSlot } from "../../src/core/slot"
import { bucketOf, placeOf } from "../../src/core/usedlist"

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })

test("PEN-SAF-09: product line: any key, number and window: come back; any flipped bit is noticed", () => {
    fc.assert(
        fc.property(
            key,
            fc.integer({ min: 0, max: 65535 }),
            fc.integer({ min: 0, max: 120 }),
            fc.integer({ min: 0, max: 511 }),
            (secret, line, minutes, bit) => {
                const slot = new Uint8Array(64)
                encodeLine(slot, 1, secret, line, minutes)
                expect(lineVerdict(slot)).toBe(CalibrationReason.Good)
                const copy = new Uint8Array(32)
                copyKey(slot, copy)
                expect([...copy]).toEqual([...secret])
                expect([lineNumber(slot), windowMinutes(slot)]).toEqual([line, minutes])
                slot[bit >> 3]! ^= 1 << (bit & 7)
                expect(lineVerdict(slot)).not.toBe(CalibrationReason.Good)
            }
        )
    )
})

test.each<[string, number, number, number, string]>([
    ["key too short", 16, 0, 0, "key of 16 bytes"],
    ["number below 0", 32, -1, 0, "number -1: expected 0 to 65535"],
    ["number above 16 bits", 32, 65536, 0, "number 65536: expected 0 to 65535"],
    ["window below 0", 32, 0, -1, "window of -1 min: expected 0 to 120"],
    ["window above two hours", 32, 0, 121, "window of 121 min: expected 0 to 120"],
])(
    "product line: %s: refused with numbers, and nothing is written",
    (_, bytes, line, minutes, text) => {
        const slot = new Uint8Array(64).fill(0x5a)
        expect(() => encodeLine(slot, 1, new Uint8Array(bytes), line, minutes)).toThrow(text)
        expect(slot.every(byte => byte === 0x5a)).toBe(true)
    }
)

test("product line: least and greatest values: are taken", () => {
    const slot = new Uint8Array(64)
    encodeLine(slot, 1, benchKey, 0, 0)
    expect([lineVerdict(slot), lineNumber(slot), windowMinutes(slot)]).toEqual([0, 0, 0])
    encodeLine(slot, 1, benchKey, 65535, 120)
    expect([lineVerdict(slot), lineNumber(slot), windowMinutes(slot)]).toEqual([0, 65535, 120])
})

test.each([
    ["window of 121 min", 42, 121],
    ["byte behind the window", 43, 1],
])("PEN-SAF-08: product line: %s under a good checksum: is no good slot", (_, at, value) => {
    const slot = new Uint8Array(64)
    encodeLine(slot, 1, benchKey, 3, 120)
    slot[at] = value
    endSlot(slot)
    expect(lineVerdict(slot)).toBe(CalibrationReason.Corrupt)
})

test("product line: a slot never written: is missing, not corrupt", () => {
    expect(lineVerdict(new Uint8Array(64))).toBe(CalibrationReason.Missing)
    expect(lineVerdict(new Uint8Array(64).fill(255))).toBe(CalibrationReason.Missing)
})

test("product line: key copied into more room than it needs: the rest stays as it was", () => {
    const slot = new Uint8Array(64)
    encodeLine(slot, 1, benchKey, 0xffff, 120)
    const room = new Uint8Array(40).fill(7)
    copyKey(slot, room)
    expect([...room]).toEqual([...benchKey, 7, 7, 7, 7, 7, 7, 7, 7])
})

test("product line: the bench's key: is recognised, no other one is", () => {
    expect(isBenchKey(benchKey)).toBe(true)
    for (let index = 0; index < 15; index++) {
        const other = benchKey.slice()
        other[index]! ^= 1
        expect(isBenchKey(other)).toBe(false)
    }
})

/** The list of a pen, kept as the firmware keeps it. */
function list() {
    const memory = new Uint8Array(2048)
    const bucket = (rom: Uint8Array) => memory.subarray(bucketOf(rom), bucketOf(rom) + 64)
    const has = (rom: Uint8Array): boolean => placeOf(bucket(rom), rom) >= 0
    const add = (rom: Uint8Array): void => {
        const place = placeOf(bucket(rom), rom)
        if (place < 0) bucket(rom).set(rom.subarray(1, 5), -1 - place)
    }
    return { has, add }
}

test("PEN-SAF-08: used cartridges: 200 of them: every one is known, an unused one is not", () => {
    const used = list()
    const roms = Array.from({ length: 200 }, (_, index) => romOf(`cartridge ${index}`, 1))
    for (const rom of roms) used.add(rom)
    expect(roms.filter(rom => !used.has(rom))).toEqual([])
    const fresh = Array.from({ length: 300 }, (_, index) => romOf(`fresh ${index}`, 1))
    expect(fresh.filter(used.has)).toEqual([])
})

test("used cartridges: more than the list holds: the newest is always known", () => {
    const used = list()
    for (let index = 0; index < 2000; index++) {
        const rom = romOf(`cartridge ${index}`, 1)
        used.add(rom)
        expect(used.has(rom)).toBe(true)
    }
})

/** A bucket in which every place is taken, with something behind it. */
function fullBucket(): Uint8Array {
    return Uint8Array.from({ length: 80 }, (_, index) => 100 + index)
}

test("used cartridges: bucket: by the check of the ROM ID", () => {
    const rom = Uint8Array.of(0x2d, 1, 2, 3, 4, 5, 6, 0xf7)
    expect(bucketOf(rom)).toBe((0xf7 % 32) * 64)
})

test("used cartridges: full bucket: is no reason to know another cartridge; its place depends on it alone", () => {
    // What stands behind the bucket belongs to another one.
    const behind = Uint8Array.of(0x2d, 164, 165, 166, 167, 5, 6, 7)
    for (const rom of [behind, romOf("one", 1), romOf("two", 1), romOf("three", 1)]) {
        const serial = new DataView(rom.buffer, rom.byteOffset).getUint32(1, true)
        expect(placeOf(fullBucket(), rom)).toBe(-1 - (serial % 16) * 4)
    }
    const last = Uint8Array.of(0x2d, 160, 161, 162, 163, 5, 6, 7)
    expect(placeOf(fullBucket(), last)).toBe(60)
})

test("PEN-SAF-08: used cartridges: number of zeros, which looks like an empty place: counts as used", () => {
    expect(placeOf(new Uint8Array(64), Uint8Array.of(0x2d, 0, 0, 0, 0, 5, 6, 7))).toBe(0)
})
