/** PEN-SAF-02, 03, 07, 16: one thing is wrong about a solenoid's depth, and how far and long its needles are out. */
import { describe, expect, test } from "vitest"
import { SLOT_BYTES } from "../../src/core/slot"
import { ceilingCode, decodeMapSlots, newSolenoidMap } from "../../src/core/solenoidmap"
import { Reach } from "../support/reach"
import { type Action, runningTreatment, treatment, type Treatment } from "../support/treatment"

const OVER_MAX_UM = 200
const DEPTHS_UM = [100, 1000, 2300]
/** PEN-SAF-16. */
const IN_MS_MAX = 60
/** Current of one code, mA. */
const CODE_MA = 625 / 128

/** Counts of the field sensor that are worth this many µm: 25 mT/mm at ±40 mT over 16 bit. */
function fieldCounts(um: number): number {
    return Math.round((um * 25 * 32768) / (40 * 1000))
}

const broken = (unit: "solenoid" | "plunger" | "hall", kind: string, value?: number) =>
    ({ do: "fault", unit, kind, ...(value === undefined ? {} : { value }) }) as Action

interface Case {
    readonly what: string
    readonly action: Action
    /** Its spring is not what brings the needles in: within this time then, from the fall of the latch. */
    readonly inMs?: number
}

const cases: Case[] = [
    { what: "output shorted", action: broken("solenoid", "short") },
    { what: "60 mA too much", action: broken("solenoid", "wrong", 60) },
    { what: "20 mA too much", action: broken("solenoid", "wrong", 20) },
    { what: "coil open", action: broken("solenoid", "open") },
    { what: "coil chip reset", action: broken("solenoid", "reset") },
    { what: "coil chip hangs", action: broken("solenoid", "stuck") },
    // What is left then is the spring of the cartridge, 0.6 to 1.0 N.
    { what: "return spring breaks", action: broken("plunger", "open"), inMs: 150 },
    { what: "coil 130 K hotter", action: broken("plunger", "wrong") },
    { what: "sensor lies 300 um inward", action: broken("hall", "wrong", fieldCounts(-300)) },
    { what: "sensor lies 300 um outward", action: broken("hall", "wrong", fieldCounts(300)) },
    { what: "sensor lies 90 um inward", action: broken("hall", "wrong", fieldCounts(-90)) },
    { what: "sensor stands still", action: broken("hall", "stuck") },
]

async function worstOf(one: Case, begin: (depthUm: number) => Promise<Treatment>) {
    let overUm = -Infinity
    let inMs = 0
    for (const depthUm of DEPTHS_UM) {
        const pen = await begin(depthUm)
        const reach = new Reach(pen.pen)
        pen.doSometime(20, one.action, 400)
        pen.do({ do: "release" }).wait(1_300)
        const { strokesUnauthorised, strokesAfterStopMax } = pen.figures
        expect(strokesUnauthorised, pen.story()).toBe(0)
        expect(strokesAfterStopMax, pen.story()).toBeLessThanOrEqual(2)
        expect(pen.pen.world.plant.reachUm, pen.story()).toBeLessThanOrEqual(0)
        overUm = Math.max(overUm, reach.highestUm - depthUm)
        inMs = Math.max(inMs, reach.inMsMax)
    }
    console.log(`${one.what}: ${overUm.toFixed(0)} um over, needles in after ${inMs.toFixed(0)} ms`)
    expect(overUm).toBeLessThanOrEqual(OVER_MAX_UM)
    expect(inMs).toBeLessThanOrEqual(one.inMs ?? IN_MS_MAX)
}

describe("PEN-SAF-02: solenoid: while Running", () => {
    for (const one of cases)
        test(`PEN-SAF-02: solenoid: ${one.what}: Running: at most 200 um over, in by the spring`, async () => {
            await worstOf(one, depthUm =>
                runningTreatment({ variant: "solenoid", seed: 50 + (depthUm % 7), depthUm })
            )
        }, 60_000)
})

describe("PEN-SAF-02: solenoid: while the needles go out", () => {
    for (const one of cases)
        test(`PEN-SAF-02: solenoid: ${one.what}: Arming: at most 200 um over, in by the spring`, async () => {
            await worstOf(one, async depthUm => {
                const pen = await treatment({
                    variant: "solenoid",
                    seed: 60 + (depthUm % 7),
                    depthUm,
                })
                pen.powerOn().makeReady().do({ do: "press" })
                const { carriageUm } = pen.pen.world.plant
                pen.until(
                    "the plunger moves out",
                    900,
                    () => pen.pen.world.plant.carriageUm > carriageUm + 50
                )
                return pen
            })
        }, 60_000)
})

test("PEN-SAF-07: solenoid: sensor lies 130 um inward, Running: off in 20 ms from the first sample", async () => {
    let worstMs = 0
    for (const seed of [71, 72, 73, 74, 75, 76]) {
        const pen = await runningTreatment({ variant: "solenoid", seed, depthUm: 1200 })
        pen.doSometime(20, broken("hall", "wrong", fieldCounts(-130)), 100)
        expect(pen.fault, pen.story()).toBe("DepthDisagrees")
        worstMs = Math.max(worstMs, pen.reaction.driveOffMs ?? Infinity)
    }
    console.log(`solenoid: disagreement at standstill: worst ${worstMs.toFixed(1)} ms`)
    expect(worstMs).toBeLessThanOrEqual(10 + 20)
}, 60_000)

describe("PEN-SAF-03: solenoid: ceiling of the current", () => {
    for (const depthUm of [50, 1000, 2450])
        test(`PEN-SAF-03: solenoid: set to ${depthUm} um: never a current of more than 50 um beyond`, async () => {
            const tipOffsetUm = 40
            const cartridge = { kind: "adjustable", minUm: 0, maxUm: 2500, tipOffsetUm }
            const pen = await treatment({ variant: "solenoid", depthUm, cartridge })
            pen.powerOn().makeReady()
            const { world } = pen.pen
            let highestMa = 0
            const look = (): void => {
                highestMa = Math.max(highestMa, world.solenoid.targetMa)
                pen.pen.clock.after(500, look)
            }
            look()
            pen.start(1_000).do({ do: "release" }).wait(300)
            const map = newSolenoidMap()
            const slots = [0x80, 0xc0].map(at => world.fram.memory.subarray(at, at + SLOT_BYTES))
            decodeMapSlots(slots[0]!, slots[1]!, map)
            expect(highestMa).toBeGreaterThan(0)
            const ceiling = ceilingCode(map, depthUm + 50 - tipOffsetUm)
            expect(highestMa / CODE_MA).toBeLessThanOrEqual(ceiling + 1e-9)
        })

    test("PEN-SAF-03: solenoid: every code arrives as the chip's highest: no drive, needles stay in", async () => {
        const pen = await treatment({ variant: "solenoid", depthUm: 1000, seed: 7 })
        pen.powerOn().makeReady()
        const { solenoid, plant } = pen.pen.world
        const exchange = solenoid.exchange.bind(solenoid)
        let bytes = 0
        let writes = false
        solenoid.exchange = byte => {
            const { command } = pen.pen.world.axis
            if (command.high) writes = byte === 0x82
            bytes = command.high ? 0 : bytes + 1
            // HIT and HOLD are the third and the fourth byte of a write of CFG_CH0.
            return exchange(writes && bytes > 2 ? 126 : byte)
        }
        pen.do({ do: "press" }).wait(1_500)
        expect(pen.fault, pen.story()).toBe("SolenoidChip")
        expect(pen.figures.driveOnMs).toBe(0)
        expect(plant.tip.maxUm).toBeLessThanOrEqual(0)
    })
})
