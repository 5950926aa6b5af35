/** What the monitor forgets, and what not: the first ticks of a pen, a second start, single bad samples. */
import { expect, test } from "vitest"
import { DriveBit, MotionBit } from "../../src/core/sample"
import { State } from "../../src/core/state"
import { depthUm } from "./support"
import { Watched } from "./watched"

const stopped = { driving: false, speedMilliHz: 0 }

/** Both counts of the strokes, one more in every tick; the witness is so many ahead. */
function counting(): (ahead: number) => { rippleStrokes: number; witnessCount: number } {
    let strokes = 100
    return ahead => ({ rippleStrokes: ++strokes, witnessCount: strokes + ahead })
}

test("PEN-SAF-17: monitor: fresh: two bad frames are a fault, one is none", () => {
    const watched = new Watched(State.Locked, 100)
    expect(watched.tick({ fieldCrcGood: false })).toBe("None")
    expect(watched.tick()).toBe("SensorBus")
})

test.each([0, 1, 7])(
    "PEN-SAF-17: monitor: fresh, first count %i: stuck in the third repetition",
    fieldSetCount => {
        const watched = new Watched(State.Locked, 100)
        const told = [0, 1, 2, 3].map(() => watched.tick({ fieldSetCount }))
        expect(told).toEqual(["None", "None", "None", "SensorStuck"])
    }
)

test("PEN-SAF-07: monitor: fresh, or just at rest: a disagreement is told in its second sample", () => {
    const apart = { measuredUm: depthUm - 90 }
    const fresh = new Watched(State.Arming, 100)
    expect([fresh.tick(apart), fresh.tick(apart)]).toEqual(["None", "DepthDisagrees"])
    const rested = Watched.in(State.Ready)
    rested.lock.state = State.Arming
    rested.lock.runDepthUm = depthUm
    rested.sample.commandedUm = depthUm
    expect([rested.tick(apart), rested.tick(apart)]).toEqual(["None", "DepthDisagrees"])
})

test("PEN-SAF-07: monitor: one disagreement on each side of a good sample, or of a rest: none", () => {
    const apart = { measuredUm: depthUm - 90 }
    const watched = Watched.in(State.Arming)
    for (let times = 0; times < 3; times++) {
        expect(watched.tick(apart)).toBe("None")
        expect(watched.tick({ measuredUm: depthUm })).toBe("None")
    }
    watched.tick(apart)
    watched.lock.state = State.Ready
    watched.tick({ measuredUm: 0, commandedUm: 0 })
    watched.lock.state = State.Arming
    expect(watched.tick({ ...apart, commandedUm: depthUm })).toBe("None")
})

test("PEN-SAF-17: monitor: conversions that stop now and then: are no fault", () => {
    const watched = Watched.in(State.Running)
    for (let times = 0; times < 5; times++) {
        const { fieldSetCount } = watched.sample
        expect(watched.tick({ fieldSetCount })).toBe("None")
        expect(watched.tick({ fieldSetCount })).toBe("None")
        expect(watched.tick()).toBe("None")
    }
})

test("PEN-SAF-17: monitor: a frame that failed its check: its count is not believed", () => {
    const watched = Watched.in(State.Running)
    const { fieldSetCount } = watched.sample
    expect(watched.tick({ fieldSetCount })).toBe("None")
    expect(watched.tick({ fieldSetCount, fieldCrcGood: false })).toBe("None")
    expect(watched.tick({ fieldSetCount, fieldCrcGood: true })).toBe("None")
    expect(watched.tick({ fieldSetCount })).toBe("SensorStuck")
})

test("monitor: a late tick with a stall: the stall says more", () => {
    const watched = Watched.in(State.Running)
    expect(watched.tick({ driveFaultBits: DriveBit.Stall }, 31)).toBe("DriveStall")
})

test.each([
    [MotionBit.CoilChip | MotionBit.Plunger, "SolenoidChip"],
    [MotionBit.Plunger | MotionBit.CurrentDisagrees, "SolenoidPlunger"],
])("monitor: actuator reports %i: the cause before what follows from it", (bits, name) => {
    expect(Watched.in(State.Ready).tick({ motionStatus: bits })).toBe(name)
})

