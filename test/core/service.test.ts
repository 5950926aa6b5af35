/** When Service may be entered (PEN-SAF-22), term by term. */
import { expect, test } from "vitest"
import { Inhibit } from "../../src/core/inhibit"
import type { Inputs } from "../../src/core/inputs"
import type { Interlock } from "../../src/core/interlock"
import { Refusal, serviceRefusal } from "../../src/core/service"
import { State } from "../../src/core/state"

const PARKED_UM = -200

interface Situation {
    lock?: Partial<Interlock>
    inputs?: Partial<Inputs>
}

/** What is said to a pen at rest, without a cartridge, parked, with a good battery, but for these. */
function said({ lock, inputs }: Situation): string {
    const rest = { state: State.Locked, inhibits: Inhibit.NoCartridge, ...lock }
    const parked = {
        latchClosed: false,
        homed: true,
        commandedUm: PARKED_UM,
        measuredUm: PARKED_UM,
        calibrationGood: true,
        batteryPercent: 90,
        ...inputs,
    }
    return Refusal[serviceRefusal(rest as Interlock, parked as Inputs)]
}

test.each<[string, Situation, string]>([
    ["at rest", {}, "None"],
    ["with a fault", { lock: { state: State.Faulted } }, "None"],
    ["Faulted and not homed", { lock: { state: State.Faulted }, inputs: { homed: false } }, "None"],
    ["testing itself", { lock: { state: State.SelfTest } }, "NotReady"],
    ["Arming", { lock: { state: State.Arming } }, "Moving"],
    ["Running", { lock: { state: State.Running } }, "Moving"],
    ["Stopping", { lock: { state: State.Stopping } }, "Moving"],
    ["with a cartridge", { inputs: { latchClosed: true } }, "CartridgeFitted"],
    ["sent out", { inputs: { commandedUm: 100 } }, "NotParked"],
    ["measured out", { inputs: { measuredUm: 100 } }, "NotParked"],
    ["not homed", { inputs: { homed: false } }, "NotParked"],
    ["with 29 % of its battery", { inputs: { batteryPercent: 29 } }, "BatteryLow"],
    ["with 30 % of its battery", { inputs: { batteryPercent: 30 } }, "None"],
])("PEN-SAF-22: Service: of a pen %s: %j: %s", (_what, situation, expected) => {
    expect(said(situation)).toBe(expected)
})
