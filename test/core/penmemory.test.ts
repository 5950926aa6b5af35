/** What a pen keeps beside its journal: product line, used cartridges, lock-outs. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { benchKey } from "../../sim/benchkey"
import { romOf } from "../../sim/rom"
import { encodeLockout, Lockout, readLockout } from "../../src/core/lockout"
import {
    copyKey,
    encodeLine,
    isBenchKey,
    lineNumber,
    lineVerdict,
    windowMinutes,
} from "../../src/core/productline"
import { CalibrationReason } from "../../src/core/slot"
import { BUCKETS, bucketOf, encodePlace, freePlace, knownUsed } from "../../src/core/usedlist"

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

test("PEN-SAF-08: used cartridges: 200 of them: every one is known, an unused one is not", () => {
    const buckets = Array.from({ length: BUCKETS }, () => new Uint8Array(64))
    const roms = Array.from({ length: 200 }, (_, index) => romOf(`cartridge ${index}`, 1))
    for (const rom of roms) {
        const bucket = buckets[bucketOf(rom)]!
        if (knownUsed(bucket, rom)) continue
        const at = freePlace(bucket, rom)
        encodePlace(rom, bucket.subarray(at, at + 4))
    }
    expect(roms.filter(rom => !knownUsed(buckets[bucketOf(rom)]!, rom))).toEqual([])
    const fresh = Array.from({ length: 300 }, (_, index) => romOf(`fresh ${index}`, 1))
    expect(fresh.filter(rom => knownUsed(buckets[bucketOf(rom)]!, rom))).toEqual([])
})

test("used cartridges: full bucket: a place of it is used again, the newest is always known", () => {
    const bucket = new Uint8Array(64)
    for (let index = 0; index < 100; index++) {
        const rom = romOf(`cartridge ${index}`, 1)
        const at = freePlace(bucket, rom)
        expect(at % 4 === 0 && at < 64).toBe(true)
        encodePlace(rom, bucket.subarray(at, at + 4))
        expect(knownUsed(bucket, rom)).toBe(true)
    }
})

test("PEN-SAF-11: lock-out: set or cleared, cut off after any byte: locked unless it never began", () => {
    for (const [before, after] of [
        [0, Lockout.DepthOver],
        [Lockout.Leak, Lockout.Leak | Lockout.DepthOver],
        [Lockout.DepthOver, 0],
    ] as const) {
        const bytes = new Uint8Array(2)
        encodeLockout(bytes, before)
        expect(readLockout(bytes)).toBe(before)
        const written = new Uint8Array(2)
        encodeLockout(written, after)
        bytes[0] = written[0]!
        expect(readLockout(bytes)).not.toBe(0)
        bytes[1] = written[1]!
        expect(readLockout(bytes)).toBe(after)
    }
})

test("PEN-SAF-11: lock-out: memory as it was delivered: none", () => {
    expect(readLockout(new Uint8Array(2))).toBe(0)
})
