/** PEN-SAF-09, 10, PEN-FUN-05, 06: reading a cartridge on the wire, and what its record permits. */
import { describe, expect, test } from "vitest"
import { crc8Maxim } from "../../src/core/crc"
import { anyDepth, runningTreatment, treatment, type Treatment } from "../support/treatment"

/** Bytes of one reading, counted from 1: eight of ROM ID, 32 of the record, 16 of its tag. */
const BYTE = { "ROM ID": 5, record: 8 + 12, tag: 8 + 32 + 4 }
const ROM_CHECKSUM = 8
const BENT = 0x04

/** What the checksum of a ROM ID becomes with the bent bit in it, as a difference: such a CRC is linear. */
function checksumBend(): number {
    const bend = new Uint8Array(ROM_CHECKSUM - 1)
    bend[BYTE["ROM ID"] - 1] = BENT
    return crc8Maxim(bend, 0, bend.length)
}

/**
 * Hooks the cartridge's answers: one byte of a reading has a bit wrong while `bend` says so; with `matching`, the
 * checksum of the ROM ID, too, so that it is another one that is sound.
 */
function bendReading(
    pen: Treatment,
    bend: (reading: number) => boolean,
    nth: number = BYTE.record,
    matching = false
): void {
    const { i2c } = pen.pen
    const transact = i2c.transact.bind(i2c)
    let bytes = 0
    let readings = 0
    i2c.transact = (address, write, read) => {
        const status = transact(address, write, read)
        // 1-Wire resets begin a reading; bytes are fetched one by one from the bridge's data register.
        if (address === 0x18 && write[0] === 0xb4) {
            bytes = 0
            readings++
        }
        // Overdrive-Skip comes before the first of them.
        if (address === 0x18 && write[0] === 0xa5 && write[1] === 0x3c) readings--
        if (address === 0x18 && write[0] === 0xe1 && write[1] === 0xe1) {
            bytes++
            if (bytes === nth && bend(readings)) read[0]! ^= BENT
            if (matching && bytes === ROM_CHECKSUM && bend(readings)) read[0]! ^= checksumBend()
        }
        return status
    }
}

/** Nothing is said against the cartridge. */
function taken(pen: Treatment): boolean {
    return pen.inhibits.join() === "ChecklistOpen"
}

describe("PEN-FUN-05: insertion", () => {
    test("PEN-FUN-05: 60 random phases: read and judged within 500 ms", async () => {
        let worstMs = 0
        const pen = (await treatment({ seed: 301 })).powerOn()
        pen.untilState("Locked", 4_000)
        for (let insertion = 0; insertion < 60; insertion++) {
            pen.wait(pen.random.integer(0, 20_000) / 1000)
            pen.do({ do: "insert", cartridge: "a" })
            const read = (): boolean => pen.inhibits.join() === "ChecklistOpen"
            worstMs = Math.max(worstMs, pen.until("the record is judged", 600, read))
            pen.do({ do: "remove" }).wait(100)
        }
        console.log(`cartridge read and judged within ${worstMs.toFixed(0)} ms`)
        expect(worstMs).toBeLessThanOrEqual(500)
    })

    test("PEN-FUN-05: bouncing latch on insertion: judged in the end, once", async () => {
        const pen = (await treatment({ seed: 302 })).powerOn()
        pen.untilState("Locked", 4_000)
        pen.do({ do: "insert", cartridge: "a" }).do({ do: "latch_bounce", ms: 80 }).wait(600)
        expect(pen.inhibits).toEqual(["ChecklistOpen"])
    })
})

