/** PEN-SAF-08, 09, 11: cartridges that must not be driven, marks before strokes, and what outlives a power cycle. */
import { describe, expect, test } from "vitest"
import { romOf } from "../../sim/rom"
import { encodeRecord, newRecord } from "../../src/core/cartridge"
import { Kind } from "../../src/core/kind"
import { notTheScrew } from "../support/variant"
import { anyDepth, runningTreatment, treatment, type Treatment } from "../support/treatment"

const SECOND = { kind: "adjustable", minUm: 0, maxUm: 1500 }

/** Fits it, acknowledges, presses: nothing must start. */
async function refused(options: Parameters<typeof treatment>[0]): Promise<Treatment> {
    const pen = (await treatment({ seed: 801, ...options })).powerOn()
    pen.untilState("Locked", 4_000)
    pen.do({ do: "set_depth", um: 500 }).do({ do: "insert", cartridge: "a" }).wait(800)
    pen.do({ do: "acknowledge" }).wait(300).do({ do: "press" }).wait(900)
    expect(pen.state, pen.story()).toBe("Locked")
    expect([pen.figures.driveOnMs, pen.figures.strokes]).toEqual([0, 0])
    return pen
}

/** What the pen says, and what it does not say: every case has a reason of its own. */
const CASES: [string, Record<string, unknown>, string, string][] = [
    ["used", { used: true }, "CartridgeUsed", "already used"],
    ["checksum bad", { crc: "bad" }, "CartridgeCorrupt", "damaged"],
    ["tag bad", { tag: "bad" }, "CartridgeNotAuthentic", "not genuine"],
    ["tag missing", { tag: "missing" }, "CartridgeNotAuthentic", "not genuine"],
    ["clone", { cloneOf: "b" }, "CartridgeNotAuthentic", "not genuine"],
    ["newer version", { version: 2 }, "CartridgeUnknownVersion", "newer than this pen"],
    ["expired", { expires: "2026-11-21" }, "CartridgeExpired", "expired"],
    ["made for no stroke", { ratedStrokes: 0 }, "CartridgeWorn", "worn out"],
]

describe("PEN-SAF-09: refused with its reason, on panel and in JSON", () => {
    for (const [name, defect, inhibit, words] of CASES)
        test(`PEN-SAF-09: ${name}: refused as ${inhibit}`, async () => {
            const pen = await refused({ cartridge: { ...SECOND, ...defect }, other: SECOND })
            expect(pen.inhibits).toContain(inhibit)
            const others = CASES.map(([, , other]) => other).filter(other => other !== inhibit)
            expect(pen.inhibits.filter(one => others.includes(one))).toEqual([])
            expect(pen.pen.firmware.messages.at(-1)?.text).toContain(words)
        })

    test("PEN-SAF-09: roller head: recognised, logged, not driven", async () => {
        const pen = await refused({ cartridge: { kind: "roller", lengthUm: 500 } })
        expect(pen.inhibits).toContain("CartridgeNotDrivable")
    })

    test("PEN-SAF-09: raw image without a tag: refused as CartridgeNotAuthentic", async () => {
        // A sound record in a chip that nobody tagged.
        const image = new Uint8Array(144).fill(0xff)
        encodeRecord({ ...newRecord(), kind: Kind.Adjustable, maxUm: 1500 }, image)
        const rom = Buffer.from(romOf("raw", 1)).toString("hex")
        const pen = await refused({ cartridge: { image: "raw.bin", rom }, image })
        expect(
            pen.inhibits.some(one => /Corrupt|NotAuthentic/.test(one)),
            pen.story()
        ).toBe(true)
    })

    test("PEN-SAF-09: date not known: cartridges with an expiry are refused, others are not", async () => {
        const lost = { clock: "lost" }
        const pen = await refused({ cartridge: { ...SECOND, expires: "2030-01-01" }, pen: lost })
        expect(pen.inhibits).toContain("DateUnknown")
        await runningTreatment({ seed: 802, cartridge: SECOND, pen: lost })
    })

    test("PEN-SAF-09: last day of use: permitted", async () => {
        await runningTreatment({ seed: 803, cartridge: { ...SECOND, expires: "2026-11-22" } })
    })
})

