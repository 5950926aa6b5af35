import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { crc8 } from "../../sim/chips/crc"
import { Tmag5273 } from "../../sim/chips/tmag5273"
import { Clock } from "../../sim/clock"
import { hex, readAt, transfer } from "./i2cmaster"

function sensor(fieldMt = 0) {
    const clock = new Clock()
    const magnet = { fieldMt }
    const chip = new Tmag5273(clock, { fieldMt: () => magnet.fieldMt })
    clock.advanceBy(270)
    return { clock, magnet, chip }
}

/** X only, ×32 (825 µs a set), continuous; threshold at `code`, latched interrupt on the pin. */
function watching(code: number, fieldMt = 0, sensorConfig2 = 0x00) {
    const parts = sensor(fieldMt)
    transfer(parts.chip, [0x00, 0x14])
    transfer(parts.chip, [0x02, 0x10, sensorConfig2, code])
    transfer(parts.chip, [0x08, 0x44])
    transfer(parts.chip, [0x01, 0x02])
    return parts
}

const setCount = (chip: Tmag5273) => readAt(chip, 0x18, 1)[0]! >> 5

/** What the plant does: a look every 100 µs. */
function pass(parts: { clock: Clock; chip: Tmag5273 }, byUs: number): void {
    for (let passedUs = 0; passedUs < byUs; passedUs += 100) {
        parts.clock.advanceBy(100)
        parts.chip.convertIfDue()
    }
}

describe("TMAG5273 registers", () => {
    test("power-on: identity and reset values", () => {
        const { chip } = sensor()
        expect(chip.address).toBe(0x22)
        expect(hex(readAt(chip, 0x0c, 4))).toBe("44 01 49 54")
        expect(hex(readAt(chip, 0x00, 12))).toBe("00 00 00 00 00 00 00 00 00 00 00 00")
        expect(hex(readAt(chip, 0x18, 1))).toBe("10")
        expect(hex(readAt(chip, 0x1c, 1))).toBe("10")
    })

    test("power-on: first 270 µs: not acknowledged", () => {
        const chip = new Tmag5273(new Clock(), { fieldMt: () => 0 })
        expect(chip.start(true)).toBe(false)
    })

    test("power-on: continuous mode without channels: nothing is ever converted", () => {
        const { chip, clock } = sensor(10)
        transfer(chip, [0x01, 0x02])
        clock.advanceBy(100000)
        expect(setCount(chip)).toBe(0)
        expect(hex(readAt(chip, 0x12, 2))).toBe("00 00")
    })

    test("POR bit: written 1: cleared, and back after a reset", () => {
        const { chip, clock } = sensor()
        transfer(chip, [0x18, 0x10])
        expect(readAt(chip, 0x18, 1)).toEqual([0x00])
        chip.fail("reset")
        clock.advanceBy(270)
        expect(readAt(chip, 0x18, 1)).toEqual([0x10])
    })

    test("sleep: first access: not acknowledged, awake 50 µs later in standby", () => {
        const { chip, clock } = sensor()
        transfer(chip, [0x01, 0x01])
        expect(chip.start(true)).toBe(false)
        expect(chip.start(true)).toBe(false)
        clock.advanceBy(50)
        expect(readAt(chip, 0x01, 1)).toEqual([0x00])
    })

    test("address: written with the update bit: the chip answers there until power-off", () => {
        const { chip, clock } = sensor()
        transfer(chip, [0x0c, 0x46])
        expect(chip.address).toBe(0x22)
        transfer(chip, [0x0c, 0x47])
        expect(chip.address).toBe(0x23)
        chip.power(false)
        chip.power(true)
        clock.advanceBy(270)
        expect(chip.address).toBe(0x22)
    })

    test.each([
        [[0x1d], "register 0x1D"],
        [[0x10, 1], "read only"],
        [[0x00, 0x18], "averaging"],
        [[0x00, 0x03], "read format"],
        [[0x01, 0x40], "hysteresis"],
        [[0x02, 0xc0], "channels"],
        [[0x02, 0x1d], "sleep time"],
        [[0x08, 0x0c], "SCL"],
    ])("undescribed: write %j: throws (%s)", (bytes, reason) => {
        const { chip } = sensor()
        expect(() => transfer(chip, bytes)).toThrow(UnknownAccess)
        expect(() => transfer(chip, bytes)).toThrow(reason)
    })
})

