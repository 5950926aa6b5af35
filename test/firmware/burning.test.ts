/** PEN-SAF-08, 09: what can go wrong between the verdict and the first stroke, and in the life of a cartridge. */
import { describe, expect, test } from "vitest"
import { OPENED_AT, opened } from "../../src/core/marks"
import { injectFault } from "../../sim/inject"
import { readJournal } from "../../sim/journal/entries"
import { anyDepth, runningTreatment, treatment, type Treatment } from "../support/treatment"

const LOOK_US = 100

/** A pen whose trigger is about to be pressed for the first time with its cartridge. */
async function ready(seed: number): Promise<Treatment> {
    const pen = (await treatment({ seed, other: anyDepth })).powerOn()
    return pen.makeReady()
}

/** Calls back once, `afterUs` after the copy of the use mark has begun. */
function whileCopying(pen: Treatment, afterUs: number, call: () => void): void {
    const look = (): void => {
        if (pen.pen.cartridge?.copying) pen.pen.clock.after(afterUs, call)
        else pen.pen.clock.after(LOOK_US, look)
    }
    look()
}

/** Every bit of the mark's byte 3 reads as one, whatever is burnt there. */
function stuckBits(pen: Treatment): void {
    const memory = pen.pen.cartridge!.memory
    const look = (): void => {
        memory[OPENED_AT + 3] = 0xff
        pen.pen.clock.after(LOOK_US, look)
    }
    look()
}

/** The first byte of the mark reads one bit wrong, when it is read back and only then. */
function bentReadBack(pen: Treatment): void {
    const { i2c } = pen.pen
    const transact = i2c.transact.bind(i2c)
    let copied = false
    let bent = false
    whileCopying(pen, 0, () => {
        copied = true
    })
    i2c.transact = (address, write, read) => {
        const status = transact(address, write, read)
        const data = address === 0x18 && write[0] === 0xe1 && write[1] === 0xe1
        if (copied && !bent && data && read[0] === 0) {
            bent = true
            read[0] = 0x10
        }
        return status
    }
}

interface Mishap {
    readonly what: string
    readonly does: (pen: Treatment) => void
    readonly fault: string
    readonly reader: string
    /** Whether the cartridge was opened, so that it is used up. */
    readonly used: boolean
}

const mishaps: readonly Mishap[] = [
    {
        what: "exchanged between reading and burning, the latch stuck",
        does: pen => {
            injectFault(pen.pen, "latchSwitch", "stuckHigh")
            pen.doIn(2, { do: "insert", cartridge: "b" })
        },
        fault: "CartridgeChanged",
        reader: "RomChanged",
        used: false,
    },
    {
        what: "contact bounces while the mark is burnt",
        does: pen => {
            whileCopying(pen, 3_000, () => pen.pen.world.wire.bounce(pen.pen.clock, [400, 300]))
        },
        fault: "CartridgeContact",
        reader: "ContactLost",
        used: true,
    },
    {
        what: "bits of the mark are worn and do not fall",
        does: stuckBits,
        fault: "CartridgeMark",
        reader: "NotMarked",
        used: true,
    },
    {
        what: "contact is lost for good while the mark is burnt",
        does: pen => {
            whileCopying(pen, 3_000, () => pen.pen.world.wire.setContact(false))
        },
        fault: "CartridgeContact",
        reader: "ContactLost",
        used: true,
    },
    {
        what: "the mark reads back one bit wrong",
        does: bentReadBack,
        fault: "CartridgeReadBack",
        reader: "ReadBackWrong",
        used: true,
    },
]

