import { expect, test } from "vitest"
import { Trigger } from "../../src/panel/trigger"

test("trigger held: wants strokes while it is down", () => {
    const trigger = new Trigger()
    expect([true, true, false].map(down => trigger.wants(down, true))).toEqual([true, true, false])
})

test("trigger toggled: let go while driving: goes on until the next press", () => {
    const trigger = new Trigger()
    trigger.toggles = true
    expect(trigger.wants(true, false)).toBe(true)
    expect(trigger.wants(true, true)).toBe(true)
    expect(trigger.wants(false, true)).toBe(true)
    expect(trigger.wants(true, true)).toBe(false)
    expect(trigger.wants(false, true)).toBe(false)
})

test("trigger toggled: after a stop: the next press is a fresh wish", () => {
    const trigger = new Trigger()
    trigger.toggles = true
    for (const down of [true, false, true]) trigger.wants(down, true)
    expect(trigger.wants(false, false)).toBe(false)
    expect(trigger.wants(true, false)).toBe(true)
})
