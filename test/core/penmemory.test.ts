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
import { CalibrationReason } from "../../src/core/slot"
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

test("product line: values out of range: refused with numbers", () => {
    const slot = new Uint8Array(64)
    expect(() => encodeLine(slot, 1, new Uint8Array(16), 0, 0)).toThrow("key of 16 bytes")
    expect(() => encodeLine(slot, 1, benchKey, 70000, 0)).toThrow("expected 0 to 65535")
    expect(() => encodeLine(slot, 1, benchKey, 0, 121)).toThrow("expected 0 to 120")
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
