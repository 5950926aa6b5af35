/**
 * Every situation that the exhaustive test visits: states with what they may remember, times what a
 * tick may bring. The terms that only one state looks at are moved together, and all that the match
 * rule treats alike has one representative and one that differs.
 */
import { Fault } from "../../src/core/fault"
import { Inhibit } from "../../src/core/inhibit"
import { type Inputs } from "../../src/core/inputs"
import { type Interlock } from "../../src/core/interlock"
import { State } from "../../src/core/state"
import { depthUm, enteredMs, goodInputs, lockIn } from "./support"

/** When the tick happens: long before any time-out, and just after each of them. */
const early = enteredMs + 10
const late = enteredMs + 1010

/** A state, what is latched or shown in it, and the time. */
const starts: [State, Fault, number][] = [
    [State.SelfTest, Fault.None, early],
    [State.Locked, Fault.None, early],
    [State.Locked, Fault.ProgramRestarted, early],
    [State.Ready, Fault.None, early],
    [State.Arming, Fault.None, early],
    [State.Arming, Fault.None, late],
    [State.Running, Fault.None, early],
    [State.Stopping, Fault.None, early],
    [State.Stopping, Fault.None, late],
    [State.Stopping, Fault.ChainLost, early],
    [State.Stopping, Fault.ChainLost, late],
    [State.Faulted, Fault.SelfTestFailed, early],
    [State.Faulted, Fault.CartridgeRemoved, early],
    [State.Faulted, Fault.CartridgeChanged, early],
    [State.Faulted, Fault.MatchLost, early],
    [State.Faulted, Fault.DepthDisagrees, early],
    [State.Faulted, Fault.ChainLost, early],
    [State.Faulted, Fault.DriveStall, early],
    [State.Service, Fault.None, early],
]

const causes = [Fault.None, Fault.DriveSlow, Fault.DepthOver, Fault.DriveStall]
const cartridges = [0, Inhibit.NoCartridge, Inhibit.CartridgeCorrupt]
/**
 * What is wrong with depth or pen, one thing at a time and two together: the depth of the run, another
 * one, deep and confirmed, deep, beyond the cartridge; then the pen itself, its battery, and a restart while Running.
 */
const worlds: [depthUm: number, deepUm: number, pen: Partial<Inputs>][] = [
    [depthUm, -1, {}],
    [600, -1, {}],
    [1600, 1600, {}],
    [1600, -1, {}],
    [2050, -1, {}],
    [depthUm, -1, { homed: false }],
    [depthUm, -1, { chainProven: false }],
    [depthUm, -1, { calibrationGood: false }],
    [depthUm, -1, { measuredUm: 1300 }],
    [depthUm, -1, { measuredUm: 1300, homed: false }],
    [2050, -1, { measuredUm: 1300 }],
    [depthUm, -1, { batteryPercent: 19 }],
    [2050, -1, { batteryPercent: 19 }],
    [depthUm, -1, { restarted: true }],
    [2050, -1, { restarted: true }],
    [depthUm, -1, { serviceAsked: true }],
    [depthUm, -1, { serviceAsked: true, homed: false }],
    [depthUm, -1, { serviceAsked: true, batteryPercent: 29 }],
]
const good = {
    homed: true,
    chainProven: true,
    calibrationGood: true,
    batteryPercent: 90,
    measuredUm: -190,
    restarted: false,
    serviceAsked: false,
    commandedUm: -188,
}
const switches = 10

/** How many situations `everySituation` visits. */
export const situations =
    starts.length * causes.length * cartridges.length * worlds.length * 2 ** switches

/**
 * Calls `visit` in every situation, with objects that are used again for the next one. The lock given
 * is the one before the tick.
 */
export function everySituation(
    visit: (lock: Interlock, inputs: Inputs, nowMs: number) => void
): void {
    const inputs = goodInputs()
    for (const [state, fault, nowMs] of starts) {
        const start = lockIn(state, fault)
        const lock = { ...start }
        for (const [selectedUm, deepUm, pen] of worlds) {
            Object.assign(inputs, good, pen)
            inputs.depthUm = selectedUm
            for (inputs.cause of causes)
                for (inputs.cartridge of cartridges)
                    for (let bits = 0; bits < 2 ** switches; bits++) {
                        setSwitches(inputs, lock, bits)
                        lock.state = state
                        lock.fault = fault
                        lock.runDepthUm = start.runDepthUm
                        lock.sinceMs = enteredMs
                        lock.deepUm = deepUm
                        lock.stopReason = Fault.None
                        lock.inhibits = 0
                        visit(lock, inputs, nowMs)
                    }
        }
    }
}

function setSwitches(inputs: Inputs, lock: Interlock, bits: number): void {
    inputs.latchClosed = (bits & 1) !== 0
    inputs.triggerDown = (bits & 2) !== 0
    inputs.strokeSafe = (bits & 4) !== 0
    inputs.stopClosed = (bits & 8) !== 0
    inputs.cartridgeChanged = (bits & 16) !== 0
    inputs.acknowledgeEdge = (bits & 32) !== 0
    inputs.clearEdge = (bits & 64) !== 0
    lock.triggerWasDown = (bits & 128) !== 0
    lock.acknowledged = (bits & 256) !== 0
    const done = (bits & 512) !== 0
    inputs.selfTestDone = done
    inputs.armed = done
    inputs.parked = done
    // A second key in the same tick; it confirms nothing that the first did not ask for.
    inputs.confirmEdge = inputs.acknowledgeEdge && done
}
