import { expect, test } from "vitest"
import {
    countsDisagree,
    type DriveMemory,
    driveSettled,
    newDriveMemory,
    watchDrive,
    wornOut,
} from "../../src/core/drivewatch"
import { Fault } from "../../src/core/fault"
import { DriveBit, newSample, type Sample } from "../../src/core/sample"
import { State } from "../../src/core/state"
import { Watched } from "./watched"

test("monitor: a good pen at every rate, for a minute: sees nothing, over a wrap of the witness too", () => {
    for (const rateHz of [30, 31, 59, 100, 117, 150])
        expect(new Watched(State.Running, rateHz).for(60_000)).toBe("None")
})

test.each([30, 117, 150])(
    "PEN-SAF-15: monitor: blocked at %i Hz: a stall in the second tick",
    rateHz => {
        const watched = Watched.in(State.Running, rateHz)
        expect(watched.tick({ speedMilliHz: rateHz * 200 - 1 })).toBe("None")
        expect(watched.tick({ speedMilliHz: rateHz * 200 - 1 })).toBe("DriveStall")
    }
)

test("PEN-SAF-15: monitor: the chip says stall: a stall in the first tick", () => {
    const watched = Watched.in(State.Running)
    expect(watched.tick({ driveFaultBits: DriveBit.Stall })).toBe("DriveStall")
})

test("PEN-SAF-15: monitor: at a fifth of the target: slow, no stall", () => {
    const watched = Watched.in(State.Running)
    expect(watched.for(20, () => ({ speedMilliHz: 20_000 }))).toBe("None")
})

test("PEN-SAF-15: monitor: blocked from the start: no verdict for 150 ms of inrush, then within 30 ms", () => {
    const watched = new Watched(State.Running, 100)
    const blocked = () => ({ speedMilliHz: 0, driveFaultBits: DriveBit.Stall })
    expect(watched.for(150, blocked)).toBe("None")
    expect(watched.for(30, blocked)).toBe("DriveStall")
})

test("PEN-SAF-15: monitor: a second start: has its inrush again", () => {
    const watched = Watched.in(State.Running)
    watched.tick({ driving: false, speedMilliHz: 0 })
    watched.sample.driving = true
    expect(watched.for(150, () => ({ speedMilliHz: 0 }))).toBe("None")
})

test.each([30, 117, 150])(
    "PEN-SAF-15: monitor: 15 %% over %i Hz: permitted; a hair more is a fault in 20 ms",
    rateHz => {
        const watched = Watched.in(State.Running, rateHz)
        expect(watched.for(1000, () => ({ speedMilliHz: rateHz * 1150 }))).toBe("None")
        expect(watched.tick({ speedMilliHz: rateHz * 1150 + 1 })).toBe("None")
        expect(watched.tick({ speedMilliHz: rateHz * 1150 + 1 })).toBe("DriveOverSpeed")
    }
)

test("PEN-SAF-15: monitor: over-speed while spinning up: is a fault as well", () => {
    const watched = new Watched(State.Running, 100)
    expect(watched.for(20, () => ({ speedMilliHz: 120_000 }))).toBe("DriveOverSpeed")
})

test("PEN-SAF-15: monitor: one fast sample: is none", () => {
    const watched = Watched.in(State.Running)
    expect(watched.tick({ speedMilliHz: 140_000 })).toBe("None")
    expect(watched.tick({ speedMilliHz: 100_000 })).toBe("None")
    expect(watched.tick({ speedMilliHz: 140_000 })).toBe("None")
})

test.each([30, 117, 150])(
    "PEN-SAF-15: monitor: 89 %% of %i Hz: a pause within 20 ms of the fifth slow stroke",
    rateHz => {
        const watched = Watched.in(State.Running, rateHz)
        watched.tick({ speedMilliHz: rateHz * 890 })
        const first = watched.sample.rippleStrokes
        while (watched.sample.rippleStrokes - first < 5) {
            const due = watched.tick()
            if (due !== "None") expect(watched.sample.rippleStrokes - first).toBe(5)
        }
        expect(watched.for(20)).toBe("DriveSlow")
    }
)

