/**
 * The bounds of a calm tick: whatever reading lies inside them, the whole tick would have nothing to say about it.
 * Checked with every reading there is, on pens of every sort.
 */
import fc from "fast-check"
import { expect, test } from "vitest"
import { fieldToUm, newCalibration, POINTS_UM } from "../../src/core/calibration"
import { boundWindow, depthWindow, newWindow, type Window } from "../../src/core/depthwindow"
import { driveSettled } from "../../src/core/drivewatch"
import { Fault } from "../../src/core/fault"
import { Inhibit } from "../../src/core/inhibit"
import {
    DEPTH_MAX_UM,
    OVER_SPEED_PERCENT,
    PARK_UM,
    RATE_MAX_HZ,
    RATE_MIN_HZ,
    SLOW_PERCENT,
    TIP_OFFSET_MAX_UM,
} from "../../src/core/limits"
import { match } from "../../src/core/match"
import { monitorSettled, watch } from "../../src/core/monitor"
import { State } from "../../src/core/state"
import { speedAt, speedMilliHz } from "../../src/drivers/drv8214units"
import {
    DEPTH_SCALE,
    keptFrom,
    keptTo,
    RATE_SCALE,
    type Scale,
    setting,
} from "../../src/panel/knob"
import { inputsIn, lockIn } from "./support"
import { Watched } from "./watched"

/** Calibrations as different as two pens can be: 25 mT/mm around 1,000 µm, gain and each point off. */
const calibrations = fc
    .record({
        gain: fc.integer({ min: 800, max: 1050 }),
        noise: fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 7, maxLength: 7 }),
    })
    .map(({ gain, noise }) => {
        const calibration = newCalibration()
        calibration.field = POINTS_UM.map((um, index) =>
            Math.round(((um - 1000) * 20.48 * gain) / 1000 + noise[index]!)
        )
        return calibration
    })
const RAW_MAX = 32_767

/** No bounds but those of the monitor and the match rule. */
function widest(): Window {
    const window = newWindow()
    boundWindow(window, -10_000, 10_000)
    return window
}

const depths = fc.integer({ min: 0, max: DEPTH_MAX_UM / 50 }).map(step => 50 * step)
const tipOffsets = fc.integer({ min: -TIP_OFFSET_MAX_UM, max: TIP_OFFSET_MAX_UM })
const states = fc.constantFrom(State.Running, State.Ready, State.Locked, State.Faulted)

test("PEN-SAF-07: depth window: every reading inside it: neither monitor nor match rule has anything to say", () => {
    fc.assert(
        fc.property(
            calibrations,
            depths,
            tipOffsets,
            states,
            (calibration, depthUm, tip, state) => {
                const watched = new Watched(state, 100)
                const { lock, sample, monitor } = watched
                const running = state === State.Running
                lock.runDepthUm = running ? depthUm : -1
                sample.commandedUm = running ? depthUm : PARK_UM + tip
                const window = widest()
                depthWindow(calibration, lock, sample, tip, window)
                const inputs = inputsIn(state)
                const heard: number[] = []
                for (let raw = window.low; raw <= window.high; raw++) {
                    sample.measuredUm = fieldToUm(calibration, raw) + tip
                    inputs.measuredUm = sample.measuredUm
                    inputs.commandedUm = sample.commandedUm
                    const silent = watched.tick() === "None" && monitorSettled(monitor)
                    const matches = (match(lock, inputs, !running) & Inhibit.DepthDisagrees) === 0
                    if (!silent || !matches) heard.push(raw)
                }
                expect(heard).toEqual([])
            }
        ),
        { numRuns: 40 }
    )
})

test("depth window: a carriage where it was sent: inside, with most of what is permitted", () => {
    fc.assert(
        fc.property(calibrations, depths, (calibration, depthUm) => {
            const { lock, sample } = new Watched(State.Running, 100)
            lock.runDepthUm = depthUm
            sample.commandedUm = depthUm
            const window = widest()
            depthWindow(calibration, lock, sample, 0, window)
            expect(fieldToUm(calibration, window.low)).toBeLessThanOrEqual(depthUm - 77)
            // The sensor reads no further than this.
            if (window.high < RAW_MAX)
                expect(fieldToUm(calibration, window.high)).toBeGreaterThanOrEqual(depthUm + 77)
        }),
        { numRuns: 200 }
    )
})

test("depth window: bounds of the actuator: nothing beyond them, and worked out anew with them", () => {
    const { lock, sample } = new Watched(State.Running, 100)
    const calibration = newCalibration()
    calibration.field = [-20_000, -10_000, 0, 10_000, 20_000, 26_000, 31_000]
    const window = widest()
    for (const [lowUm, highUm] of [
        [sample.commandedUm - 20, sample.commandedUm + 30],
        [sample.commandedUm - 25, sample.commandedUm + 30],
    ] as const) {
        boundWindow(window, lowUm, highUm)
        depthWindow(calibration, lock, sample, 0, window)
        expect(fieldToUm(calibration, window.low)).toBe(lowUm)
        expect(fieldToUm(calibration, window.high)).toBe(highUm)
    }
})

test("depth window: new: holds no reading at all", () => {
    const { low, high } = newWindow()
    expect(low).toBeGreaterThan(high)
})

