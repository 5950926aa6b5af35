import { expect, test } from "vitest"
import { newInputs } from "../../src/core/inputs"
import { newInterlock, step } from "../../src/core/interlock"
import { State } from "../../src/core/state"

test("interlock: acknowledge during the self-test: counts for the fitted cartridge", () => {
    const lock = newInterlock()
    const inputs = { ...newInputs(), latchClosed: true, cartridge: 0, acknowledgeEdge: true }
    step(lock, inputs, 10)
    expect(lock.state).toBe(State.SelfTest)
    expect(lock.acknowledged).toBe(true)
})

test("interlock: acknowledge during the self-test: counts for nothing without a cartridge", () => {
    const lock = newInterlock()
    step(lock, { ...newInputs(), acknowledgeEdge: true }, 10)
    expect(lock.acknowledged).toBe(false)
})
