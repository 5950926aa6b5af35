/** A run that never happened: made-up samples and figures, so that reports and plots can be tested on their own. */
import type { RunResult, Sample } from "../../sim/result"
import { parseScenario } from "../../sim/scenario"
import type { Scenario } from "../../sim/scenario"

export interface Fabricated {
    scenario: Scenario
    result: RunResult
    samples: Sample[]
}

const pressMs = 3000
const runMs = 3400
const removeMs = 7000
const endMs = 9000

/** A treatment at 1.00 mm that ends with the cartridge pulled out. */
export function fabricated(): Fabricated {
    const scenario = parseScenario(
        {
            schema: 1,
            cartridges: { a: { kind: "adjustable", minUm: 0, maxUm: 1500 } },
            steps: [
                { atMs: 1500, do: "insert", cartridge: "a" },
                { atMs: 2000, do: "acknowledge" },
                { atMs: 2200, do: "set_depth", um: 1000 },
                { atMs: 2300, do: "set_rate", hz: 117 },
                { atMs: pressMs, do: "press" },
                { atMs: removeMs, do: "remove" },
            ],
            untilMs: endMs,
            expect: { "final.state": "Faulted", "plant.strokes": "400..500", "plant.driveOnMs": 0 },
        },
        "fabricated",
        () => new Uint8Array()
    )
    const samples: Sample[] = []
    for (let atMs = 0; atMs <= endMs; atMs += 5) samples.push(sampleAt(atMs))
    return { scenario, result: resultOf(), samples }
}

function stateAt(atMs: number): string {
    if (atMs < 1200) return "SelfTest"
    if (atMs < 2400) return "Locked"
    if (atMs < pressMs) return "Ready"
    if (atMs < runMs) return "Arming"
    if (atMs < removeMs + 8) return "Running"
    return atMs < removeMs + 160 ? "Stopping" : "Faulted"
}

function sampleAt(atMs: number): Sample {
    const out = Math.min(1, Math.max(0, (atMs - pressMs) / 200))
    const back = Math.min(1, Math.max(0, (atMs - removeMs - 10) / 150))
    const commandedUm = Math.round(-200 + 1200 * (out - back))
    const spinning = atMs >= runMs && atMs < removeMs
    const rateHz = spinning ? 117 * (1 - Math.exp(-(atMs - runMs) / 60)) : 0
    return {
        atMs,
        selectedUm: atMs < 2200 ? 500 : 1000,
        commandedUm,
        carriageUm: commandedUm + 4,
        tipMaxUm: spinning ? commandedUm + 3 : commandedUm - 3500,
        rateHz,
        state: stateAt(atMs),
        strokeSafe: atMs >= pressMs + 20 && atMs < removeMs ? 1 : 0,
        motorMa: spinning ? 180 : 0,
    }
}

function resultOf(): RunResult {
    return {
        schema: 1,
        variant: "stepper",
        seed: 1,
        bytecodeSha256: "0123456789abcdef".repeat(4),
        traceSha256: "fedcba9876543210".repeat(4),
        virtualMs: endMs,
        hostMs: 100,
        speedup: 90,
        final: {
            state: "Faulted",
            fault: "CartridgeRemoved",
            inhibits: ["NoCartridge", "FaultLatched"],
            depthUm: 1000,
        },
        plant: {
            protrusionUmMax: 1003,
            overSelectedUmMax: 3,
            overCartridgeUmMax: 0,
            strokes: 421,
            strokesUnauthorised: 0,
            strokesAfterStopMax: 1,
            driveOnMs: 3600,
            useMarkBurntBeforeFirstStroke: null,
        },
        reactions: [
            {
                cause: "remove",
                atMs: removeMs,
                driveOffMs: 0.2,
                firmwareOffMs: 8.1,
                retractedMs: 158,
            },
        ],
        messages: [{ atMs: 7008, priority: "high", text: "Cartridge removed. Fit a new one." }],
        events: [
            { atMs: 1200, kind: "state", from: "SelfTest", to: "Locked", because: "NoCartridge" },
            { atMs: 2400, kind: "state", from: "Locked", to: "Ready", because: "" },
            { atMs: 3010, kind: "state", from: "Ready", to: "Arming", because: "" },
            { atMs: 3400, kind: "state", from: "Arming", to: "Running", because: "" },
            { atMs: 7000.2, kind: "chain", signal: "STROKE_SAFE", level: 0 },
            { atMs: 7008, kind: "state", from: "Running", to: "Stopping", because: "" },
            { atMs: 7008, kind: "fault", from: "None", to: "CartridgeRemoved" },
            { atMs: 7160, kind: "state", from: "Stopping", to: "Faulted", because: "NoCartridge" },
        ],
        expect: { ok: false, failed: [{ path: "plant.driveOnMs", expected: 0, found: 3600 }] },
    }
}
