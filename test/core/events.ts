/** One thing that happens to an otherwise good pen, in each state: the table of docs/interlock.md. */
import { Fault, faultName } from "../../src/core/fault"
import { Inhibit } from "../../src/core/inhibit"
import type { Inputs } from "../../src/core/inputs"
import { step } from "../../src/core/interlock"
import { State, stateName } from "../../src/core/state"
import { enteredMs, inputsIn, lockIn } from "./support"

const states = [
    State.SelfTest,
    State.Locked,
    State.Ready,
    State.Arming,
    State.Running,
    State.Stopping,
    State.Faulted,
    State.Service,
]

const events: [name: string, fields: Partial<Inputs>, afterMs?: number][] = [
    ["nothing", {}],
    ["self-test ends", { selfTestDone: true }],
    ["self-test ends, run mark says Running", { selfTestDone: true, restarted: true }],
    ["acknowledge", { acknowledgeEdge: true }],
    ["clear, cause gone", { clearEdge: true }],
    ["clear, cause still there", { clearEdge: true, cause: Fault.DriveStall }],
    ["trigger goes down", { triggerDown: true }],
    ["trigger goes up", { triggerDown: false }],
    ["arming sequence done", { armed: true, strokeSafe: true }],
    ["800 ms are over", {}, 810],
    ["parked", { parked: true }],
    ["1,000 ms are over", {}, 1010],
    ["cartridge latch opens", { latchClosed: false }],
    ["cartridge does not answer", { cartridge: Inhibit.NoCartridge }],
    ["another cartridge answers", { cartridgeChanged: true }],
    ["record not good", { cartridge: Inhibit.CartridgeCorrupt }],
    ["knob to another permitted depth", { depthUm: 950 }],
    ["knob above the cartridge's maximum", { depthUm: 2050 }],
    ["knob above 1,500 µm, not confirmed", { depthUm: 1550 }],
    ["home lost", { homed: false }],
    ["calibration not good", { calibrationGood: false }],
    ["safety chain not proven", { chainProven: false }],
    ["battery below its reserve", { batteryPercent: 19 }],
    ["stop loop opens", { stopClosed: false }],
    ["safety chain down", { strokeSafe: false }],
    ["measured depth 300 µm off", { measuredUm: 1300 }],
    ["Service is asked for, cartridge fitted", { serviceAsked: true }],
    ["Service is asked for, latch open", { serviceAsked: true, latchClosed: false, cartridge: 1 }],
    [
        "the same, battery below 30 %",
        { serviceAsked: true, latchClosed: false, cartridge: 1, batteryPercent: 29 },
    ],
    ["cause: strokes too slow", { cause: Fault.DriveSlow }],
    ["cause: any other fault", { cause: Fault.DriveStall }],
]

/** Head and rows: where each event leads from each state, or "·" where the pen stays as it is. */
export function eventRows(): string[][] {
    const head = ["Event", ...states.map(stateName)]
    const rows = events.map(([name, fields, afterMs]) => [
        name,
        ...states.map(state => outcome(state, fields, afterMs ?? 10)),
    ])
    return [head, ...rows]
}

function outcome(state: State, fields: Partial<Inputs>, afterMs: number): string {
    // Locked waits for its checklist only; Faulted shows a fault whose cause is gone.
    const lock = lockIn(state, state === State.Faulted ? Fault.DriveStall : Fault.None)
    if (state === State.Locked) lock.acknowledged = false
    const before = { ...lock }
    step(lock, { ...inputsIn(state), ...fields }, enteredMs + afterMs)
    if (lock.state === before.state && lock.fault === before.fault) return "·"
    const name = stateName(lock.state)
    return lock.fault === Fault.None ? name : `${name}, ${faultName(lock.fault)}`
}
