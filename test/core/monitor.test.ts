import { expect, test } from "vitest"
import { disagreesAgain, monitorSettled } from "../../src/core/monitor"
import { DriveBit, MotionBit, type Sample } from "../../src/core/sample"
import { State } from "../../src/core/state"
import { depthUm } from "./support"
import { Watched } from "./watched"

const moving = [State.Arming, State.Running, State.Stopping]
const afterSelfTest = [
    State.Locked,
    State.Ready,
    State.Arming,
    State.Running,
    State.Stopping,
    State.Faulted,
]

test.each([MotionBit.Reset, MotionBit.DriverError, MotionBit.ConfigWrong])(
    "PEN-SAF-17: monitor: motion chip reports %i: a fault in every state after the self-test",
    bits => {
        for (const state of afterSelfTest)
            expect(Watched.in(state).tick({ motionStatus: bits })).toBe("MotionChip")
        expect(Watched.in(State.SelfTest).tick({ motionStatus: bits })).toBe("None")
    }
)

test.each([
    [MotionBit.CoilChip, "SolenoidChip"],
    [MotionBit.Coil | MotionBit.CoilChip | MotionBit.Plunger, "SolenoidCoil"],
    [MotionBit.Plunger | MotionBit.Hot, "SolenoidPlunger"],
    [MotionBit.CurrentDisagrees | MotionBit.Hot, "DepthDisagrees"],
    [MotionBit.Hot, "OverTemperature"],
])(
    "PEN-SAF-17: monitor: solenoid reports %i: %s in every state after the self-test",
    (bits, name) => {
        for (const state of afterSelfTest)
            expect(Watched.in(state).tick({ motionStatus: bits })).toBe(name)
        expect(Watched.in(State.SelfTest).tick({ motionStatus: bits })).toBe("None")
    }
)

test("PEN-SAF-17: monitor: conversions stop: stuck in the third tick, in every state after the self-test", () => {
    for (const state of afterSelfTest) {
        const watched = Watched.in(state)
        const fieldSetCount = watched.sample.fieldSetCount
        expect(watched.tick({ fieldSetCount })).toBe("None")
        expect(watched.tick({ fieldSetCount })).toBe("None")
        expect(watched.tick({ fieldSetCount })).toBe("SensorStuck")
    }
})

test.each<[string, Partial<Sample>]>([
    ["frame check fails", { fieldCrcGood: false }],
    ["no answer", { i2cFailed: true }],
])("PEN-SAF-17: monitor: %s: once is nothing, twice in a row is a fault", (_, bad) => {
    const watched = Watched.in(State.Running)
    const good = { fieldCrcGood: true, i2cFailed: false }
    expect(watched.tick(bad)).toBe("None")
    expect(watched.tick(good)).toBe("None")
    expect(watched.tick(bad)).toBe("None")
    expect(watched.tick(bad)).toBe("SensorBus")
    expect(watched.tick(good)).toBe("None")
})

test("PEN-SAF-02: monitor: measured 100 µm beyond the run's depth: permitted; one more is a fault", () => {
    for (const state of moving) {
        const watched = Watched.in(state)
        watched.tick({ commandedUm: depthUm + 60, measuredUm: depthUm + 100 })
        expect(watched.tick({ measuredUm: depthUm + 100 })).toBe("None")
        expect(watched.tick({ measuredUm: depthUm + 101 })).toBe("DepthOver")
    }
})

test("PEN-SAF-02: monitor: at rest: more than 100 µm protruding is a fault", () => {
    for (const state of [State.Locked, State.Ready, State.Faulted]) {
        expect(Watched.in(state).tick({ measuredUm: 100 })).toBe("None")
        expect(Watched.in(state).tick({ measuredUm: 101 })).toBe("DepthOver")
    }
})

test("PEN-SAF-02: monitor: a depth from a frame that failed its check: is not believed", () => {
    const watched = Watched.in(State.Running)
    expect(watched.tick({ fieldCrcGood: false, measuredUm: 2500 })).toBe("None")
})

test.each([81, -81])(
    "PEN-SAF-07: monitor: %i µm apart at standstill: a fault in the second sample",
    apartUm => {
        for (const state of moving) {
            const watched = Watched.in(state)
            watched.sample.measuredUm = watched.sample.commandedUm + apartUm
            expect(watched.tick()).toBe("None")
            expect(watched.tick()).toBe("DepthDisagrees")
        }
    }
)

test.each<[string, boolean, Partial<Sample>]>([
    ["81 µm outward", true, { measuredUm: depthUm + 81 }],
    ["81 µm inward", true, { measuredUm: depthUm - 81 }],
    ["80 µm outward", false, { measuredUm: depthUm + 80 }],
    ["80 µm inward", false, { measuredUm: depthUm - 80 }],
    ["a frame that cannot be read", false, { measuredUm: depthUm + 90, fieldCrcGood: false }],
    ["on its way", false, { measuredUm: depthUm + 90, standstill: false }],
])(
    "PEN-SAF-07: monitor: the next reading after a disagreement: %s: told at once: %s",
    (_, told, fields) => {
        const watched = Watched.in(State.Running)
        Object.assign(watched.sample, fields)
        expect(disagreesAgain(watched.monitor, watched.sample)).toBe(false)
        Object.assign(watched.sample, { standstill: true, fieldCrcGood: true })
        expect(watched.tick({ measuredUm: depthUm + 90 })).toBe("None")
        Object.assign(watched.sample, fields)
        expect(disagreesAgain(watched.monitor, watched.sample)).toBe(told)
    }
)

