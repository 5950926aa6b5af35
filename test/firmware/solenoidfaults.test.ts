/**
 * A solenoid pen broken in every way while Running, and whatever its depth hangs on in each other state: it ends
 * safe, says why by its own name, and becomes Ready again when it is repaired and a person clears it.
 */
import { describe, expect, test } from "vitest"
import { type FaultKind, type FaultUnit, faultPairs } from "../../sim/faults"
import { bytecodeOf } from "../support/bytecode"
import { expectEnd, expectSafe, OPEN_ENDS, RUNNING_ENDS } from "../support/faultends"
import { type FaultRun, type FaultState, runFault } from "../support/faultrun"
import { runningTreatment, treatment } from "../support/treatment"

const SEED = 1
/** These show only if the plunger is still on its way in, so they are tried on several pens. */
const ON_THE_WAY_IN = ["plunger.stuckHigh", "plunger.slow"]
const SEEDS_MAX = 20
/** PEN-SAF-16: by its spring, from the fall of the latch; a look is 1 ms late at most. */
const IN_MS_MAX = 60 + 1

/** Faults by which a run may end, by unit and kind. */
const RUNNING: Readonly<Record<string, readonly string[]>> = {
    ...RUNNING_ENDS,
    "solenoid.off": ["SolenoidChip"],
    // Its current is written again only when it has to change, which shows it.
    "solenoid.stuck": [],
    "solenoid.garbage": ["SolenoidChip"],
    "solenoid.reset": ["SolenoidChip"],
    "solenoid.open": ["SolenoidCoil", "DepthDisagrees"],
    // Too much current is faster than a tick: the depth threshold ends it, and the next start names it.
    "solenoid.short": ["ChainLost", "DepthOver"],
    "solenoid.wrong": ["ChainLost", "DepthOver"],
    "plunger.open": ["ChainLost", "DepthOver"],
    // Where it stands is where it should; the way in shows it.
    "plunger.stuck": ["SolenoidPlunger"],
    "plunger.stuckHigh": ["SolenoidPlunger", "DepthDisagrees"],
    "plunger.slow": ["SolenoidPlunger"],
    "plunger.wrong": ["OverTemperature", "DepthDisagrees"],
    "hall.wrong": ["DepthOver", "DepthDisagrees", "ChainLost"],
    "spi.stuckHigh": ["SolenoidChip"],
    "spi.stuckLow": ["SolenoidChip"],
    "spi.garbage": ["SolenoidChip"],
    "spi.slow": [],
    "i2c.stuckLow": ["SensorBus"],
    "seriesSwitch.open": ["DriveStall", "ChainLost", "SolenoidChip"],
    "enableReadback.stuckHigh": ["ChainLost", "SolenoidChip"],
    // Nothing of a solenoid pen hangs on the rail but the needle drive's logic.
    "rail.off": [],
    "rail.stuckHigh": [],
}

/** Nothing but the spring brings a plunger in; these break it, and the next describe says what happens then. */
const NO_WAY_IN = ["plunger.stuck", "plunger.stuckHigh", "plunger.slow", "plunger.open"]

/** What the depth hangs on, by the state in which it breaks: Ready and then a start, Arming, Stopping. */
const ELSEWHERE: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "solenoid.off": [["SolenoidChip"], ["SolenoidChip"], []],
    "solenoid.stuck": [["SolenoidChip"], ["SolenoidChip"], []],
    "solenoid.garbage": [["SolenoidChip"], ["SolenoidChip"], []],
    "solenoid.reset": [[], ["SolenoidChip"], []],
    "solenoid.open": [["SolenoidCoil"], ["SolenoidCoil"], []],
    // Whichever is looked at first: the coil's current, or the depth that it does not reach.
    "solenoid.short": [["SolenoidCoil", "DepthDisagrees"], ["SolenoidCoil", "DepthDisagrees"], []],
    // On the way out too much current may also meet the depth threshold, as while Running.
    "solenoid.wrong": [["SolenoidPlunger"], ["SolenoidPlunger", "ChainLost"], []],
    "plunger.open": [["SolenoidPlunger"], ["SolenoidPlunger"], []],
    "plunger.stuck": [["SolenoidPlunger"], ["SolenoidPlunger"], ["SolenoidPlunger"]],
    "plunger.stuckHigh": [
        ["SolenoidPlunger", "DepthDisagrees"],
        ["SolenoidPlunger"],
        ["SolenoidPlunger", "DepthDisagrees"],
    ],
    "plunger.slow": [["SolenoidPlunger"], ["SolenoidPlunger"], ["SolenoidPlunger"]],
    "plunger.wrong": [["OverTemperature"], ["OverTemperature"], []],
    "hall.off": [["SensorBus"], ["SensorBus"], ["SensorBus"]],
    "hall.stuck": [["SensorStuck"], ["SensorStuck"], ["SensorStuck"]],
    "hall.garbage": [["SensorBus"], ["SensorBus"], ["SensorBus"]],
    "hall.wrong": [[], ["DepthDisagrees"], []],
    // While arming, the proof of its threshold may meet it before the next frame does.
    "hall.reset": [["SensorBus"], ["SensorBus", "ChainLost"], ["SensorBus"]],
    "hall.intermittent": [["SensorBus"], ["SensorBus"], []],
    "spi.stuckHigh": [["SolenoidChip"], ["SolenoidChip"], []],
    "spi.stuckLow": [["SolenoidChip"], ["SolenoidChip"], []],
    "spi.garbage": [["SolenoidChip"], ["SolenoidChip"], []],
    "spi.slow": [[], [], []],
    "i2c.stuckLow": [["SensorBus"], ["SensorBus"], ["SensorBus"]],
    "i2c.open": [
        ["SensorBus"],
        // The first to miss its chip: a sample, a driver, the journal, the mark, or the proof of the chain.
        ["SensorBus", "DriveChip", "JournalFailed", "CartridgeMark", "ChainLost"],
        // What the run came to is written at its end, and that does not stay.
        ["SensorBus", "JournalFailed"],
    ],
    "seriesSwitch.open": [["SolenoidChip"], ["SolenoidChip"], []],
}
const STATES: readonly FaultState[] = ["Ready", "Arming", "Stopping"]

