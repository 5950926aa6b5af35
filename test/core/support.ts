/** Situations from which the tests of the core start. */
import { Fault } from "../../src/core/fault"
import { type Inputs, newInputs } from "../../src/core/inputs"
import { type Interlock, newInterlock } from "../../src/core/interlock"
import { Kind } from "../../src/core/kind"
import { State } from "../../src/core/state"

/** Depth of the situations below, and when their states were entered. */
export const depthUm = 1000
export const enteredMs = 5000

/** A pen at rest on which everything is as the match rule wants it: adjustable cartridge, 0 to 2,000 µm. */
export function goodInputs(): Inputs {
    const inputs = newInputs()
    inputs.selfTestDone = true
    inputs.latchClosed = true
    inputs.stopClosed = true
    inputs.cartridge = 0
    inputs.kind = Kind.Adjustable
    inputs.minUm = 0
    inputs.maxUm = 2000
    inputs.depthUm = depthUm
    inputs.rateHz = 117
    inputs.homed = true
    inputs.chainProven = true
    inputs.calibrationGood = true
    inputs.batteryPercent = 90
    inputs.standstill = true
    inputs.commandedUm = -188
    inputs.measuredUm = -190
    return inputs
}

/** The same pen as it is while `state` lasts, without anything happening. */
export function inputsIn(state: State): Inputs {
    const inputs = goodInputs()
    if (state === State.SelfTest) inputs.selfTestDone = false
    if (state === State.Arming || state === State.Running) {
        inputs.triggerDown = true
        inputs.commandedUm = depthUm
        inputs.measuredUm = depthUm + 4
    }
    if (state === State.Running) {
        inputs.armed = true
        inputs.strokeSafe = true
    }
    return inputs
}

/** An interlock that has been in `state` since `enteredMs`, with its checklist acknowledged. */
export function lockIn(state: State, fault = Fault.None): Interlock {
    const lock = newInterlock()
    const moving = state === State.Arming || state === State.Running || state === State.Stopping
    lock.state = state
    lock.fault = fault
    lock.sinceMs = enteredMs
    lock.acknowledged = state !== State.SelfTest
    lock.runDepthUm = moving ? depthUm : -1
    lock.triggerWasDown = state === State.Arming || state === State.Running
    return lock
}
