/** Numbers that chips or stored bytes fix, written once more by hand. */
import { expect, test } from "vitest"
import { POINTS_UM } from "../../src/core/calibration"
import { encodeRecord, newRecord, RECORD_BYTES } from "../../src/core/cartridge"
import { Kind } from "../../src/core/kind"
import { DriveBit, MotionBit } from "../../src/core/sample"
import { CalibrationReason, SLOT_BYTES } from "../../src/core/slot"
import { decodeMapSlot, encodeMapSlot, newSolenoidMap } from "../../src/core/solenoidmap"

test("numbers: needle drive: bits of the chip's fault register, and one of the driver's own", () => {
    const { PowerLost, OverTemperature, OverVoltage, OverCurrent, Stall, ConfigWrong } = DriveBit
    const bits = [PowerLost, OverTemperature, OverVoltage, OverCurrent, Stall, ConfigWrong]
    expect(bits).toEqual([2, 4, 8, 16, 32, 256])
})

test("numbers: depth actuator: bits of the motion chip's status, and the drivers' own", () => {
    const bits = Object.values(MotionBit).filter(value => typeof value === "number")
    expect(bits).toEqual([1, 2, 256, 512, 1024, 2048, 4096, 8192])
})

test("numbers: points of a calibration: every 500 µm, the last at the deepest depth", () => {
    expect(POINTS_UM).toEqual([-400, 100, 600, 1100, 1600, 2100, 2500])
})

test("numbers: a record or a map that nobody wrote: says nothing", () => {
    expect(newRecord()).toEqual({
        version: 1,
        kind: Kind.Unknown,
        minUm: 0,
        maxUm: 0,
        lengthUm: 0,
        needles: 0,
        gauge: 0,
        lot: "",
        expiresDay: 0,
        tipOffsetUm: 0,
        ratedStrokes: 0,
    })
    expect(newSolenoidMap()).toMatchObject({ counter: 0, codes: [0, 0, 0, 0, 0, 0, 0] })
})

test.each([
    ["needles", 255, 256, "0 to 255"],
    ["expiresDay", 65535, 65536, "0 to 65535"],
    ["ratedStrokes", 4294967295, 4294967296, "0 to 4294967295"],
    ["tipOffsetUm", 32767, 32768, "-32768 to 32767"],
    ["tipOffsetUm", -32768, -32769, "-32768 to 32767"],
    ["gauge", 0, -1, "0 to 255"],
])(
    "cartridge record: %s %i: can be written, %i is refused with its range",
    (name, good, bad, range) => {
        const bytes = new Uint8Array(RECORD_BYTES)
        expect(() => encodeRecord({ ...newRecord(), [name]: good }, bytes)).not.toThrow()
        expect(() => encodeRecord({ ...newRecord(), [name]: bad }, bytes)).toThrow(
            `${name} ${bad}: expected a whole number ${range}`
        )
    }
)

/** Codes that rise by as much from point to point. */
const rising = (from: number, by: number): number[] =>
    POINTS_UM.map((_, index) => from + index * by)

test.each<[string, number[], boolean]>([
    ["rises of 131 sixteenths", rising(0, 131), true],
    ["rises of 130 sixteenths", rising(0, 130), false],
    ["160 codes at the deepest point", rising(2560 - 6 * 300, 300), true],
    ["a sixteenth more", rising(2561 - 6 * 300, 300), false],
])("solenoid map: %s: %s", (_, codes, good) => {
    const bytes = new Uint8Array(SLOT_BYTES)
    const write = () => encodeMapSlot({ ...newSolenoidMap(), codes }, bytes)
    if (!good) expect(write).toThrow(RangeError)
    else {
        write()
        expect(decodeMapSlot(bytes, newSolenoidMap())).toBe(CalibrationReason.Good)
    }
})

test("solenoid map: a code below zero at the first point: is refused", () => {
    const write = () =>
        encodeMapSlot({ ...newSolenoidMap(), codes: rising(-1, 300) }, new Uint8Array(SLOT_BYTES))
    expect(write).toThrow(RangeError)
})