describe("PEN-SAF-08: one session", () => {
    test("PEN-SAF-08: first start: the mark is burnt before the first stroke, later ones add none", async () => {
        const pen = await runningTreatment({ seed: 811, cartridge: SECOND })
        const memory = pen.pen.cartridge!.memory
        expect(memory[0x40]).toBe(0)
        expect(pen.figures.useMarkBurntBeforeFirstStroke).toBe(true)
        const row = [...memory.subarray(0x40, 0x48)]
        pen.do({ do: "release" }).wait(600).start(50)
        expect([...memory.subarray(0x40, 0x48)]).toEqual(row)
    })

    const used = (pen: Treatment): void => {
        pen.wait(800).do({ do: "acknowledge" }).wait(300).do({ do: "press" }).wait(900)
        expect(pen.state, pen.story()).toBe("Locked")
        expect(pen.inhibits).toContain("CartridgeUsed")
        expect(pen.figures.strokesUnauthorised).toBe(0)
    }

    test("PEN-SAF-08: taken out after a session and fitted again: used", async () => {
        const pen = await runningTreatment({ seed: 812, cartridge: SECOND })
        pen.do({ do: "release" }).wait(600).do({ do: "remove" }).wait(300)
        pen.do({ do: "insert", cartridge: "a" })
        used(pen)
    })

    test("PEN-SAF-08: power cut while Running: used, also at once", async () => {
        const pen = await runningTreatment({ seed: 813, cartridge: SECOND })
        pen.do({ do: "power_cut", offMs: 300 }).wait(400).do({ do: "release" })
        pen.untilState("Locked", 5_000)
        pen.do({ do: "acknowledge" }).wait(200)
        used(pen)
    })

    test("PEN-SAF-08: marks wiped outside: the pen remembers the cartridge", async () => {
        const pen = await runningTreatment({ seed: 814, cartridge: SECOND })
        pen.do({ do: "release" }).wait(600)
        const memory = pen.pen.cartridge!.memory
        pen.do({ do: "remove" }).wait(300)
        memory.fill(0xff, 0x40, 0x80)
        pen.do({ do: "insert", cartridge: "a" })
        used(pen)
    })

    test("PEN-SAF-08: window of 30 minutes: taken again, also after a power cut at rest", async () => {
        const pen = await runningTreatment({
            seed: 815,
            cartridge: SECOND,
            pen: { sessionWindowMinutes: 30 },
        })
        pen.do({ do: "release" }).wait(900).do({ do: "remove" }).wait(300)
        pen.do({ do: "insert", cartridge: "a" }).wait(800).acknowledge().start(50)
        pen.do({ do: "release" }).wait(900).do({ do: "power_cut", offMs: 500 }).wait(600)
        pen.untilState("Locked", 5_000)
        pen.wait(700).acknowledge().start(50)
        expect(pen.figures.strokesUnauthorised, pen.story()).toBe(0)
    })

    test("PEN-SAF-08: window of one minute: a minute later it is used", async () => {
        const pen = await runningTreatment({
            seed: 816,
            cartridge: SECOND,
            pen: { sessionWindowMinutes: 1 },
        })
        pen.do({ do: "release" }).wait(900).do({ do: "remove" }).wait(62_000)
        pen.do({ do: "insert", cartridge: "a" })
        used(pen)
    })

    test("PEN-SAF-08: window, but cut off while Running: its strokes are not known, so it is used", async () => {
        const pen = await runningTreatment({
            seed: 817,
            cartridge: SECOND,
            pen: { sessionWindowMinutes: 30 },
        })
        pen.do({ do: "power_cut", offMs: 300 }).wait(400).do({ do: "release" })
        pen.untilState("Locked", 5_000)
        pen.do({ do: "acknowledge" }).wait(200)
        pen.wait(800).do({ do: "acknowledge" }).wait(300).do({ do: "press" }).wait(900)
        expect(pen.inhibits, pen.story()).toContain("CartridgeUsed")
    })
})

describe("PEN-SAF-08: wear", () => {
    test("PEN-SAF-08: after a stop: whole steps of the strokes are burnt, the rest is kept", async () => {
        const cartridge = { ...SECOND, ratedStrokes: 1280 }
        const pen = await runningTreatment({ seed: 821, cartridge, rateHz: 100 })
        pen.wait(700).do({ do: "release" }).wait(1_500)
        const steps = Math.floor(pen.figures.strokes / 10)
        const fallen = [...pen.pen.cartridge!.memory.subarray(0x70, 0x80)]
            .map(byte => 8 - byte.toString(2).replaceAll("0", "").length)
            .reduce((sum, bits) => sum + bits, 0)
        expect(steps).toBeGreaterThan(5)
        // The cam's witness and the tips count the last turn differently.
        expect(Math.abs(fallen - steps), `${fallen} of ${steps}`).toBeLessThanOrEqual(1)
    })

    test("PEN-SAF-08: rated strokes are made: worn out, nothing starts again", async () => {
        const cartridge = { ...SECOND, ratedStrokes: 60 }
        const pen = await runningTreatment({ seed: 822, cartridge, rateHz: 100 })
        pen.wait(400).do({ do: "release" }).wait(1_500)
        expect(pen.inhibits, pen.story()).toContain("CartridgeWorn")
        const { strokes } = pen.figures
        pen.do({ do: "press" }).wait(900)
        expect(pen.figures.strokes).toBe(strokes)
    })
})

describe("PEN-SAF-11: quarantine", () => {
    test.skipIf(notTheScrew)(
        "PEN-SAF-11: deeper than set: locked out for good, also by switching off and on",
        async () => {
            const pen = await runningTreatment({ seed: 831, cartridge: anyDepth })
            pen.do({ do: "fault", unit: "hall", kind: "wrong", value: 4000 }).wait(1_500)
            expect(pen.fault, pen.story()).toBe("DepthOver")
            pen.do({ do: "release" }).do({ do: "heal", unit: "hall" }).wait(200)
            pen.do({ do: "clear_fault" }).wait(900)
            expect(pen.inhibits).toContain("Quarantined")
            pen.do({ do: "remove" }).do({ do: "power_cut", offMs: 500 }).wait(600)
            pen.untilState("Locked", 5_000)
            pen.fitNew().wait(800).do({ do: "acknowledge" }).wait(300)
            expect(pen.inhibits, pen.story()).toEqual(["Quarantined"])
        }
    )
})
