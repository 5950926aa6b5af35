import { expect, test } from "vitest"
import { DEPTH_SCALE, RATE_SCALE, setting } from "../../src/panel/knob"

test("PEN-FUN-01: depth knob: every detent: selects its multiple of 50 um", () => {
    for (let detent = 0; detent <= 50; detent++)
        expect(setting(DEPTH_SCALE, 100 + detent * 68, -1)).toBe(detent * 50)
})

test("PEN-FUN-04: rate knob: every detent: selects its rate from 30 to 150 Hz", () => {
    for (let detent = 0; detent <= 120; detent++)
        expect(setting(RATE_SCALE, 100 + detent * 28, -1)).toBe(30 + detent)
})

test("knob: between two detents: keeps the last setting until 80 % of the way", () => {
    const at = (raw: number, last: number): number => setting(DEPTH_SCALE, raw, last)
    expect(at(100 + 54, 0)).toBe(0)
    expect(at(100 + 55, 0)).toBe(50)
    expect(at(168 - 54, 50)).toBe(50)
    expect(at(168 - 55, 50)).toBe(0)
})

test("knob: beyond its ends: gives the end", () => {
    expect(setting(DEPTH_SCALE, 0, -1)).toBe(0)
    expect(setting(DEPTH_SCALE, 4095, -1)).toBe(2500)
    expect(setting(RATE_SCALE, 0, -1)).toBe(30)
    expect(setting(RATE_SCALE, 4095, -1)).toBe(150)
})
