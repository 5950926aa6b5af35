/** PEN-SAF-08, 09: one-way marks of a cartridge, and what is said against it. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newRecord } from "../../src/core/cartridge"
import { Inhibit } from "../../src/core/inhibit"
import {
    encodeOpened,
    encodeWear,
    opened,
    sameRow,
    stepsOf,
    strokesOf,
    WEAR_STEPS,
    wearSteps,
} from "../../src/core/marks"
import { numberAt, putNumber, signedAt } from "../../src/core/number"
import { judgeDate, judgeMarks, tagGood } from "../../src/core/verdict"

const erasedRow = new Uint8Array(8).fill(255)
const steps = fc.integer({ min: 0, max: WEAR_STEPS })

/** Wear of so many steps, with the protection that a genuine cartridge has behind it. */
function worn(count: number, protection = [0x55, 0x55, 0xaa, 0xaa]): Uint8Array {
    const wear = new Uint8Array(20)
    encodeWear(wear.subarray(0, 8), 0, count)
    encodeWear(wear.subarray(8, 16), 1, count)
    wear.set(protection, 16)
    return wear
}

function openedRow(session = 3, minute = 14_000_000): Uint8Array {
    const row = new Uint8Array(8)
    encodeOpened(row, session, minute)
    return row
}

describe("PEN-SAF-08: opened row", () => {
    test("PEN-SAF-08: opened row: any session and minute: never looks unused", () => {
        const minute = fc.integer({ min: 0, max: 0xffffffff })
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 65535 }), minute, (session, at) => {
                const row = openedRow(session, at)
                expect(opened(row)).toBe(true)
                expect([numberAt(row, 5, 2), numberAt(row, 1, 4)]).toEqual([session, at])
            })
        )
    })

    test("PEN-SAF-08: opened row: any single bit that fell: counts as opened", () => {
        for (let bit = 0; bit < 64; bit++) {
            const row = erasedRow.slice()
            row[bit >> 3]! ^= 1 << (bit & 7)
            expect(opened(row)).toBe(true)
        }
        expect(opened(erasedRow)).toBe(false)
    })

    test("opened row: one bit away from another: not the same session", () => {
        for (let bit = 0; bit < 64; bit++) {
            const row = openedRow()
            row[bit >> 3]! ^= 1 << (bit & 7)
            expect(sameRow(row, 0, openedRow(), 0)).toBe(false)
        }
    })

    test("opened row: equal bytes anywhere among others: the same row, whatever stands around it", () => {
        const one = new Uint8Array(24).fill(1)
        one.set(openedRow(), 8)
        const other = new Uint8Array(16).fill(2)
        other.set(openedRow(), 3)
        expect(sameRow(one, 8, other, 3)).toBe(true)
        expect(sameRow(one, 8, other, 4)).toBe(false)
    })

    test("opened row, row of wear: written into more room: eight bytes are, and no more", () => {
        const room = new Uint8Array(10).fill(0x5a)
        encodeOpened(room, 3, 14_000_000)
        expect([...room.subarray(8)]).toEqual([0x5a, 0x5a])
        encodeWear(room, 0, 64)
        expect([...room]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0x5a, 0x5a])
    })
})

describe("wear", () => {
    test("wear: every count of steps: reads back, and more steps only let bits fall", () => {
        for (let count = 0; count <= WEAR_STEPS; count++) {
            expect(wearSteps(worn(count))).toBe(count)
            if (count === 0) continue
            const before = worn(count - 1)
            const after = worn(count)
            expect(after.every((byte, index) => (byte & before[index]!) === byte)).toBe(true)
        }
    })

    test("wear: burn that was interrupted: never fewer steps than its highest fallen bit", () => {
        fc.assert(
            fc.property(steps, fc.uint8Array({ minLength: 16, maxLength: 16 }), (count, kept) => {
                const wear = worn(count)
                // Some of the bits that ought to have fallen have not.
                for (let index = 0; index < 16; index++) wear[index]! |= kept[index]!
                let highest = 0
                for (let bit = 0; bit < 128; bit++)
                    if (((wear[bit >> 3]! >> (bit & 7)) & 1) === 0) highest = bit + 1
                expect(wearSteps(wear)).toBe(highest)
            })
        )
    })

    test("wear: strokes and steps: rounded down, no stroke more than 1/128 of the rating is left over", () => {
        const rated = fc.integer({ min: 1, max: 0xffffffff })
        fc.assert(
            fc.property(rated, fc.integer({ min: 0, max: 0xffffffff }), (rating, strokes) => {
                const count = stepsOf(strokes, rating)
                if (strokes >= rating) {
                    expect(count).toBe(WEAR_STEPS)
                    return
                }
                expect(strokesOf(count, rating)).toBeLessThanOrEqual(strokes)
                expect(strokesOf(count + 1, rating)).toBeGreaterThan(strokes)
            })
        )
        expect(stepsOf(0, 0)).toBe(WEAR_STEPS)
    })
})

