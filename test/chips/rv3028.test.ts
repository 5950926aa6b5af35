/** RV-3028-C7 against its application manual [DS-RV3028], byte by byte. */
import { describe, expect, test } from "vitest"
import { Rv3028 } from "../../sim/chips/rv3028"
import { UnknownAccess } from "../../sim/chips/bus"
import { Clock } from "../../sim/clock"
import { hex, readAt, transfer } from "./i2cmaster"

const SECOND_US = 1_000_000
/** 2026-11-22T10:00:00Z. */
const NOW = Date.UTC(2026, 10, 22, 10) / 1000
/** Backup mode by level, as the manual's procedure writes it. */
const LEVEL = 0x1c

function newChip(options: { backedUp?: boolean; provisioned?: boolean } = {}) {
    const clock = new Clock()
    const chip = new Rv3028(clock, options.backedUp ?? true)
    clock.advanceBy(100_000)
    if (options.provisioned ?? true) chip.provision(NOW)
    const unix = (): number =>
        readAt(chip, 0x1b, 4).reduceRight((value, byte) => value * 256 + byte, 0)
    const cut = (offUs: number): void => {
        chip.power(false)
        clock.advanceBy(offUs)
        chip.power(true)
        clock.advanceBy(1000)
    }
    return { clock, chip, unix, cut }
}

describe("RV-3028: power-on", () => {
    test("RV-3028: as delivered: power lost, EEPROM busy for 66 ms, backup off, no time", () => {
        const clock = new Clock()
        const chip = new Rv3028(clock)
        clock.advanceBy(1000)
        expect(readAt(chip, 0x0e, 1)).toEqual([0x81])
        clock.advanceBy(66_000)
        expect(readAt(chip, 0x0e, 1)).toEqual([0x01])
        clock.advanceBy(SECOND_US)
        expect(readAt(chip, 0x0e, 1)).toEqual([0x11])
        expect(hex(readAt(chip, 0x00, 7))).toBe("01 00 00 06 01 01 00")
        expect(readAt(chip, 0x37, 1)).toEqual([0x10])
    })

    test("RV-3028: flags: cleared by writing 0, not by writing 1", () => {
        const { chip } = newChip({ provisioned: false })
        transfer(chip, [0x0e, 0x01])
        expect(readAt(chip, 0x0e, 1)[0]! & 0x01).toBe(1)
        transfer(chip, [0x0e, 0x00])
        expect(readAt(chip, 0x0e, 1)[0]! & 0x01).toBe(0)
    })
})

describe("RV-3028: time", () => {
    test("RV-3028: a day and two seconds: calendar and counter agree", () => {
        const { clock, chip, unix } = newChip()
        clock.advanceBy(86_402 * SECOND_US)
        expect(unix()).toBe(NOW + 86_402)
        // Monday, 2026-11-23, 10:00:02.
        expect(hex(readAt(chip, 0x00, 7))).toBe("02 00 10 01 23 11 26")
    })

    test("RV-3028: time set in one transfer: taken over together; a bare read goes on where it stands", () => {
        const { chip } = newChip()
        transfer(chip, [0x00, 0x59, 0x59, 0x23, 0x03, 0x28, 0x02, 0x28])
        expect(hex(readAt(chip, 0x00, 4))).toBe("59 59 23 01")
        expect(hex(transfer(chip, [], 3).bytes)).toBe("28 02 28")
    })

    test("RV-3028: counter: not frozen while it is read, unlike the calendar", () => {
        const { clock, chip } = newChip()
        transfer(chip, [0x1b, 0xff, 0xff, 0x00, 0x00])
        chip.start(false)
        chip.write(0x1b)
        chip.start(true)
        const low = chip.read()
        clock.advanceBy(SECOND_US)
        expect([low, chip.read(), chip.read(), chip.read()]).toEqual([0xff, 0, 1, 0])
        chip.stop()
    })

    test("RV-3028: registers that hold no time: undescribed", () => {
        const { chip } = newChip()
        expect(() => transfer(chip, [0x00, 0x61])).toThrow(UnknownAccess)
        expect(() => transfer(chip, [0x07, 0x00])).toThrow(UnknownAccess)
    })
})

describe("RV-3028: backup", () => {
    test("RV-3028: provisioned: an hour without supply costs nothing, and is told by BSF", () => {
        const { chip, unix, cut } = newChip()
        cut(3600 * SECOND_US)
        expect(unix()).toBe(NOW + 3600)
        expect(readAt(chip, 0x0e, 1)[0]! & 0x21).toBe(0x20)
    })

    test.each([
        ["backup mode off, as delivered", { provisioned: false }],
        ["empty backup cell", { backedUp: false }],
    ])("RV-3028: %s: time is lost and PORF tells", (_name, options) => {
        const { chip, unix, cut } = newChip(options)
        transfer(chip, [0x0e, 0x00])
        cut(1000)
        expect(readAt(chip, 0x0e, 1)[0]! & 0x01).toBe(1)
        expect(unix()).toBe(0)
    })

    test("RV-3028: mode in the mirror only: gone the next day; in the EEPROM it stays", () => {
        for (const stored of [false, true]) {
            const { clock, chip } = newChip({ provisioned: false })
            transfer(chip, [0x37, LEVEL])
            if (stored) {
                transfer(chip, [0x27, 0x00])
                transfer(chip, [0x27, 0x11])
                clock.advanceBy(63_000)
            }
            expect(readAt(chip, 0x37, 1)).toEqual([LEVEL])
            clock.advanceBy(86_400 * SECOND_US)
            expect(readAt(chip, 0x37, 1)).toEqual([stored ? LEVEL : 0x10])
        }
    })

    test("RV-3028: EEPROM command while it is busy: ignored; without its first one: undescribed", () => {
        const clock = new Clock()
        const chip = new Rv3028(clock)
        clock.advanceBy(1000)
        transfer(chip, [0x37, LEVEL])
        transfer(chip, [0x27, 0x00])
        transfer(chip, [0x27, 0x11])
        expect(chip.eeprom[0x37]).toBe(0x10)
        clock.advanceBy(66_000)
        expect(() => transfer(chip, [0x27, 0x11])).toThrow(UnknownAccess)
    })
})

describe("RV-3028: failures", () => {
    test("RV-3028: stuck: time stands still and goes on from there", () => {
        const { clock, chip, unix } = newChip()
        chip.fail("stuck")
        clock.advanceBy(50 * SECOND_US)
        expect(unix()).toBe(NOW)
        chip.heal()
        clock.advanceBy(SECOND_US)
        expect(unix()).toBe(NOW + 1)
    })

    test("RV-3028: wrong, reset, off: another time, no time, no answer", () => {
        const { chip, unix } = newChip()
        chip.fail("wrong", -1000)
        expect(unix()).toBe(NOW - 1000)
        chip.fail("off")
        expect(transfer(chip, [0x0e]).acknowledged).toEqual([false])
        chip.heal()
        chip.fail("reset")
        expect(transfer(chip, [0x0e]).acknowledged).toEqual([false])
    })
})