/** What of a window is changed, and what it is changed to. */
const changes = fc.oneof(
    fc.record({ what: fc.constant("command" as const), um: fc.constantFrom(-200, 0, 1000, 1100) }),
    fc.record({
        what: fc.constant("run" as const),
        um: fc.constantFrom(-1, 0, 1, 900, 1000, 1100),
    }),
    fc.record({ what: fc.constant("tip" as const), um: fc.constantFrom(-150, 0, 40) }),
    fc.record({ what: fc.constant("inner bound" as const), um: fc.constantFrom(-300, 930, 1000) }),
    fc.record({ what: fc.constant("outer bound" as const), um: fc.constantFrom(1010, 1050, 1500) }),
    fc.record({ what: fc.constant("known" as const), um: fc.constantFrom(0, 1) })
)

test("depth window: changed in any way, again and again: each end a µm inside of the nearest bound", () => {
    const calibration = newCalibration()
    calibration.field = [-20_000, -10_000, 0, 10_000, 20_000, 26_000, 31_000]
    fc.assert(
        fc.property(fc.array(changes, { minLength: 1, maxLength: 12 }), steps => {
            const { lock, sample } = new Watched(State.Running, 100)
            const at = {
                command: 0,
                run: -1,
                tip: 0,
                "inner bound": -300,
                "outer bound": 1500,
                known: 1,
            }
            const window = newWindow()
            for (const { what, um } of steps) {
                at[what] = um
                sample.commandedUm = at.command
                sample.depthKnown = at.known === 1
                lock.runDepthUm = at.run
                boundWindow(window, at["inner bound"], at["outer bound"])
                depthWindow(calibration, lock, sample, at.tip, window)
                if (at.known === 0) {
                    expect([window.low, window.high]).toEqual([-32_768, 32_767])
                    continue
                }
                const permittedUm = Math.max(at.run, 0) + 100
                const carriage = [
                    Math.max(at.command - 79 - at.tip, at["inner bound"]),
                    Math.min(
                        Math.min(at.command + 80, permittedUm) - at.tip - 1,
                        at["outer bound"]
                    ),
                ]
                expect([window.low, window.high].map(raw => fieldToUm(calibration, raw))).toEqual(
                    carriage
                )
            }
        }),
        { numRuns: 500 }
    )
})

test("PEN-SAF-15: speed window: every speed inside it, at every rate: nothing is slow, fast or stalled", () => {
    for (let rateHz = RATE_MIN_HZ; rateHz <= RATE_MAX_HZ; rateHz++) {
        const low = speedAt(rateHz * 10 * SLOW_PERCENT) + 1
        const high = speedAt(rateHz * 10 * OVER_SPEED_PERCENT)
        expect(low).toBeLessThan(high)
        for (let speed = low; speed <= high; speed++) {
            const watched = Watched.in(State.Running, rateHz)
            expect(driveSettled(watched.monitor.drive, watched.nowMs)).toBe(true)
            expect(watched.tick({ speedMilliHz: speedMilliHz(speed), countsFresh: false })).toBe(
                "None"
            )
            expect(driveSettled(watched.monitor.drive, watched.nowMs)).toBe(true)
        }
    }
})

test("drive: anything being confirmed, or a target just changed: not settled", () => {
    const speeds: [number, number, boolean][] = [
        [100_000, 100_000, true],
        [116_000, 100_000, false],
        [89_000, 100_000, false],
        [10_000, 100_000, false],
        [100_000, 101_000, false],
    ]
    for (const [speedMilliHz, targetMilliHz, settled] of speeds) {
        const watched = Watched.in(State.Running, 100)
        watched.tick({ speedMilliHz, targetMilliHz, countsFresh: false })
        expect(driveSettled(watched.monitor.drive, watched.nowMs)).toBe(settled)
    }
    const young = new Watched(State.Running, 100)
    young.tick()
    expect(driveSettled(young.monitor.drive, young.nowMs)).toBe(false)
})

test("monitor: anything being confirmed: not settled", () => {
    const first = {
        i2cFailed: { i2cFailed: true },
        crc: { fieldCrcGood: false },
        off: { measuredUm: 1090 },
    }
    for (const fields of Object.values(first)) {
        const watched = Watched.in(State.Running)
        watched.tick(fields)
        expect(monitorSettled(watched.monitor)).toBe(false)
    }
    const stuck = Watched.in(State.Running)
    const { fieldSetCount } = stuck.sample
    stuck.tick({ fieldSetCount })
    expect(monitorSettled(stuck.monitor)).toBe(false)
    expect(watch(stuck.monitor, stuck.sample, lockIn(State.SelfTest), stuck.nowMs)).toBe(Fault.None)
})

test("knob: every angle that is kept: the same setting, for every setting of both knobs", () => {
    const check = (scale: Scale): void => {
        for (let detent = 0; detent < scale.detents; detent++) {
            const last = scale.first + detent * scale.step
            const from = keptFrom(scale, last)
            const to = keptTo(scale, last)
            for (let raw = from; raw <= to; raw++) expect(setting(scale, raw, last)).toBe(last)
            expect(to - from).toBeGreaterThan(scale.rawStep)
        }
    }
    check(DEPTH_SCALE)
    check(RATE_SCALE)
})
