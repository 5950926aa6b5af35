/** When Service may be entered (PEN-SAF-22), term by term. */
import { readFileSync } from "node:fs"
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
    ["with its needles at the nose plane", { inputs: { commandedUm: 0, measuredUm: 0 } }, "None"],
    [
        "Faulted, whose command means nothing",
        { lock: { state: State.Faulted }, inputs: { homed: false, commandedUm: 100 } },
        "None",
    ],
    [
        "without calibration, whose reading means nothing",
        { inputs: { calibrationGood: false, measuredUm: 100 } },
        "None",
    ],
    ["with 29 % of its battery", { inputs: { batteryPercent: 29 } }, "BatteryLow"],
    ["with 30 % of its battery", { inputs: { batteryPercent: 30 } }, "None"],
])("PEN-SAF-22: Service: of a pen %s: %j: %s", (_what, situation, expected) => {
    expect(said(situation)).toBe(expected)
})

test.each(["depthactuator", "journal", "needledrive", "safetyinterlock"])(
    "Service: refusals: have the numbers of services/%s.md",
    name => {
        const text = readFileSync(new URL(`../../services/${name}.md`, import.meta.url), "utf8")
        const [, list = ""] = /enum Refusal: u8 \{([^}]*)\}/.exec(text) ?? []
        const told = [...list.matchAll(/(\w+) = (\d+)/g)].map(([, word, number]) => [
            word,
            Number(number),
        ])
        const numbers = Object.entries(Refusal).filter(([word]) => isNaN(Number(word)))
        expect(told).toEqual(numbers)
    }
)