describe("TMAG5273 conversion", () => {
    test.each([
        [20, "40 00"],
        [-20, "C0 00"],
        [-37.5, "88 00"],
        [0.0025, "00 00"],
        [40, "7F F0"],
        [-40, "80 00"],
    ])("result: %d mT of ±40 mT at ×1: %s, twelve bits, left-aligned", (fieldMt, expected) => {
        const { chip, clock } = sensor(fieldMt)
        transfer(chip, [0x02, 0x10])
        transfer(chip, [0x01, 0x02])
        clock.advanceBy(200)
        expect(hex(readAt(chip, 0x12, 2))).toBe(expected)
    })

    test("result: larger range: half the code", () => {
        const { chip, clock } = sensor(20)
        transfer(chip, [0x02, 0x10, 0x02])
        transfer(chip, [0x01, 0x02])
        clock.advanceBy(200)
        expect(hex(readAt(chip, 0x12, 2))).toBe("20 00")
    })

    test.each([
        ["X ×1", 0x00, 0x10, 50],
        ["X ×32", 0x14, 0x10, 825],
        ["XYZ ×1", 0x00, 0x70, 100],
        ["XYZ ×32", 0x14, 0x70, 2425],
        ["X ×8", 0x0c, 0x10, 225],
    ])(
        "set period: %s: first after 70 µs + one period, then every period",
        (_, config, channels, periodUs) => {
            const { chip, clock } = sensor()
            transfer(chip, [0x00, config])
            transfer(chip, [0x02, channels])
            transfer(chip, [0x01, 0x02])
            clock.advanceBy(70 + periodUs - 1)
            expect(setCount(chip)).toBe(0)
            clock.advanceBy(1)
            expect(setCount(chip)).toBe(1)
            clock.advanceBy(3 * periodUs)
            expect(setCount(chip)).toBe(4)
            clock.advanceBy(5 * periodUs)
            expect(setCount(chip)).toBe(1)
        }
    )

    test("results: sets that end while the chip is addressed: not taken, SET_COUNT waits", () => {
        const { chip, clock, magnet } = watching(0, 10)
        clock.advanceBy(70 + 825)
        transfer(chip, [0x12])
        chip.start(true)
        magnet.fieldMt = -10
        clock.advanceBy(2000)
        chip.convertIfDue()
        expect(hex([chip.read(), chip.read()])).toBe("20 00")
        chip.stop()
        expect(setCount(chip)).toBe(1)
        clock.advanceBy(825)
        expect(setCount(chip)).toBe(2)
    })

    test("standby: trigger bit: one set, and a second trigger meanwhile is ignored", () => {
        const { chip, clock } = sensor(5)
        transfer(chip, [0x02, 0x10])
        transfer(chip, [0x92])
        clock.advanceBy(20)
        transfer(chip, [0x92])
        clock.advanceBy(1000)
        expect(setCount(chip)).toBe(1)
        expect(hex(readAt(chip, 0x12, 2))).toBe("10 00")
    })
})

