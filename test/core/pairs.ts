/**
 * Pairs of state and event: what may come to the interlock in one tick, told from its inputs, so that a test can
 * count which of them its situations have visited. The events are those of `events.ts`.
 */
import { Fault } from "../../src/core/fault"
import { Inhibit } from "../../src/core/inhibit"
import type { Inputs } from "../../src/core/inputs"
import type { Interlock } from "../../src/core/interlock"
import { State, stateName } from "../../src/core/state"

type Happens = (before: Interlock, inputs: Inputs, inStateMs: number) => boolean

const permitted = (inputs: Inputs): boolean =>
    inputs.depthUm >= inputs.minUm && inputs.depthUm <= inputs.maxUm

/** Whether the event is in this tick; others may be in it as well. */
const events: Record<string, Happens> = {
    "nothing wrong": (_, inputs) =>
        inputs.latchClosed && inputs.stopClosed && inputs.cartridge === 0 && inputs.cause === 0,
    "self-test ends": (_, inputs) => inputs.selfTestDone,
    "run mark says Running": (_, inputs) => inputs.restarted,
    acknowledge: (_, inputs) => inputs.acknowledgeEdge,
    confirm: (_, inputs) => inputs.confirmEdge,
    "acknowledge and clear in one tick": (_, inputs) => inputs.acknowledgeEdge && inputs.clearEdge,
    "clear, no cause": (_, inputs) => inputs.clearEdge && inputs.cause === Fault.None,
    "clear, with a cause": (_, inputs) => inputs.clearEdge && inputs.cause !== Fault.None,
    "trigger goes down": (before, inputs) => inputs.triggerDown && !before.triggerWasDown,
    "trigger stays down": (before, inputs) => inputs.triggerDown && before.triggerWasDown,
    "trigger goes up": (before, inputs) => !inputs.triggerDown && before.triggerWasDown,
    "arming sequence done": (_, inputs) => inputs.armed,
    "arming sequence done, chain down": (_, inputs) => inputs.armed && !inputs.strokeSafe,
    parked: (_, inputs) => inputs.parked,
    "not parked": (_, inputs) => !inputs.parked,
    "800 ms are over": (_before, _inputs, inStateMs) => inStateMs > 800,
    "1,000 ms are over": (_before, _inputs, inStateMs) => inStateMs > 1000,
    "cartridge latch opens": (_, inputs) => !inputs.latchClosed,
    "cartridge does not answer": (_, inputs) => (inputs.cartridge & Inhibit.NoCartridge) !== 0,
    "another cartridge answers": (_, inputs) => inputs.cartridgeChanged,
    "record not good": (_, inputs) => (inputs.cartridge & Inhibit.CartridgeCorrupt) !== 0,
    "knob to another permitted depth": (before, inputs) =>
        inputs.depthUm !== before.runDepthUm && permitted(inputs),
    "knob above the cartridge's maximum": (_, inputs) => inputs.depthUm > inputs.maxUm,
    "knob above 1,500 µm, not confirmed": (before, inputs) =>
        inputs.depthUm > 1500 && before.deepUm !== inputs.depthUm,
    "knob above 1,500 µm, confirmed": (before, inputs) =>
        inputs.depthUm > 1500 && before.deepUm === inputs.depthUm,
    "home lost": (_, inputs) => !inputs.homed,
    "calibration not good": (_, inputs) => !inputs.calibrationGood,
    "safety chain not proven": (_, inputs) => !inputs.chainProven,
    "battery below its reserve": (_, inputs) => inputs.batteryPercent < 20,
    "stop loop opens": (_, inputs) => !inputs.stopClosed,
    "safety chain down": (_, inputs) => !inputs.strokeSafe,
    "measured depth off": (_, inputs) => Math.abs(inputs.measuredUm - inputs.commandedUm) > 80,
    "cause: strokes too slow": (_, inputs) => inputs.cause === Fault.DriveSlow,
    "cause: depth over": (_, inputs) => inputs.cause === Fault.DepthOver,
    "cause: any other fault": (_, inputs) => inputs.cause === Fault.DriveStall,
}

const names = Object.keys(events)
const happens = Object.values(events)
const states = [0, 1, 2, 3, 4, 5, 6, 7] as const

/** States that no time limit ends. */
const unlimited: readonly State[] = [
    State.SelfTest,
    State.Locked,
    State.Ready,
    State.Running,
    State.Faulted,
    State.Service,
]

/** Every pair that has a meaning: a time limit has one only in the state that it limits. */
export const pairs: readonly string[] = states.flatMap(state =>
    names
        .filter(name => !(name.endsWith("ms are over") && unlimited.includes(state)))
        .map(name => `${stateName(state)}: ${name}`)
)

/** Counts the situations of each pair. */
export class PairCounts {
    private readonly counts = new Uint32Array(states.length * names.length)

    /** One tick, seen before it. */
    see(before: Interlock, inputs: Inputs, inStateMs: number): void {
        const from = before.state * names.length
        for (let index = 0; index < names.length; index++)
            if (happens[index]!(before, inputs, inStateMs)) this.counts[from + index]!++
    }

    /** The pairs that have been visited. */
    get visited(): Set<string> {
        const found = states.flatMap(state =>
            names
                .filter((_, index) => this.counts[state * names.length + index]! > 0)
                .map(name => `${stateName(state)}: ${name}`)
        )
        return new Set(found)
    }
}