describe("PEN-SAF-10: three equal reads", () => {
    /** All ways in which one or two of three readings can differ. */
    const differing = [[1], [2], [3], [1, 2], [1, 3], [2, 3]]
    for (const where of ["ROM ID", "record", "tag"] as const)
        for (const wrong of differing) {
            const what = `${where}, reading ${wrong.join(" and ")} wrong`
            test(`PEN-SAF-10: ${what}: not trusted; read again, then good`, async () => {
                const pen = (await treatment({ seed: 303 })).powerOn()
                pen.untilState("Locked", 4_000)
                bendReading(pen, reading => wrong.includes(reading), BYTE[where])
                pen.do({ do: "insert", cartridge: "a" })
                pen.wait(320)
                expect(pen.inhibits, pen.story()).not.toEqual(["ChecklistOpen"])
                expect(pen.until("another attempt", 1_500, () => taken(pen))).toBeGreaterThan(0)
            })
        }

    test("PEN-SAF-10: sound ROM ID of another cartridge in readings 2 and 3: not trusted; read again", async () => {
        const pen = (await treatment({ seed: 307 })).powerOn()
        pen.untilState("Locked", 4_000)
        bendReading(pen, reading => reading === 2 || reading === 3, BYTE["ROM ID"], true)
        pen.do({ do: "insert", cartridge: "a" }).wait(320)
        // The readings were not taken as equal: for such an ID the tag would be refused as not authentic.
        expect(pen.inhibits, pen.story()).toContain("CartridgeUnread")
        expect(pen.until("another attempt", 1_500, () => taken(pen))).toBeGreaterThan(0)
    })

    test.each([
        ["ROM ID", "CartridgeCorrupt"],
        ["record", "CartridgeCorrupt"],
        ["tag", "CartridgeNotAuthentic"],
    ] as const)(
        "PEN-SAF-10: %s wrong alike in all three readings: refused by checksum or tag: %s",
        async (where, reason) => {
            const pen = (await treatment({ seed: 305 })).powerOn()
            pen.untilState("Locked", 4_000)
            bendReading(pen, () => true, BYTE[where])
            pen.do({ do: "insert", cartridge: "a" }).wait(1_000)
            expect(pen.inhibits).toContain(reason)
            pen.do({ do: "acknowledge" }).wait(300).do({ do: "press" }).wait(1_000)
            expect(pen.figures.driveOnMs).toBe(0)
        }
    )

    test("PEN-SAF-10: every third reading differs: never trusted, nothing starts", async () => {
        const pen = (await treatment({ seed: 304 })).powerOn()
        pen.untilState("Locked", 4_000)
        bendReading(pen, reading => reading % 2 === 0)
        pen.do({ do: "insert", cartridge: "a" }).wait(3_000)
        pen.do({ do: "acknowledge" }).wait(200).do({ do: "press" }).wait(1_000)
        expect(pen.state).toBe("Locked")
        expect(pen.figures.driveOnMs).toBe(0)
    })
})

test("PEN-SAF-09: exchanged while the latch reads closed: another ROM ID is refused", async () => {
    const pen = await runningTreatment({ seed: 306, other: anyDepth })
    pen.do({ do: "release" }).wait(400)
    pen.do({ do: "fault", unit: "latchSwitch", kind: "stuckHigh" })
    pen.do({ do: "remove" }).do({ do: "insert", cartridge: "b" }).wait(500)
    const { driveOnMs } = pen.figures
    pen.do({ do: "press" }).wait(1_000)
    expect(pen.state, pen.story()).toBe("Locked")
    expect(pen.figures.driveOnMs).toBe(driveOnMs)
})

test.each([
    ["the same", "CartridgeUsed"],
    ["another that was used", "CartridgeUsed"],
    ["a new one", "ChecklistOpen"],
])(
    "PEN-SAF-09: bridge failed while strokes were made, latch reads closed: %s behind it is read anew: %s",
    async (which, reason) => {
        const pen = await runningTreatment({ seed: 308, other: anyDepth })
        if (which === "another that was used") {
            pen.do({ do: "release" }).wait(400).do({ do: "remove" }).wait(100)
            pen.do({ do: "insert", cartridge: "b" }).wait(700).acknowledge().start(50)
        }
        pen.do({ do: "fault", unit: "latchSwitch", kind: "stuckHigh" })
        pen.do({ do: "fault", unit: "bridge", kind: "off" }).wait(600)
        expect([pen.state, pen.fault], pen.story()).toEqual(["Faulted", "SensorBus"])
        expect(pen.reaction.driveOffMs).toBeLessThanOrEqual(250)
        if (which !== "the same") {
            const name = which === "a new one" ? "b" : "a"
            pen.do({ do: "remove" }).do({ do: "insert", cartridge: name })
        }
        pen.do({ do: "heal", unit: "bridge" }).do({ do: "release" }).wait(900)
        pen.do({ do: "clear_fault" }).wait(900)
        expect([pen.state, pen.fault], pen.story()).toEqual(["Locked", "None"])
        expect(pen.inhibits).toContain(reason)
        const { strokes } = pen.figures
        if (reason === "CartridgeUsed") {
            pen.do({ do: "acknowledge" }).wait(300).do({ do: "press" }).wait(900)
            expect(pen.figures.strokes, pen.story()).toBe(strokes)
        } else {
            pen.acknowledge().start()
            expect(pen.figures.strokes, pen.story()).toBeGreaterThan(strokes)
            expect(pen.figures.strokesUnauthorised).toBe(0)
        }
    }
)

describe("PEN-FUN-06: kinds that may be driven", () => {
    for (const [cartridge, depthUm] of [
        [{ kind: "fixed", lengthUm: 1000 }, 1000],
        [{ kind: "nano" }, 250],
        [{ kind: "adjustable", minUm: 200, maxUm: 600 }, 200],
        [{ kind: "adjustable", minUm: 200, maxUm: 600 }, 600],
    ] as const)
        test(`PEN-FUN-06: ${cartridge.kind} at ${depthUm} um: runs, and protrudes no further`, async () => {
            const pen = await runningTreatment({ seed: 307, cartridge, depthUm })
            expect(pen.figures.strokes).toBeGreaterThan(10)
            expect(pen.figures.overSelectedUmMax).toBeLessThanOrEqual(100)
        })
})