test("PEN-SAF-07: monitor: 80 µm apart at standstill: permitted", () => {
    const watched = Watched.in(State.Running)
    watched.sample.measuredUm = watched.sample.commandedUm + 80
    expect(watched.for(1000)).toBe("None")
})

test("PEN-SAF-07: monitor: while moving: 20 µm more for every ms between the two readings, and for one", () => {
    const watched = Watched.in(State.Arming)
    const apart = (um: number) => ({ standstill: false, skewMs: 4, measuredUm: depthUm - um })
    expect(watched.for(500, () => apart(80 + 100))).toBe("None")
    watched.tick(apart(80 + 101))
    expect(watched.tick(apart(80 + 101))).toBe("DepthDisagrees")
})

test("PEN-SAF-07: monitor: depth not known between two disagreeing samples: they do not add up", () => {
    const watched = Watched.in(State.Running)
    const apart = { depthKnown: true, measuredUm: depthUm + 90 }
    expect(watched.tick(apart)).toBe("None")
    expect(watched.tick({ depthKnown: false })).toBe("None")
    expect(watched.tick(apart)).toBe("None")
})

test("PEN-SAF-07: monitor: depth not known: nothing is compared", () => {
    expect(
        Watched.in(State.Stopping).for(100, () => ({ depthKnown: false, measuredUm: 900 }))
    ).toBe("None")
})

test("monitor: a tick 30 ms after the one before: permitted; 31 ms is a fault while Running only", () => {
    expect(Watched.in(State.Running).tick({}, 30)).toBe("None")
    expect(Watched.in(State.Running).tick({}, 31)).toBe("TickOverrun")
    expect(Watched.in(State.Arming).tick({}, 31)).toBe("None")
})

test("monitor: several causes in one tick: the gravest is told", () => {
    const deep = { measuredUm: depthUm + 500, motionStatus: 1, driveFaultBits: DriveBit.Stall }
    expect(Watched.in(State.Running).tick(deep)).toBe("DepthOver")
    const slow = Watched.in(State.Running)
    slow.for(50, () => ({ speedMilliHz: 85_000, measuredUm: depthUm }))
    slow.sample.measuredUm = depthUm - 90
    slow.tick()
    expect(slow.tick()).toBe("DepthDisagrees")
})

test("PEN-SAF-11: monitor: a cause that stays: is told in every tick", () => {
    const watched = Watched.in(State.Faulted)
    for (let ticks = 0; ticks < 10; ticks++)
        expect(watched.tick({ motionStatus: MotionBit.Reset })).toBe("MotionChip")
    expect(watched.tick({ motionStatus: 0 })).toBe("None")
})

test("monitor: in SelfTest: follows along and judges nothing", () => {
    const watched = new Watched(State.SelfTest, 100)
    const bad = { fieldCrcGood: false, i2cFailed: true, motionStatus: 3, measuredUm: 2500 }
    expect(watched.for(1000, () => bad)).toBe("None")
})

test("monitor: after SelfTest: the first frame is new, whatever it counts", () => {
    for (let fieldSetCount = 0; fieldSetCount < 4; fieldSetCount++) {
        const watched = new Watched(State.SelfTest, 100)
        watched.for(100, () => ({ fieldSetCount }))
        watched.lock.state = State.Locked
        expect(watched.tick({ fieldSetCount })).toBe("None")
        expect(watched.monitor.sameFrames).toBe(0)
    }
})

test("PEN-SAF-07: monitor: off, a frame that cannot be read, off again: told with the second that can be", () => {
    for (const state of moving) {
        const watched = Watched.in(state)
        const off = watched.sample.measuredUm - 90
        expect(watched.tick({ measuredUm: off })).toBe("None")
        expect(watched.tick({ fieldCrcGood: false })).toBe("None")
        expect(watched.tick({ fieldCrcGood: true })).toBe("DepthDisagrees")
    }
})

test("monitor: off, a frame that cannot be read, depth no longer known: nothing is kept", () => {
    const watched = Watched.in(State.Running)
    watched.tick({ measuredUm: depthUm - 90 })
    watched.tick({ fieldCrcGood: false, depthKnown: false })
    expect(watched.tick({ fieldCrcGood: true, depthKnown: true })).toBe("None")
})

test("monitor: displaced at rest: is the match rule's to say, and a calm tick is no less calm for it", () => {
    for (const state of [State.Locked, State.Ready, State.Faulted]) {
        const watched = Watched.in(state)
        expect(watched.for(50, () => ({ measuredUm: -338 }))).toBe("None")
        expect(monitorSettled(watched.monitor)).toBe(true)
        // A frame that cannot be read keeps nothing of it, either.
        watched.tick({ fieldCrcGood: false })
        expect(watched.monitor.disagreements).toBe(0)
    }
})

test("PEN-SAF-02: monitor: off once, then too deep: the first is kept while moving, and forgotten at rest", () => {
    const watched = Watched.in(State.Running)
    watched.tick({ measuredUm: depthUm - 90 })
    expect(watched.tick({ measuredUm: depthUm + 101 })).toBe("DepthOver")
    expect(watched.monitor.disagreements).toBe(1)
    watched.lock.state = State.Faulted
    expect(watched.tick()).toBe("DepthOver")
    expect(watched.monitor.disagreements).toBe(0)
})
