/** PEN-SAF-09, 10, PEN-FUN-05, 06: reading a cartridge on the wire, and what its record permits. */
import { describe, expect, test } from "vitest"
import { anyDepth, runningTreatment, treatment, type Treatment } from "../support/treatment"

/** Hooks the cartridge's answers: the `nth` byte of the record's page is bent while `bend` says so. */
function bendReading(pen: Treatment, bend: (reading: number) => boolean): void {
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
            // Eight bytes of ROM ID, then the page: this one is the lot.
            if (bytes === 8 + 12 && bend(readings)) read[0]! ^= 0x04
        }
        return status
    }
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
    for (const wrong of [1, 2, 3])
        test(`PEN-SAF-10: reading ${wrong} differs in one bit: not trusted; read again, then good`, async () => {
            const pen = (await treatment({ seed: 303 })).powerOn()
            pen.untilState("Locked", 4_000)
            bendReading(pen, reading => reading === wrong)
            pen.do({ do: "insert", cartridge: "a" })
            pen.wait(320)
            expect(pen.inhibits, pen.story()).not.toEqual(["ChecklistOpen"])
            pen.until("a second attempt", 700, () => pen.inhibits.join() === "ChecklistOpen")
        })

    test("PEN-SAF-10: every third reading differs: never trusted, nothing starts", async () => {
        const pen = (await treatment({ seed: 304 })).powerOn()
        pen.untilState("Locked", 4_000)
        bendReading(pen, reading => reading % 2 === 0)
        pen.do({ do: "insert", cartridge: "a" }).wait(3_000)
        pen.do({ do: "acknowledge" }).wait(200).do({ do: "press" }).wait(1_000)
        expect(pen.state).toBe("Locked")
        expect(pen.figures.driveOnMs).toBe(0)
    })

    test("PEN-SAF-10: all three readings wrong alike: the checksum refuses them", async () => {
        const pen = (await treatment({ seed: 305 })).powerOn()
        pen.untilState("Locked", 4_000)
        bendReading(pen, () => true)
        pen.do({ do: "insert", cartridge: "a" }).wait(1_000)
        expect(pen.inhibits).toContain("CartridgeCorrupt")
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
