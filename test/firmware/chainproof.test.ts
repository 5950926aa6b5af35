/** PEN-SAF-14: a safety chain with a dead channel is found at power-on, and never by a patient. */
import { describe, expect, test } from "vitest"
import { Chain } from "../../sim/chain/chain"
import { Clock } from "../../sim/clock"
import type { FaultKind, FaultUnit } from "../../sim/faults"
import { Random } from "../../sim/random"
import { treatment, type Treatment } from "../support/treatment"

interface Dead {
    readonly unit: FaultUnit
    readonly kind: FaultKind
    /** What the log says about it. */
    readonly says: RegExp
}

const foundAtPowerOn: Dead[] = [
    { unit: "watchdog", kind: "stuckHigh", says: /watchdog does not drop/ },
    { unit: "watchdog", kind: "stuckLow", says: /chain does not come alive/ },
    { unit: "chargePump", kind: "stuckHigh", says: /charge pump does not drop/ },
    { unit: "chargePump", kind: "stuckLow", says: /chain does not come alive/ },
    { unit: "depthCap", kind: "stuckLow", says: /depth cap does not trip/ },
    { unit: "depthCap", kind: "stuckHigh", says: /depth cap does not release/ },
    { unit: "life", kind: "stuckHigh", says: /chain does not come alive/ },
    { unit: "life", kind: "stuckLow", says: /chain does not come alive/ },
    { unit: "life", kind: "hiZ", says: /chain does not come alive/ },
    { unit: "safeLatch", kind: "stuckHigh", says: /latch sets while LIFE is dead/ },
    { unit: "enableReadback", kind: "stuckHigh", says: /latch sets while LIFE is dead/ },
]

/** The pen can be moved by nobody, whatever is pressed. */
function expectNoStart(pen: Treatment): void {
    pen.do({ do: "acknowledge" }).wait(300)
    pen.do({ do: "press" }).wait(1_200)
    expect(pen.figures.driveOnMs, pen.story()).toBe(0)
    expect(pen.figures.strokes).toBe(0)
    expect(pen.state).toBe("Faulted")
}

describe("PEN-SAF-14: dead at power-on", () => {
    for (const { unit, kind, says } of foundAtPowerOn)
        test(`PEN-SAF-14: ${unit}.${kind}: the self-test fails and names it, nothing starts`, async () => {
            const pen = (await treatment()).do({ do: "fault", unit, kind }).powerOn()
            pen.do({ do: "insert", cartridge: "a" })
            pen.untilState("Faulted", 4_500)
            expect(pen.fault).toBe("SelfTestFailed")
            const texts = pen.pen.events.map(event => event.text)
            expect(texts.filter(text => says.test(String(text)))).not.toHaveLength(0)
            expectNoStart(pen)
            expect(pen.inhibits).toContain("ChainNotProven")
        })

    for (const [unit, kind] of [
        ["safeLatch", "stuckLow"],
        ["arm", "stuckLow"],
        ["arm", "hiZ"],
        ["enableReadback", "stuckLow"],
        ["depthThreshold", "stuckHigh"],
    ] as const)
        test(`PEN-SAF-14: ${unit}.${kind}: found in the first start, before anything moves`, async () => {
            const pen = (await treatment()).do({ do: "fault", unit, kind }).powerOn()
            pen.makeReady().do({ do: "press" }).wait(800)
            expect(pen.fault, pen.story()).toBe("ChainLost")
            expect(pen.figures.driveOnMs).toBe(0)
            expect(pen.figures.strokes).toBe(0)
            expect(pen.pen.world.plant.carriageUm).toBeLessThanOrEqual(0)
        })

    test("PEN-SAF-14: ARM stuck high: no stroke that nobody asked for, and none after a stop", async () => {
        const pen = (await treatment()).do({ do: "fault", unit: "arm", kind: "stuckHigh" })
        pen.powerOn().do({ do: "insert", cartridge: "a" }).wait(4_500)
        expectNoStart(pen)
    })

    test("PEN-SAF-14: power cycle: a channel that died in between is found", async () => {
        const pen = (await treatment()).powerOn().makeReady()
        pen.do({ do: "fault", unit: "chargePump", kind: "stuckHigh" })
        pen.do({ do: "power_cut", offMs: 500 }).wait(600)
        pen.untilState("Faulted", 4_500)
        expect(pen.fault).toBe("SelfTestFailed")
    })

    test("PEN-SAF-11: self-test failed: clearing is refused while the channel is dead", async () => {
        const pen = (await treatment()).powerOn()
        pen.do({ do: "fault", unit: "watchdog", kind: "stuckHigh" })
        pen.untilState("Faulted", 4_500)
        pen.do({ do: "clear_fault" }).wait(500)
        expect(pen.state).toBe("Faulted")
    })
})

/** The seeds of the pens whose charge pump waits least for LIFE. */
function quickestPumps(count: number): number[] {
    const pens = Array.from({ length: 2_000 }, (_, seed) => {
        const chain = new Chain(new Clock(), new Random(seed, "chain"))
        return { seed, holdUs: chain.chargePump.holdUs }
    })
    pens.sort((one, other) => one.holdUs - other.holdUs)
    return pens.slice(0, count).map(({ seed }) => seed)
}

/** Longest time, ms, that LIFE has stood still in Running since this was called. */
function stillness(pen: Treatment): () => number {
    let longestMs = 0
    let edgeMs = pen.nowMs
    pen.pen.world.chain.life.onEdge(() => {
        if (pen.state === "Running") longestMs = Math.max(longestMs, pen.nowMs - edgeMs)
        edgeMs = pen.nowMs
    })
    return () => longestMs
}

test("PEN-SAF-14: a run begins, 40 pens: LIFE never stands still for 17 ms, as for two collections", async () => {
    let longestMs = 0
    for (let seed = 1; seed <= 40; seed++) {
        const pen = await treatment({ seed })
        pen.powerOn().makeReady()
        const still = stillness(pen)
        pen.start(300)
        longestMs = Math.max(longestMs, still())
    }
    console.log(`LIFE stands still for ${longestMs.toFixed(1)} ms at most`)
    // A tick with one collection ends 15 ms after the one before; a second takes 3.5 ms more.
    expect(longestMs).toBeLessThanOrEqual(17)
}, 60_000)

test("PEN-SAF-14: news in a run that goes on: LIFE never stands still for 20 ms, and a pump waits for 26", async () => {
    let longestMs = 0
    for (let seed = 1; seed <= 12; seed++) {
        const pen = await treatment({ seed })
        pen.powerOn().makeReady().start(350)
        const still = stillness(pen)
        // One access in three is missed, never in two ticks in a row: whole ticks follow calm ones again and again.
        pen.do({ do: "fault", unit: "depthKnob", kind: "intermittent" })
        pen.wait(600).do({ do: "set_rate", hz: 70 }).wait(300)
        expect(pen.state, pen.story()).toBe("Running")
        longestMs = Math.max(longestMs, still())
    }
    console.log(`LIFE stands still for ${longestMs.toFixed(1)} ms at most`)
    expect(longestMs).toBeLessThanOrEqual(20)
}, 60_000)

test("PEN-SAF-14: 25 pens with the quickest pumps: no tick of start and first run is too long for them", async () => {
    for (const seed of quickestPumps(25)) {
        const pen = await treatment({ seed })
        let drops = 0
        pen.pen.world.chain.alive.onEdge(level => (drops += 1 - level))
        pen.powerOn().makeReady().start(100)
        expect(drops, pen.story()).toBe(1)
    }
}, 60_000)
