import * as oracle from "crc"
import fc from "fast-check"
import { expect, test } from "vitest"
import {
    type Calibration,
    CalibrationReason,
    decodeSlot,
    decodeSlots,
    encodeSlot,
    fieldToUm,
    newCalibration,
    POINTS_UM,
    SLOT_BYTES,
    umToField,
} from "../../src/core/calibration"

const { Good, Missing, Corrupt, UnknownLayout } = CalibrationReason

/** The field of the reference magnet: 25 mT/mm around 1,000 µm, 32,768 counts for 40 mT. */
const nominal = POINTS_UM.map(um => Math.round((um - 1000) * 20.48))

const calibration: fc.Arbitrary<Calibration> = fc
    .record({
        counter: fc.integer({ min: 0, max: 0xffffffff }),
        homeUm: fc.integer({ min: -525, max: -375 }),
        backlashUm: fc.integer({ min: 0, max: 100 }),
        gain: fc.integer({ min: 800, max: 1050 }),
        noise: fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 7, maxLength: 7 }),
    })
    .map(({ gain, noise, ...rest }) => ({
        reason: Good,
        ...rest,
        field: nominal.map((raw, index) => Math.round((raw * gain) / 1000) + noise[index]!),
    }))

function slot(fields: Partial<Calibration> = {}): Uint8Array {
    const bytes = new Uint8Array(SLOT_BYTES)
    encodeSlot({ ...newCalibration(), field: nominal, ...fields }, bytes)
    return bytes
}

/** A slot with bytes replaced and the checksum of an independent implementation made right again. */
function changed(...changes: [at: number, value: number][]): Uint8Array {
    const bytes = slot()
    for (const [at, value] of changes) bytes[at] = value
    const crc = oracle.crc16modbus(Buffer.from(bytes.subarray(0, 62)))
    bytes[62] = crc & 255
    bytes[63] = crc >> 8
    return bytes
}

test("calibration slot: written: has the layout of docs/calibration.md and an independent checksum", () => {
    const bytes = slot({ counter: 0x01020304, homeUm: -451, backlashUm: 9 })
    expect([...bytes.subarray(0, 14)]).toEqual([
        ...[0x50, 0x43, 1, 0, 4, 3, 2, 1, 0x3d, 0xfe, 9, 0, 0x00, 0x90],
    ])
    expect(bytes[62]! | (bytes[63]! << 8)).toBe(
        oracle.crc16modbus(Buffer.from(bytes.subarray(0, 62)))
    )
})

test("calibration slot: any calibration: comes back equal", () => {
    fc.assert(
        fc.property(calibration, written => {
            const bytes = new Uint8Array(SLOT_BYTES)
            encodeSlot(written, bytes)
            const read = newCalibration()
            expect(decodeSlot(bytes, read)).toBe(Good)
            expect(read).toEqual(written)
        })
    )
})

test.each<[string, Uint8Array, CalibrationReason]>([
    ["never written", new Uint8Array(64), Missing],
    ["all ones", new Uint8Array(64).fill(0xff), Missing],
    ["half a magic", changed([1, 0x44]), Missing],
    ["the other half of it", changed([0, 0x51]), Missing],
    ["cut short", slot().subarray(0, 63), Missing],
    ["layout 2", changed([2, 2]), UnknownLayout],
    ["a reserved byte in use", changed([3, 1]), Corrupt],
    ["a zero byte in use", changed([40, 1]), Corrupt],
    ["the first zero byte in use", changed([26, 1]), Corrupt],
    ["home 76 µm off", changed([8, 0x8a]), Corrupt],
    ["home 76 µm off the other way", changed([8, 0xf2], [9, 0xfd]), Corrupt],
    ["backlash of 101 µm", changed([10, 101]), Corrupt],
    ["a field that falls", changed([15, 0x80]), Corrupt],
    ["a flipped bit", slot().fill(1, 20, 21), Corrupt],
])("PEN-SAF-17: calibration slot: %s: refused with its reason", (_, bytes, reason) => {
    const read = newCalibration()
    expect(decodeSlot(bytes, read)).toBe(reason)
    expect(read.reason).toBe(reason)
})

test("PEN-SAF-17: calibration slots: a slot torn at any byte: the other one is used", () => {
    const older = slot({ counter: 7, backlashUm: 11 })
    const newer = slot({ counter: 8, backlashUm: 22, homeUm: -460 })
    for (let written = 0; written <= SLOT_BYTES; written++) {
        // The newer calibration is written over an even older one, and power fails on the way.
        const torn = slot({ counter: 6, backlashUm: 33 })
        torn.set(newer.subarray(0, written))
        const read = newCalibration()
        expect(decodeSlots(older, torn, read)).toBe(Good)
        expect(read.backlashUm).toBe(written === SLOT_BYTES ? 22 : 11)
    }
})

