/** PEN-SAF-13: whatever happens to the controller at rest, nothing that enables the drive pulses. */
import { describe, expect, test } from "vitest"
import { treatment, type Treatment } from "../support/treatment"

const CYCLES = 6

/** Counts rising edges of the latch, and whatever the drive gets, from now on. */
function countPulses(pen: Treatment): () => { pulses: number; driveOnMs: number } {
    let pulses = 0
    const { strokeSafe } = pen.pen.world.chain
    if (strokeSafe.high) pulses++
    strokeSafe.onEdge(level => (pulses += level))
    return () => ({ pulses, driveOnMs: pen.figures.driveOnMs })
}

const NONE = { pulses: 0, driveOnMs: 0 }

/** The latch has everything it wants but the permission: a cartridge is in and the trigger is down. */
async function tempting(seed: number): Promise<Treatment> {
    const pen = await treatment({ seed })
    return pen.do({ do: "insert", cartridge: "a" }).do({ do: "press" })
}

describe("PEN-SAF-13: cartridge fitted, trigger down", () => {
    test("PEN-SAF-13: power-up, 20 pens: no pulse of STROKE_SAFE, no drive", async () => {
        for (let seed = 101; seed <= 120; seed++) {
            const pen = await tempting(seed)
            const pulses = countPulses(pen)
            pen.powerOn().wait(3_000)
            expect(pulses(), pen.story()).toEqual(NONE)
        }
    }, 60_000)

    test("PEN-SAF-13: power cuts in boot and self-test: no pulse, no drive", async () => {
        const pen = await tempting(121)
        const pulses = countPulses(pen)
        pen.powerOn()
        for (let cut = 0; cut < 4 * CYCLES; cut++) {
            pen.wait(pen.random.integer(1, 2_600))
            pen.do({ do: "power_cut", offMs: pen.random.integer(1, 400) }).wait(500)
        }
        expect(pulses(), pen.story()).toEqual(NONE)
    }, 60_000)

    test("PEN-SAF-13: reset, panic, redeploy, floating pins: no pulse, no drive", async () => {
        const pen = await tempting(122)
        const pulses = countPulses(pen)
        pen.powerOn()
        for (let cycle = 0; cycle < CYCLES; cycle++) {
            pen.wait(pen.random.integer(1, 2_600))
            pen.pen.mcu.chipReset()
            pen.wait(pen.random.integer(1, 2_600)).do({ do: "redeploy" })
            pen.wait(pen.random.integer(1, 4_600)).do({ do: "vm_panic" })
            pen.wait(pen.random.integer(1, 7_600))
            for (const unit of ["life", "arm"] as const) {
                pen.do({ do: "fault", unit, kind: "hiZ" }).wait(pen.random.integer(1, 300))
                pen.do({ do: "heal", unit })
            }
        }
        expect(pulses(), pen.story()).toEqual(NONE)
    }, 60_000)
})

test("PEN-SAF-13: battery out while Running and back: off at once, nothing comes back by itself", async () => {
    const pen = await treatment({ seed: 123 })
    pen.powerOn().makeReady().start()
    pen.do({ do: "power_cut", offMs: 30 })
    const { driveOnMs } = pen.figures
    const pulses = countPulses(pen)
    pen.wait(4_000)
    expect(pulses().pulses, pen.story()).toBe(0)
    expect(pen.figures.driveOnMs).toBe(driveOnMs)
    expect(pen.state).toBe("Locked")
    expect(pen.fault).toBe("ProgramRestarted")
})