test("PEN-SAF-15: monitor: slow for four strokes, then recovered, again and again: no pause", () => {
    const watched = Watched.in(State.Running)
    for (let times = 0; times < 10; times++) {
        expect(watched.for(40, () => ({ speedMilliHz: 85_000 }))).toBe("None")
        expect(watched.for(20, () => ({ speedMilliHz: 91_000 }))).toBe("None")
    }
})

test("PEN-SAF-15: monitor: spinning up over 300 ms: no pause", () => {
    const watched = new Watched(State.Running, 150)
    let speed = 0
    const rising = () => ({ speedMilliHz: Math.min(150_000, (speed += 5000)) })
    expect(watched.for(2000, rising)).toBe("None")
})

test.each([
    ["down", 150_000, 30_000],
    ["up", 30_000, 150_000],
])(
    "monitor: rate knob turned %s while Running: 300 ms to follow, then judged by the new rate",
    (_, from, to) => {
        const watched = Watched.in(State.Running, from / 1000)
        expect(watched.for(290, () => ({ targetMilliHz: to, speedMilliHz: from }))).toBe("None")
        expect(watched.for(100, () => ({ speedMilliHz: to }))).toBe("None")
        expect(watched.for(1000, () => ({ speedMilliHz: from }))).not.toBe("None")
    }
)

test("monitor: rate knob turned down, motor stays fast: over-speed once 300 ms are over", () => {
    const watched = Watched.in(State.Running, 150)
    expect(watched.for(300, () => ({ targetMilliHz: 100_000 }))).toBe("None")
    expect(watched.for(30, () => ({ speedMilliHz: 150_000 }))).toBe("DriveOverSpeed")
})

test.each([
    ["witness stuck", 6, (at: Sample) => ({ witnessCount: at.witnessCount })],
    ["ripples stuck", 3, (at: Sample) => ({ rippleStrokes: at.rippleStrokes })],
])("monitor: %s: the counts may disagree by %i strokes, and no more", (_, strokes, stuck) => {
    const watched = Watched.in(State.Running)
    // A fresh window, so that both counts start together.
    const fields = stuck({ ...watched.sample })
    expect(watched.for(strokes * 10, () => fields)).toBe("None")
    expect(watched.for(30, () => fields)).toBe("StrokeDisagrees")
})

test.each([
    [100, 1, "None"],
    [100, 5, "StrokeDisagrees"],
])(
    "monitor: at %i Hz %i strokes in a hundred uncounted, for a minute: %s",
    (rateHz, lost, fault) => {
        const watched = Watched.in(State.Running, rateHz)
        watched.lostPercent = lost
        expect(watched.for(60_000)).toBe(fault)
    }
)

test("monitor: counts not read in this tick: are not compared", () => {
    const watched = Watched.in(State.Running)
    expect(watched.for(200, () => ({ countsFresh: false, witnessCount: 0 }))).toBe("None")
})

test.each<[string, number, string]>([
    ["registers lost", DriveBit.PowerLost, "DriveChip"],
    ["over-current", DriveBit.OverCurrent, "DriveChip"],
    ["over-voltage", DriveBit.OverVoltage, "DriveChip"],
    ["read-back differs", DriveBit.ConfigWrong, "DriveChip"],
    ["too hot", DriveBit.OverTemperature, "OverTemperature"],
])(
    "PEN-SAF-17: monitor: needle drive, %s: a fault in Arming and Running at once",
    (_, bits, fault) => {
        for (const state of [State.Arming, State.Running])
            expect(Watched.in(state).tick({ driveFaultBits: bits })).toBe(fault)
        expect(Watched.in(State.Ready).tick({ driveFaultBits: bits })).toBe("None")
    }
)

test("monitor: rate knob turned again before the motor has followed: 300 ms from the last turn", () => {
    const watched = Watched.in(State.Running, 150)
    watched.sample.targetMilliHz = 100_000
    expect(watched.for(200)).toBe("None")
    watched.sample.targetMilliHz = 90_000
    expect(watched.for(300)).toBe("None")
    expect(watched.for(20)).toBe("DriveOverSpeed")
})