test("monitor: drive too hot and its chip at fault: the heat is told", () => {
    const bits = DriveBit.OverTemperature | DriveBit.OverCurrent
    expect(Watched.in(State.Running).tick({ driveFaultBits: bits })).toBe("OverTemperature")
})

test("PEN-SAF-15: monitor: inrush: ends after exactly 150 ms", () => {
    const watched = new Watched(State.Running, 100)
    const blocked = { speedMilliHz: 0, driveFaultBits: DriveBit.Stall }
    for (let ticks = 0; ticks < 15; ticks++) expect(watched.tick(blocked)).toBe("None")
    expect(watched.tick(blocked)).toBe("DriveStall")
})

test("PEN-SAF-15: monitor: blocked from the start, seen by its speed: told in the second tick after the inrush", () => {
    const watched = new Watched(State.Running, 100)
    for (let ticks = 0; ticks < 16; ticks++) expect(watched.tick({ speedMilliHz: 0 })).toBe("None")
    expect(watched.tick()).toBe("DriveStall")
})

test("PEN-SAF-15: monitor: one stalled sample on each side of a good one: none", () => {
    const watched = Watched.in(State.Running)
    for (let times = 0; times < 3; times++) {
        expect(watched.tick({ speedMilliHz: 10_000 })).toBe("None")
        expect(watched.tick({ speedMilliHz: 100_000 })).toBe("None")
    }
})

test("PEN-SAF-15: monitor: a hair below 90 % of the target: a pause", () => {
    const watched = Watched.in(State.Running)
    expect(watched.for(200, () => ({ speedMilliHz: 89_999 }))).toBe("DriveSlow")
})

test.each([
    ["down", 150, 30],
    ["up", 30, 150],
])("monitor: rate knob turned %s, the motor follows at once: sees nothing", (_, fromHz, toHz) => {
    const watched = Watched.in(State.Running, fromHz)
    const followed = { targetMilliHz: toHz * 1000, speedMilliHz: toHz * 990 }
    expect(watched.for(1000, () => followed)).toBe("None")
})

test("PEN-SAF-15: monitor: second start: bad samples of the first count no more", () => {
    const watched = Watched.in(State.Running)
    watched.tick({ speedMilliHz: 140_000 })
    watched.tick(stopped)
    watched.sample.driving = true
    expect(watched.tick({ speedMilliHz: 140_000 })).toBe("None")
    expect(watched.for(300, () => ({ speedMilliHz: 100_000 }))).toBe("None")
    watched.tick({ speedMilliHz: 10_000 })
    watched.tick(stopped)
    watched.sample.driving = true
    expect(watched.for(150, () => ({ speedMilliHz: 100_000 }))).toBe("None")
    expect(watched.tick({ speedMilliHz: 10_000 })).toBe("None")
    expect(watched.tick()).toBe("DriveStall")
})

test("PEN-SAF-15: monitor: second start at a higher rate: a stall is judged by that one", () => {
    const watched = Watched.in(State.Running, 30)
    watched.tick(stopped)
    Object.assign(watched.sample, { driving: true, targetMilliHz: 150_000 })
    expect(watched.for(160, () => ({ speedMilliHz: 20_000 }))).toBe("None")
    expect(watched.tick()).toBe("DriveStall")
})

test("PEN-SAF-15: monitor: second start: strokes between the two are not compared", () => {
    const watched = new Watched(State.Running, 100)
    const count = counting()
    expect(watched.for(500, () => count(0))).toBe("None")
    expect(watched.tick(stopped)).toBe("None")
    Object.assign(watched.sample, { driving: true, speedMilliHz: 100_000 })
    expect(watched.for(500, () => count(10))).toBe("None")
})

test("monitor: out of Running and back while the drive is still told to run: has its inrush again", () => {
    const watched = Watched.in(State.Running)
    watched.lock.state = State.Stopping
    expect(watched.tick()).toBe("None")
    watched.lock.state = State.Running
    expect(watched.for(150, () => ({ speedMilliHz: 0 }))).toBe("None")
})

test.each([3, -3])("monitor: counts %i apart: permitted at every count", apart => {
    const watched = new Watched(State.Running, 100)
    const count = counting()
    expect(watched.for(500, () => count(0))).toBe("None")
    expect(watched.for(500, () => count(apart))).toBe("None")
})