describe("TMAG5273 frames", () => {
    test("standard read with CRC: fifth byte is the CRC of the four before; a sixth is undescribed", () => {
        const { chip } = sensor()
        transfer(chip, [0x00, 0x80])
        const bytes = readAt(chip, 0x0c, 5)
        expect(hex(bytes)).toBe(`44 01 49 54 ${hex([crc8([0x44, 0x01, 0x49, 0x54])])}`)
        expect(() => readAt(chip, 0x0c, 6)).toThrow(UnknownAccess)
    })

    test("one-byte read, 16 bit, XYZ with CRC: results, status, CRC over address and data", () => {
        const { chip, clock } = sensor(20)
        transfer(chip, [0x00, 0x81])
        transfer(chip, [0x02, 0x70])
        transfer(chip, [0x18, 0x10])
        transfer(chip, [0x01, 0x02])
        clock.advanceBy(70 + 300)
        const bytes = transfer(chip, [], 8).bytes
        expect(hex(bytes.slice(0, 7))).toBe("40 00 00 00 00 00 61")
        expect(bytes[7]).toBe(crc8([0x45, ...bytes.slice(0, 7)]))
    })

    test("one-byte read, CRC: worked frame of the A variant: A3", () => {
        expect(crc8([0x6b, 0x12, 0x34, 0xff, 0x00, 0x00, 0x01, 0x61])).toBe(0xa3)
    })

    test("one-byte read, 8 bit: high bytes only", () => {
        const { chip, clock } = sensor(20)
        transfer(chip, [0x00, 0x02])
        transfer(chip, [0x02, 0x30])
        transfer(chip, [0x01, 0x02])
        clock.advanceBy(200)
        expect(hex(transfer(chip, [], 2).bytes)).toBe("40 00")
    })

    test.each([
        ["through a pointer", [0x12], 2, "read by pointer"],
        ["beyond the frame", [], 9, "beyond the end"],
        ["four channels with CRC", [], 1, "4 channels"],
    ])("one-byte read: %s: undescribed", (name, write, count, reason) => {
        const { chip } = sensor()
        transfer(chip, [0x02, 0x70])
        transfer(chip, [0x00, 0x81])
        if (name.startsWith("four")) transfer(chip, [0x07, 0x01])
        expect(() => transfer(chip, write, count)).toThrow(reason)
    })

    test("one-byte read: DEVICE_CONFIG_1 written back: standard reads again", () => {
        const { chip } = sensor()
        transfer(chip, [0x00, 0x81])
        transfer(chip, [0x00, 0x00])
        expect(hex(readAt(chip, 0x0e, 2))).toBe("49 54")
    })
})

describe("TMAG5273 threshold", () => {
    test("field over the threshold: INT low within a set, without the bus being used", () => {
        const parts = watching(0x40, 19)
        pass(parts, 10000)
        expect(parts.chip.interrupt.value).toBe(1)
        parts.magnet.fieldMt = 20.1
        pass(parts, 900)
        expect(parts.chip.interrupt.value).toBe(0)
    })

    test("field back below the threshold: latched until the chip is addressed", () => {
        const parts = watching(0x40, 25)
        pass(parts, 2000)
        parts.magnet.fieldMt = 0
        pass(parts, 50000)
        expect(parts.chip.interrupt.value).toBe(0)
        expect(readAt(parts.chip, 0x1c, 1)).toEqual([0x10])
        expect(parts.chip.interrupt.value).toBe(1)
        pass(parts, 50000)
        expect(parts.chip.interrupt.value).toBe(1)
    })

    test("field stays over the threshold: addressing releases INT, the next set asserts it again", () => {
        const parts = watching(0x40, 25)
        pass(parts, 2000)
        transfer(parts.chip, [0x12], 2)
        expect(parts.chip.interrupt.value).toBe(1)
        pass(parts, 900)
        expect(parts.chip.interrupt.value).toBe(0)
    })

    test("THRX_COUNT 1: fourth consecutive set asserts", () => {
        const parts = watching(0x40, 25, 0x40)
        pass(parts, 70 + 3 * 825)
        expect(parts.chip.interrupt.value).toBe(1)
        pass(parts, 900)
        expect(parts.chip.interrupt.value).toBe(0)
    })

    test("MAG_THR_DIR 1: below the threshold asserts", () => {
        const parts = watching(0xc0, -19, 0x20)
        pass(parts, 5000)
        expect(parts.chip.interrupt.value).toBe(1)
        parts.magnet.fieldMt = -20.5
        pass(parts, 900)
        expect(parts.chip.interrupt.value).toBe(0)
    })

    test("threshold code 0: no comparison, however strong the field", () => {
        const parts = watching(0, 39)
        pass(parts, 5000)
        expect(parts.chip.interrupt.value).toBe(1)
    })

    test("hysteresis code 1: one magnitude for both signs", () => {
        const parts = watching(0x40, -25)
        pass(parts, 2000)
        expect(parts.chip.interrupt.value).toBe(1)
        transfer(parts.chip, [0x01, 0x22])
        pass(parts, 2000)
        expect(parts.chip.interrupt.value).toBe(0)
    })

    test("MASK_INTB or no interrupt mode: the pin stays high", () => {
        for (const config of [0x45, 0x40]) {
            const parts = watching(0x40, 25)
            transfer(parts.chip, [0x08, config])
            pass(parts, 5000)
            expect(parts.chip.interrupt.value).toBe(1)
        }
    })

    test("INT_STATE 1: a pulse of 10 µs at each set", () => {
        const parts = watching(0x40, 25)
        transfer(parts.chip, [0x08, 0x64])
        const edges: number[] = []
        parts.chip.interrupt.onEdge(level => edges.push(parts.clock.nowUs * 2 + level))
        pass(parts, 1000)
        expect(edges.length).toBe(2)
        expect((edges[1]! >> 1) - (edges[0]! >> 1)).toBe(10)
    })

    test("RSLT_INT: every set asserts, whatever the field", () => {
        const parts = watching(0, 0)
        transfer(parts.chip, [0x08, 0x84])
        pass(parts, 1000)
        expect(parts.chip.interrupt.value).toBe(0)
    })

    test("threshold written again while measuring: the sets go on undisturbed", () => {
        const parts = watching(0x40, 0)
        pass(parts, 800)
        transfer(parts.chip, [0x04, 0x50])
        pass(parts, 100)
        expect(setCount(parts.chip)).toBe(1)
    })
})