test.each<[string, Uint8Array, Uint8Array, CalibrationReason, number]>([
    ["A newer", slot({ counter: 9, backlashUm: 1 }), slot({ counter: 8 }), Good, 1],
    ["B newer", slot({ counter: 8 }), slot({ counter: 9, backlashUm: 2 }), Good, 2],
    ["the same counter", slot({ backlashUm: 5 }), slot({ backlashUm: 6 }), Good, 5],
    ["only A", slot({ backlashUm: 3 }), new Uint8Array(64), Good, 3],
    ["only B", new Uint8Array(64), slot({ backlashUm: 4 }), Good, 4],
    ["none written", new Uint8Array(64), new Uint8Array(64), Missing, -1],
    ["one torn", changed([3, 1]), new Uint8Array(64), Corrupt, -1],
    // Its counter is 9, but its backlash is beyond its range.
    ["B newer and wrong", slot({ backlashUm: 7 }), changed([4, 9], [10, 101]), Good, 7],
    ["one of another layout", slot().fill(0, 0, 9), changed([2, 9]), UnknownLayout, -1],
])("calibration slots: %s: the right one or the reason", (_, a, b, reason, backlashUm) => {
    const read = newCalibration()
    expect(decodeSlots(a, b, read)).toBe(reason)
    expect(read.reason).toBe(reason)
    if (backlashUm >= 0) expect(read.backlashUm).toBe(backlashUm)
})

test("calibration slot: values it would refuse: are not written", () => {
    const bytes = new Uint8Array(SLOT_BYTES).fill(0x5a)
    const wrong = (fields: Partial<Calibration>) => () => {
        encodeSlot({ ...newCalibration(), field: nominal, ...fields }, bytes)
    }
    expect(wrong({ homeUm: -370 })).toThrow("home -370 um")
    expect(wrong({ backlashUm: -1 })).toThrow("backlash -1 um")
    expect(wrong({ field: [0, 0, 0, 0, 0, 0, 0] })).toThrow("does not rise")
    expect(wrong({ counter: 4294967296 })).toThrow("counter 4294967296")
    expect(wrong({ counter: 1.5 })).toThrow("counter 1.5")
    expect(() => {
        encodeSlot({ ...newCalibration(), field: nominal }, new Uint8Array(63))
    }).toThrow("63 bytes: expected 64")
    const read = newCalibration()
    expect(decodeSlot(slot({ counter: 4294967295 }), read)).toBe(Good)
    expect(read.counter).toBe(4294967295)
    expect(bytes.every(byte => byte === 0x5a)).toBe(true)
})

test("calibration slot: field that rises by 2,048 from point to point: is good, by 2,047 it is not written", () => {
    const rising = (by: number): number[] => POINTS_UM.map((_, index) => by * index)
    const read = newCalibration()
    expect(decodeSlot(slot({ field: rising(2048) }), read)).toBe(Good)
    expect(() => slot({ field: rising(2047) })).toThrow("does not rise by 2048")
})

test("calibration: before any was read: missing, and no numbers that could be taken for one", () => {
    const { homeUm, ...rest } = newCalibration()
    expect(homeUm).toBe(-450)
    expect(rest).toEqual({
        reason: Missing,
        counter: 0,
        backlashUm: 0,
        field: [0, 0, 0, 0, 0, 0, 0],
    })
})

test("depth sensor: the calibrated points: are exact, and every µm comes back within one count's width", () => {
    fc.assert(
        fc.property(calibration, pen => {
            POINTS_UM.forEach((um, index) => {
                expect(fieldToUm(pen, pen.field[index]!)).toBe(um)
                expect(umToField(pen, um)).toBe(Math.min(32767, pen.field[index]!))
            })
            for (let um = -550; um <= 2550; um += 7) {
                const raw = umToField(pen, um)
                if (raw > -32768 && raw < 32767) expect(fieldToUm(pen, raw)).toBe(um)
            }
        }),
        { numRuns: 30 }
    )
})

test("depth sensor: any reading: nearest whole µm of the straight lines, the outer ones extended", () => {
    fc.assert(
        fc.property(calibration, fc.integer({ min: -32768, max: 32767 }), (pen, raw) => {
            let index = 0
            while (index < 5 && raw > pen.field[index + 1]!) index++
            const [low, high] = [pen.field[index]!, pen.field[index + 1]!]
            const [lowUm, highUm] = [POINTS_UM[index]!, POINTS_UM[index + 1]!]
            const exact = lowUm + ((raw - low) * (highUm - lowUm)) / (high - low)
            expect(Math.abs(fieldToUm(pen, raw) - exact)).toBeLessThanOrEqual(0.5 + 1e-9)
        })
    )
})

test("depth sensor: beyond what it can read: the threshold is held at its last count", () => {
    const pen = { ...newCalibration(), field: nominal }
    expect(umToField(pen, 2600)).toBe(32767)
    expect(umToField(pen, -900)).toBe(-32768)
    expect(umToField(pen, 1100)).toBe(2048)
})