describe("PEN-SAF-08, 09: verdict of the marks", () => {
    const used = Inhibit.CartridgeUsed
    const exhausted = Inhibit.CartridgeWorn
    const fake = [false, false, Inhibit.CartridgeNotAuthentic] as const
    test.each<[string, Uint8Array, Uint8Array, boolean, boolean, number]>([
        ["unused", erasedRow, worn(0), false, false, 0],
        ["opened by somebody", openedRow(), worn(0), false, false, used],
        ["opened in this session", openedRow(), worn(5), true, false, 0],
        ["worn, never opened", erasedRow, worn(1), false, false, used],
        ["unused, but seen used", erasedRow, worn(0), false, true, used],
        ["seen used, in this session", openedRow(), worn(0), true, true, 0],
        ["worn out", openedRow(), worn(128), true, false, exhausted],
        ["worn out by somebody", openedRow(), worn(128), false, false, used | exhausted],
        ["one step left", openedRow(), worn(127), true, false, 0],
        ["row in a page that can be erased", erasedRow, worn(0, [0x55, 0x55, 0, 0xaa]), ...fake],
        ["wear in a page that can be erased", erasedRow, worn(0, [0x55, 0x55, 0xaa, 0]), ...fake],
    ])(
        "PEN-SAF-08: marks: %s: refused with its reason, or good",
        (_name, row, wear, same, seen, bits) => {
            expect(judgeMarks(row, wear, 1000, same, seen)).toBe(bits)
        }
    )

    test("PEN-SAF-08: marks: cartridge that is made for no stroke: is worn as it comes", () => {
        expect(judgeMarks(erasedRow, worn(0), 0, false, false)).toBe(exhausted)
        expect(judgeMarks(erasedRow, worn(0), 1, false, false)).toBe(0)
    })

    test("PEN-SAF-09: tag: any one bit changed: not genuine", () => {
        const head = new Uint8Array(48).map((_, index) => index * 5)
        const tag = head.slice(32)
        expect(tagGood(head, tag)).toBe(true)
        for (let bit = 0; bit < 128; bit++) {
            const other = tag.slice()
            other[bit >> 3]! ^= 1 << (bit & 7)
            expect(tagGood(head, other)).toBe(false)
        }
    })

    test.each<[string, number, number, number]>([
        ["no expiry, no date", 0, 0, 0],
        ["expiry, no date", 9000, 0, Inhibit.DateUnknown],
        ["last day of use", 9000, 9000, 0],
        ["the day after", 9000, 9001, Inhibit.CartridgeExpired],
    ])(
        "PEN-SAF-09: date: %s: refused with its reason, or good",
        (_name, expiresDay, today, bits) => {
            expect(judgeDate({ ...newRecord(), expiresDay }, today)).toBe(bits)
        }
    )
})

test("numbers: any that fits: comes back, low byte first", () => {
    const bytes = new Uint8Array(4)
    fc.assert(
        fc.property(fc.integer({ min: 0, max: 0xffffffff }), value => {
            putNumber(bytes, 0, 4, value)
            expect(numberAt(bytes, 0, 4)).toBe(value)
            expect(Buffer.from(bytes).readUInt32LE()).toBe(value)
        })
    )
    for (let value = -32768; value <= 32767; value++) {
        putNumber(bytes, 0, 2, value)
        if (signedAt(bytes, 0) !== value) expect(signedAt(bytes, 0)).toBe(value)
    }
})
