/** The cartridge is pulled while strokes are made, at any phase of tick, cam and program. */
import { expect, test } from "vitest"
import { runningTreatment } from "../support/treatment"
import { Worst } from "../support/worst"

const PENS = 5
const PULLS = 20

test("PEN-SAF-04: pulled while Running, 100 random phases: drive off in 2 ms, permission in 30 ms", async () => {
    const worst = new Worst()
    for (let seed = 1; seed <= PENS; seed++) {
        const pen = await runningTreatment({ seed, depthUm: 400 * seed, rateHz: 30 * seed })
        for (let pull = 1; pull <= PULLS; pull++) {
            pen.doSometime(40, { do: "remove" }, 300)
            worst.add(pen.reaction)
            expect(pen.fault, pen.story()).toBe("CartridgeRemoved")
            if (pull < PULLS) pen.recover().start(100)
        }
        expect(pen.pen.observer.reactions).toHaveLength(PULLS)
        expect(pen.figures.strokesUnauthorised).toBe(0)
        expect(pen.figures.strokesAfterStopMax).toBeLessThanOrEqual(2)
    }
    worst.print("cartridge pulled")
    expect(worst.driveOffMs).toBeLessThanOrEqual(2)
    // The program's own reaction: the latch is sampled every 10 ms, and 20 ms are its own (PEN-SAF-05).
    expect(worst.firmwareOffMs).toBeLessThanOrEqual(10 + 20)
    expect(worst.retractedMs).toBeLessThanOrEqual(200)
}, 120_000)

test("PEN-SAF-04: pulled while the needles go out: no drive, in within 200 ms", async () => {
    const pen = await runningTreatment({ seed: 21, depthUm: 2000 })
    for (let pull = 0; pull < 10; pull++) {
        pen.do({ do: "release" }).wait(300)
        pen.recover()
        const driveOnMs = pen.figures.driveOnMs
        pen.do({ do: "press" }).untilState("Arming", 50)
        pen.doSometime(150, { do: "remove" }, 200)
        expect(pen.fault, pen.story()).toBe("CartridgeRemoved")
        expect(pen.pen.world.plant.carriageUm).toBeLessThanOrEqual(0)
        expect(pen.figures.driveOnMs).toBe(driveOnMs)
    }
}, 60_000)

test("PEN-SAF-04: latch pin stuck closed: the hardware alone stops the drive in 2 ms", async () => {
    const pen = await runningTreatment({ seed: 22 })
    pen.do({ do: "fault", unit: "latchPin", kind: "stuckHigh" })
    pen.doSometime(20, { do: "remove" }, 300)
    expect(pen.reaction.driveOffMs).toBeLessThanOrEqual(2)
    expect(pen.figures.strokesUnauthorised).toBe(0)
    expect(pen.state).toBe("Faulted")
})
