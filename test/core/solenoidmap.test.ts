import * as oracle from "crc"
import fc from "fast-check"
import { expect, test } from "vitest"
import { POINTS_UM } from "../../src/core/calibration"
import { CalibrationReason, SLOT_BYTES } from "../../src/core/slot"
import {
    ceilingCode,
    codeToUm,
    decodeMapSlot,
    decodeMapSlots,
    encodeMapSlot,
    newSolenoidMap,
    type SolenoidMap,
    umToCode,
} from "../../src/core/solenoidmap"

const { Good, Missing, Corrupt, UnknownLayout } = CalibrationReason

/** 5 µm/mA from −400 µm at no current, 4.883 mA a code, in sixteenths. */
const nominal = POINTS_UM.map(um => Math.round(((um + 400) / 5 / 4.883) * 16))

const maps: fc.Arbitrary<SolenoidMap> = fc
    .record({
        counter: fc.integer({ min: 0, max: 0xffffffff }),
        springEndUm: fc.integer({ min: -310, max: -190 }),
        gain: fc.integer({ min: 920, max: 1080 }),
        noise: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 7, maxLength: 7 }),
    })
    .map(({ gain, noise, ...rest }) => ({
        reason: Good,
        ...rest,
        codes: nominal.map((code, index) =>
            Math.max(0, Math.round((code * gain) / 1000) + noise[index]!)
        ),
    }))

