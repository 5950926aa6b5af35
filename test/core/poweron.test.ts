/** What the core takes the world for before anything was sampled: a pen on which nothing is permitted. */
import { expect, test } from "vitest"
import { Inhibit, inhibitNames } from "../../src/core/inhibit"
import { newInputs } from "../../src/core/inputs"
import { driveAllowed, newInterlock, step } from "../../src/core/interlock"
import { Kind } from "../../src/core/kind"
import { match } from "../../src/core/match"
import { newSample } from "../../src/core/sample"
import { State } from "../../src/core/state"

test("PEN-SAF-13: inputs: nothing sampled yet: every term speaks against a start", () => {
    const inputs = newInputs()
    expect(inhibitNames(match(newInterlock(), inputs, true))).toEqual([
        "NoCartridge",
        "NotHomed",
        "ChainNotProven",
        "StopOpen",
        "CalibrationMissing",
        "BatteryLow",
    ])
    expect(inputs).toMatchObject({
        cartridge: Inhibit.NoCartridge,
        kind: Kind.Unknown,
        minUm: 0,
        maxUm: 0,
        lengthUm: 0,
        depthUm: 0,
        rateHz: 30,
        profileMaxUm: 2500,
        commandedUm: 0,
        measuredUm: 0,
        cause: 0,
    })
})

test("PEN-SAF-13: inputs: nothing sampled yet: every switch and key reads as the safe one", () => {
    const values = Object.entries(newInputs())
    expect(values.filter(([, value]) => typeof value === "boolean" && value)).toEqual([])
})

test("PEN-SAF-13: interlock: before its first tick: SelfTest, and no start by whatever comes in it", () => {
    const lock = newInterlock()
    expect(lock).toMatchObject({ state: State.SelfTest, fault: 0, inhibits: 0, stopReason: 0 })
    expect([lock.runDepthUm, lock.deepUm, lock.sinceMs]).toEqual([-1, -1, 0])
    expect([lock.acknowledged, lock.triggerWasDown]).toEqual([false, true])
    step(lock, { ...newInputs(), selfTestDone: true, triggerDown: true, acknowledgeEdge: true }, 0)
    expect(driveAllowed(lock.state)).toBe(false)
})

test("sample: nothing sampled yet: no depth is known and no count is fresh", () => {
    const { fieldCrcGood, ...rest } = newSample()
    expect(fieldCrcGood).toBe(true)
    expect(Object.values(rest).filter(value => value !== 0 && value !== false)).toEqual([])
})