describe("TMAG5273 faults", () => {
    test("stuck: value, SET_COUNT and threshold stand still", () => {
        const parts = watching(0x40, 10)
        pass(parts, 2000)
        const before = setCount(parts.chip)
        parts.chip.fail("stuck")
        parts.magnet.fieldMt = 30
        pass(parts, 5000)
        expect(setCount(parts.chip)).toBe(before)
        expect(hex(readAt(parts.chip, 0x12, 2))).toBe("20 00")
        expect(parts.chip.interrupt.value).toBe(1)
    })

    test("wrong: offset in the result, the CRC is good", () => {
        const { chip, clock } = sensor(10)
        transfer(chip, [0x00, 0x81])
        transfer(chip, [0x02, 0x10])
        transfer(chip, [0x01, 0x02])
        chip.fail("wrong", 0x100)
        clock.advanceBy(200)
        const bytes = transfer(chip, [], 4).bytes
        expect(hex(bytes.slice(0, 2))).toBe("21 00")
        expect(bytes[3]).toBe(crc8([0x45, ...bytes.slice(0, 3)]))
    })

    test("slow: a set takes ten times as long, until healed", () => {
        const parts = watching(0, 0)
        parts.chip.fail("slow")
        pass(parts, 8000)
        expect(setCount(parts.chip)).toBe(0)
        pass(parts, 400)
        expect(setCount(parts.chip)).toBe(1)
        parts.chip.heal()
        pass(parts, 1000)
        expect(setCount(parts.chip)).toBe(2)
    })

    test("garbage: the CRC does not fit", () => {
        const { chip } = sensor()
        transfer(chip, [0x00, 0x80])
        chip.fail("garbage")
        const bytes = readAt(chip, 0x0c, 5)
        expect(crc8(bytes.slice(0, 4))).not.toBe(bytes[4])
    })

    test("off: not acknowledged, INT floats high; healed: power-on values", () => {
        const parts = watching(0x40, 25)
        pass(parts, 2000)
        parts.chip.fail("off")
        expect(parts.chip.start(true)).toBe(false)
        expect(parts.chip.interrupt.value).toBe(1)
        parts.chip.heal()
        parts.clock.advanceBy(270)
        expect(readAt(parts.chip, 0x02, 1)).toEqual([0])
        expect(readAt(parts.chip, 0x18, 1)).toEqual([0x10])
    })
})