describe("PEN-SAF-08: from the trigger to the mark", () => {
    for (const [index, { what, does, fault, reader, used }] of mishaps.entries())
        test(`PEN-SAF-08: ${what}: no stroke, ${fault}, ${reader} on record`, async () => {
            const pen = await ready(840 + index)
            const cartridge = pen.pen.cartridge!
            pen.do({ do: "press" })
            does(pen)
            pen.wait(1_200)
            expect([pen.figures.strokes, pen.figures.driveOnMs], pen.story()).toEqual([0, 0])
            expect(pen.fault, pen.story()).toBe(fault)
            const { entries } = readJournal(pen.pen.memory)
            const told = entries.filter(({ kind }) => kind === "fault").at(-1)
            expect(told).toMatchObject({ kind: "fault", fault })
            if (used) expect(told).toMatchObject({ cartridgeFailure: reader })
            const row = cartridge.memory.subarray(OPENED_AT, OPENED_AT + 8)
            expect(opened(row), pen.story()).toBe(used)
            if (used) return
            expect(opened(pen.pen.cartridge!.memory.subarray(OPENED_AT, OPENED_AT + 8))).toBe(false)
        })

    test("PEN-SAF-08: after a mark that did not read back: used up, and another cartridge runs", async () => {
        const pen = await ready(850)
        pen.do({ do: "press" })
        bentReadBack(pen)
        pen.wait(1_200).do({ do: "release" }).wait(100).do({ do: "clear_fault" })
        pen.untilState("Locked", 1_500)
        pen.wait(700)
        expect(pen.inhibits, pen.story()).toContain("CartridgeUsed")
        pen.do({ do: "remove" }).wait(100).fitNew().wait(700).acknowledge().start(50)
        expect(pen.figures.strokesUnauthorised).toBe(0)
    })
})

describe("PEN-SAF-08: strokes left", () => {
    test("PEN-SAF-08: rated strokes made while Running: the run ends within a second, without a fault", async () => {
        const cartridge = { ...anyDepth, ratedStrokes: 120 }
        const pen = await runningTreatment({ seed: 851, cartridge, rateHz: 150 })
        pen.wait(2_000)
        expect(pen.figures.strokes, pen.story()).toBeGreaterThanOrEqual(118)
        expect(pen.figures.strokes).toBeLessThanOrEqual(120 + 30)
        expect([pen.state, pen.fault]).toEqual(["Locked", "None"])
        expect(pen.inhibits).toContain("CartridgeWorn")
        pen.wait(600)
        const stretch = readJournal(pen.pen.memory)
        expect(stretch.open?.strokes).toBeGreaterThanOrEqual(118)
    })
})

describe("PEN-SAF-09: the clock", () => {
    const dated = { ...anyDepth, expires: "2030-01-01" }

    test("PEN-SAF-09: set back behind the journal: not believed; a cartridge with an expiry is refused", async () => {
        const pen = await runningTreatment({ seed: 852, cartridge: dated })
        pen.do({ do: "release" }).wait(900).do({ do: "remove" }).wait(400)
        pen.do({ do: "fault", unit: "rtc", kind: "wrong", value: -86_400 })
        pen.fitNew().wait(800)
        expect(pen.inhibits, pen.story()).toContain("DateUnknown")
        pen.wait(300)
        expect(readJournal(pen.pen.memory).entries.at(-1)).toMatchObject({
            kind: "refusal",
            at: null,
        })
        pen.do({ do: "heal", unit: "rtc" }).do({ do: "remove" }).wait(200)
        pen.fitNew().wait(800).acknowledge()
    })

    for (const kind of ["off", "garbage", "reset"] as const)
        test(`PEN-SAF-09: clock ${kind}: a cartridge with an expiry is refused, no wrong date is taken`, async () => {
            const pen = (await treatment({ seed: 853, cartridge: dated })).powerOn()
            pen.untilState("Locked", 5_000)
            pen.do({ do: "fault", unit: "rtc", kind })
                .do({ do: "insert", cartridge: "a" })
                .wait(900)
            pen.do({ do: "acknowledge" }).wait(200).do({ do: "press" }).wait(900)
            expect(pen.figures.strokes).toBe(0)
            const reasons = ["DateUnknown", "CartridgeExpired"]
            expect(
                pen.inhibits.some(one => reasons.includes(one)),
                pen.story()
            ).toBe(true)
        })
})

test("PEN-SAF-18: deeper than 1.50 mm: each confirmation that is used is on record, with its depth", async () => {
    const pen = await runningTreatment({ seed: 856, depthUm: 1600 })
    pen.do({ do: "release" }).wait(900).do({ do: "set_depth", um: 1750 }).wait(150)
    pen.acknowledge().start(50)
    pen.do({ do: "release" }).wait(900)
    const told = readJournal(pen.pen.memory).entries.filter(({ kind }) => kind === "deepConfirmed")
    expect(told).toMatchObject([{ depthUm: 1600 }, { depthUm: 1750 }])
    expect(pen.figures.strokesUnauthorised).toBe(0)
})