function slot(fields: Partial<SolenoidMap> = {}): Uint8Array {
    const bytes = new Uint8Array(SLOT_BYTES)
    encodeMapSlot({ ...newSolenoidMap(), codes: nominal, ...fields }, bytes)
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

test("solenoid map: written: has the layout of docs/calibration.md and an independent checksum", () => {
    const bytes = slot({ counter: 0x01020304, springEndUm: -251 })
    expect([...bytes.subarray(0, 10)]).toEqual([0x50, 0x53, 1, 0, 4, 3, 2, 1, 0x05, 0xff])
    expect(bytes[22]! | (bytes[23]! << 8)).toBe(nominal[6])
    expect(bytes[62]! | (bytes[63]! << 8)).toBe(
        oracle.crc16modbus(Buffer.from(bytes.subarray(0, 62)))
    )
})

test("solenoid map: any pen: comes back equal", () => {
    fc.assert(
        fc.property(maps, written => {
            const bytes = new Uint8Array(SLOT_BYTES)
            encodeMapSlot(written, bytes)
            const read = newSolenoidMap()
            expect(decodeMapSlot(bytes, read)).toBe(Good)
            expect(read).toEqual(written)
        })
    )
})

test.each<[string, Uint8Array, CalibrationReason]>([
    ["never written", new Uint8Array(64), Missing],
    ["a field calibration in its place", changed([1, 0x43]), Missing],
    ["cut short", slot().subarray(0, 63), Missing],
    ["layout 2", changed([2, 2]), UnknownLayout],
    ["a reserved byte in use", changed([24, 1]), Corrupt],
    ["spring end 61 µm off", changed([8, 0x100 - 55], [9, 0xfe]), Corrupt],
    ["codes that fall", changed([13, 0x09]), Corrupt],
    ["a code of 256", changed([23, 0x10]), Corrupt],
    ["a flipped bit", slot().fill(1, 20, 21), Corrupt],
])("PEN-SAF-17: solenoid map: %s: refused with its reason", (_, bytes, reason) => {
    const read = newSolenoidMap()
    expect(decodeMapSlot(bytes, read)).toBe(reason)
    expect(read.reason).toBe(reason)
})

test("PEN-SAF-17: solenoid map: a slot torn at any byte: the other one is used", () => {
    const older = slot({ counter: 7, springEndUm: -240 })
    const newer = slot({ counter: 8, springEndUm: -260 })
    for (let written = 0; written <= SLOT_BYTES; written++) {
        const torn = slot({ counter: 6, springEndUm: -270 })
        torn.set(newer.subarray(0, written))
        const read = newSolenoidMap()
        expect(decodeMapSlots(older, torn, read)).toBe(Good)
        expect(read.springEndUm).toBe(written === SLOT_BYTES ? -260 : -240)
    }
})

test.each<[string, Uint8Array, Uint8Array, CalibrationReason, number]>([
    ["A newer", slot({ counter: 9, springEndUm: -201 }), slot({ counter: 8 }), Good, -201],
    ["B newer", slot({ counter: 8 }), slot({ counter: 9, springEndUm: -202 }), Good, -202],
    ["the same counter", slot({ springEndUm: -203 }), slot(), Good, -203],
    ["only A", slot({ springEndUm: -204 }), new Uint8Array(64), Good, -204],
    ["only B", new Uint8Array(64), slot({ springEndUm: -205 }), Good, -205],
    ["none written", new Uint8Array(64), new Uint8Array(64), Missing, 0],
    ["one torn", changed([3, 1]), new Uint8Array(64), Corrupt, 0],
    ["the other torn", new Uint8Array(64), changed([3, 1]), Corrupt, 0],
    ["one torn, one of another layout", changed([2, 2]), changed([3, 1]), UnknownLayout, 0],
    // Its counter is 9, but its codes fall.
    ["B newer and wrong", slot({ springEndUm: -206 }), changed([4, 9], [13, 9]), Good, -206],
])("solenoid map: two slots, %s: the right one or the reason", (_, a, b, reason, springEndUm) => {
    const read = newSolenoidMap()
    expect(decodeMapSlots(a, b, read)).toBe(reason)
    expect(read.reason).toBe(reason)
    if (springEndUm !== 0) expect(read.springEndUm).toBe(springEndUm)
})

test("solenoid map: values it would refuse: are not written", () => {
    const bytes = new Uint8Array(SLOT_BYTES).fill(0x5a)
    const wrong = (fields: Partial<SolenoidMap>) => () => {
        encodeMapSlot({ ...newSolenoidMap(), codes: nominal, ...fields }, bytes)
    }
    expect(wrong({ springEndUm: -189 })).toThrow("spring end -189 um")
    expect(wrong({ codes: [0, 0, 0, 0, 0, 0, 0] })).toThrow("do not rise")
    expect(wrong({ counter: -1 })).toThrow("counter -1")
    expect(bytes.every(byte => byte === 0x5a)).toBe(true)
})

test("solenoid map: any pen: the points are exact, and every µm comes back within two", () => {
    fc.assert(
        fc.property(maps, pen => {
            POINTS_UM.forEach((um, index) => {
                expect(umToCode(pen, um)).toBe(pen.codes[index])
                if (um > pen.springEndUm) expect(codeToUm(pen, pen.codes[index]!)).toBe(um)
            })
            for (let um = pen.springEndUm; um <= 2700; um += 7) {
                const back = codeToUm(pen, umToCode(pen, um))
                // A code of 0 is the spring end, wherever below the map begins.
                if (umToCode(pen, um) > 0) expect(Math.abs(back - um)).toBeLessThanOrEqual(2)
            }
        })
    )
})

test("solenoid map: inward of where it begins: no current; no current: the spring end", () => {
    const map = { ...newSolenoidMap(), codes: nominal }
    for (let um = -500; um <= -400; um++) expect(umToCode(map, um)).toBe(0)
    expect(umToCode(map, -300)).toBeGreaterThan(0)
    expect(codeToUm(map, 0)).toBe(-250)
})

test("PEN-SAF-03: solenoid map: any ceiling on any pen: the code stays below it, the next would not", () => {
    fc.assert(
        fc.property(maps, fc.integer({ min: -400, max: 2600 }), (pen, um) => {
            const code = ceilingCode(pen, um)
            expect(code).toBeLessThanOrEqual(126)
            const reachedUm = Math.max(um, pen.springEndUm)
            if (code > 0) expect(codeToUm(pen, code * 16)).toBeLessThanOrEqual(reachedUm + 1)
            if (code < 126 && um > pen.springEndUm)
                expect(codeToUm(pen, (code + 1) * 16)).toBeGreaterThanOrEqual(um - 1)
        })
    )
})
