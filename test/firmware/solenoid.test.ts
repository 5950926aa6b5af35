/** What is the solenoid's own: de-energised is retracted, whatever the program does. */
import { describe, expect, test } from "vitest"
import { runningTreatment } from "../support/treatment"

/** Charge pump or watchdog, whichever drops first, and the spring's way in (PEN-SAF-06, 16). */
const IN_MS_MAX = 115 + 60

describe("PEN-SAF-16: solenoid: the spring brings the needles in", () => {
    test("PEN-SAF-16: solenoid: program hangs at 2.5 mm: needles in by the spring, without the program", async () => {
        for (const seed of [3, 4, 5]) {
            const pen = await runningTreatment({ variant: "solenoid", seed, depthUm: 2500 })
            pen.do({ do: "vm_hang", forMs: 3_000 }).wait(400)
            const { driveOffMs, retractedMs, firmwareOffMs } = pen.reaction
            expect(driveOffMs, pen.story()).toBeLessThanOrEqual(150)
            expect(retractedMs, pen.story()).toBeLessThanOrEqual(IN_MS_MAX)
            expect(firmwareOffMs).toBeNull()
        }
    })

    test("PEN-SAF-04: solenoid: cartridge pulled at 2.5 mm: supply off, carriage in within 60 ms", async () => {
        for (const seed of [6, 7, 8]) {
            const pen = await runningTreatment({ variant: "solenoid", seed, depthUm: 2500 })
            pen.do({ do: "remove" }).wait(200)
            expect(pen.reaction.driveOffMs, pen.story()).toBeLessThanOrEqual(2)
            expect(pen.reaction.retractedMs, pen.story()).toBeLessThanOrEqual(60)
        }
    })

    test("PEN-SAF-17: solenoid: depth sensor lost while Running: strokes end, needles in, Faulted", async () => {
        const pen = await runningTreatment({ variant: "solenoid", seed: 9, depthUm: 1000 })
        pen.do({ do: "fault", unit: "hall", kind: "off" }).wait(2_000)
        expect(pen.reaction.driveOffMs, pen.story()).toBeLessThanOrEqual(50)
        expect(pen.pen.world.plant.reachUm).toBeLessThanOrEqual(0)
        expect(pen.state).toBe("Faulted")
        expect(pen.figures.strokesUnauthorised).toBe(0)
    })
})