test("PEN-SAF-15: monitor: at exactly 90 % of the target: permitted", () => {
    const watched = Watched.in(State.Running)
    expect(watched.for(2000, () => ({ speedMilliHz: 90_000 }))).toBe("None")
})

test.each<[string, Partial<DriveMemory>, number, boolean]>([
    ["300 ms after its start and its last change", {}, 1300, true],
    ["299 ms after both", {}, 1299, false],
    ["started 299 ms ago", { driveSinceMs: 1001 }, 1300, false],
    ["changed 299 ms ago", { changedMs: 1001 }, 1300, false],
    ["at rest", { driving: false }, 1300, false],
    ["one tick too fast", { fastTicks: 1 }, 1300, false],
    ["one tick of a stall", { stallTicks: 1 }, 1300, false],
    ["slow since the first stroke", { slowFrom: 0 }, 1300, false],
    ["still between two targets", { lowMilliHz: 90_000 }, 1300, false],
    ["on its way down from a faster target", { highMilliHz: 110_000 }, 1300, false],
    ["a target that was not seen yet", { targetMilliHz: 90_000 }, 1300, false],
])("drive: %s: settled or not", (_, fields, nowMs, settled) => {
    const rate = { targetMilliHz: 100_000, lowMilliHz: 100_000, highMilliHz: 100_000 }
    const times = { driving: true, driveSinceMs: 1000, changedMs: 1000 }
    expect(driveSettled({ ...newDriveMemory(), ...rate, ...times, ...fields }, nowMs)).toBe(settled)
})

test("PEN-SAF-15: drive: slow from its 300th ms on, before any stroke: a pause with the fifth", () => {
    const memory = newDriveMemory()
    const sample = { ...newSample(), driving: true, targetMilliHz: 100_000, speedMilliHz: 50_000 }
    const at = (nowMs: number, rippleStrokes: number): Fault =>
        watchDrive(memory, { ...sample, rippleStrokes }, nowMs)
    expect([at(1000, 0), at(1290, 0), at(1300, 0)]).toEqual([Fault.None, Fault.None, Fault.None])
    expect([at(1310, 4), at(1320, 5)]).toEqual([Fault.None, Fault.DriveSlow])
})

test.each([
    [1099, 100, 1000, false],
    [1100, 100, 1000, true],
    [0xffffff, 100, 0x1000000, false],
    // The witness counts to 2^24 and starts again.
    [0x000004, 0xfffffe, 7, false],
    [0x000005, 0xfffffe, 7, true],
    [101, 100, 1, true],
    [100, 100, 0, true],
])(
    "PEN-SAF-08: drive: witness at %i in a run from %i with %i strokes left: worn out or not",
    (witnessCount, strokesFrom, strokesLeft, worn) => {
        expect(wornOut({ ...newSample(), witnessCount, strokesFrom, strokesLeft })).toBe(worn)
    }
)

test.each([
    [3, 0, false],
    [4, 0, true],
    [5, 1, true],
    [5, 2, false],
    [0, 6, false],
    [0, 7, true],
])(
    "PEN-SAF-15: drive: the witness counted %i strokes, the drive %i: disagree or not",
    (witnessCount, rippleStrokes, disagree) => {
        const sample = { ...newSample(), witnessCount, rippleStrokes }
        expect(countsDisagree(newDriveMemory(), sample, 10)).toBe(disagree)
    }
)

test("PEN-SAF-15: drive: window of the two counts: a new one begins when it has lasted a second, no earlier", () => {
    const lastsTo = (nowMs: number): boolean => {
        const memory = newDriveMemory()
        countsDisagree(memory, { ...newSample(), witnessCount: 3 }, nowMs)
        // Three strokes in each of two windows are permitted, six in one are not.
        return !countsDisagree(memory, { ...newSample(), witnessCount: 6 }, nowMs + 10)
    }
    expect([lastsTo(990), lastsTo(1000)]).toEqual([false, true])
})