async function run(unit: FaultUnit, kind: FaultKind, state: FaultState): Promise<FaultRun> {
    const play = (seed: number): Promise<FaultRun> =>
        runFault(bytecodeOf.solenoid, { unit, kind }, state, seed, "solenoid")
    let seen = await play(SEED)
    if (state === "Stopping" && ON_THE_WAY_IN.includes(`${unit}.${kind}`))
        for (let seed = SEED + 1; seed <= SEEDS_MAX && seen.faults.length === 0; seed++) {
            expectSafe(seen, unit)
            seen = await play(seed)
        }
    return seen
}

describe("PEN-SAF-17: solenoid: while Running", () => {
    const fitted = faultPairs().filter(pair => pair.fitted.includes("solenoid"))
    test("PEN-SAF-17: solenoid: fault table: every pair is judged here", () => {
        const named = fitted.map(({ unit, kind }) => `${unit}.${kind}`)
        expect(Object.keys(RUNNING).sort()).toEqual(named.sort())
    })
    for (const { unit, kind } of fitted) {
        const name = `${unit}.${kind}`
        const open = OPEN_ENDS[name]
        const title = open === undefined ? "ends safe, needles in" : `open: ${open}`
        test(`PEN-SAF-17: solenoid: ${name}: Running: ${title}`, async () => {
            const seen = await run(unit, kind, "Running")
            if (open === undefined) expectSafe(seen, unit)
            if (!NO_WAY_IN.includes(name)) expect(seen.inMsMax).toBeLessThanOrEqual(IN_MS_MAX)
            expectEnd(seen, name, RUNNING[name]!)
        })
    }
})

describe("PEN-SAF-17: solenoid: elsewhere", () => {
    for (const [name, ends] of Object.entries(ELSEWHERE))
        test(`PEN-SAF-17: solenoid: ${name}: Ready, Arming, Stopping: ends safe`, async () => {
            const [unit, kind] = name.split(".") as [FaultUnit, FaultKind]
            for (const [index, state] of STATES.entries()) {
                const seen = await run(unit, kind, state)
                expectSafe(seen, unit)
                expectEnd(seen, name, ends[index]!)
            }
        })
})

describe("PEN-SAF-17: solenoid: a plunger that stays out", () => {
    test("PEN-SAF-17: plunger jammed outside: SolenoidPlunger, no supply, clear refused while it is out", async () => {
        const pen = await runningTreatment({ variant: "solenoid", seed: 21 })
        pen.do({ do: "fault", unit: "plunger", kind: "stuck" }).wait(50)
        pen.do({ do: "release" }).untilState("Faulted", 1_500)
        expect(pen.fault).toBe("SolenoidPlunger")
        for (let attempt = 0; attempt < 3; attempt++) {
            pen.do({ do: "clear_fault" }).wait(600)
            expect([pen.state, pen.fault]).toEqual(["Faulted", "SolenoidPlunger"])
            expect(pen.pen.world.chain.seriesClosed.high).toBe(false)
        }
        expect(pen.pen.world.plant.reachUm).toBeGreaterThan(900)
        pen.do({ do: "heal", unit: "plunger" }).wait(100)
        expect(pen.pen.world.plant.reachUm).toBeLessThanOrEqual(0)
        pen.recover().start()
    })

    test("PEN-SAF-17: depth sensor 90 um off at power-on: HomeFailed, and no start", async () => {
        const pen = await treatment({ variant: "solenoid", seed: 23 })
        // 25 mT/mm at ±40 mT over 16 bit.
        pen.do({ do: "fault", unit: "hall", kind: "wrong", value: -1843 }).powerOn()
        pen.untilState("Faulted", 4_000)
        expect(pen.fault, pen.story()).toBe("HomeFailed")
        pen.do({ do: "insert", cartridge: "a" }).wait(500).do({ do: "press" }).wait(500)
        expect(pen.figures.driveOnMs).toBe(0)
    })

    test("PEN-SAF-17: depth sensor lost, Running: Faulted once the spring must have done its work", async () => {
        for (const kind of ["off", "stuck", "garbage"] as const) {
            const pen = await runningTreatment({ variant: "solenoid", seed: 22 })
            pen.do({ do: "fault", unit: "hall", kind })
            pen.untilState("Faulted", 500)
            const { driveOffMs, retractedMs } = pen.reaction
            expect(retractedMs! - driveOffMs!, pen.story()).toBeLessThanOrEqual(IN_MS_MAX)
            pen.wait(500).do({ do: "clear_fault" }).wait(500)
            expect(pen.state).toBe("Faulted")
        }
    })
})
