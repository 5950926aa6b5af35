/** PEN-SAF-18, PEN-SAF-01: a key permits something when it goes down, not while it is down. */
import { expect, test } from "vitest"
import { treatment } from "../support/treatment"

const jammed = [
    { key: "acknowledge", mask: 1 << 0, um: 1000, inhibit: "ChecklistOpen" },
    { key: "confirm", mask: 1 << 1, um: 1800, inhibit: "DeepNotConfirmed" },
]

for (const { key, mask, um, inhibit } of jammed)
    test(`PEN-SAF-18: key ${key} jammed since power-on: permits nothing`, async () => {
        const pen = await treatment()
        pen.do({ do: "insert", cartridge: "a" }).do({ do: "set_depth", um })
        pen.do({ do: "fault", unit: "expander", kind: "wrong", value: mask }).powerOn()
        pen.untilState("Locked", 4_000)
        if (key !== "acknowledge") pen.do({ do: "acknowledge" })
        pen.wait(600).do({ do: "press" }).wait(800)
        expect(pen.inhibits, pen.story()).toContain(inhibit)
        expect(pen.figures.driveOnMs).toBe(0)
        // Freed, the key works.
        pen.do({ do: "release" }).do({ do: "heal", unit: "expander" }).wait(200)
        pen.acknowledge().start()
        expect(pen.figures.strokes).toBeGreaterThan(10)
    })
