/**
 * What a run leaves behind. Every figure of `plant` and `reactions` is taken from the simulated needle, motor and
 * supply, never from what the firmware says about itself. docs/scenarios.md explains the fields.
 */
import type { Variant } from "./faults"

/** The world every 5 ms, for plots. */
export interface Sample {
    atMs: number
    /** Depth that the knob selects. */
    selectedUm: number
    /** Depth that the chip of the depth actuator is commanded to: of the carriage, and by calibration. */
    commandedUm: number
    /** Where the carriage truly is, in depth coordinates. */
    carriageUm: number
    /** Where the tips are at the bottom of a stroke, whether or not one is being made. */
    tipMaxUm: number
    /** Cam revolutions per second. */
    rateHz: number
    /** State as the firmware reports it. */
    state: string
    /** Level of the latch that permits strokes. */
    strokeSafe: 0 | 1
    motorMa: number
}

export interface Reaction {
    /** The action's name (`remove`, `vm_hang`, …) or `unit.kind` of a fault. */
    cause: string
    atMs: number
    /** From the cause until drive energy is gone at the plant; null if it stayed. */
    driveOffMs: number | null
    /** From the cause until the program removed its own permission; null if it did not. */
    firmwareOffMs: number | null
    /** From the cause until the needles were in; null if they stayed out. */
    retractedMs: number | null
}

export type Priority = "low" | "medium" | "high"

export interface Message {
    atMs: number
    priority: Priority
    text: string
}

/**
 * Something that happened. Kinds: `step` of the scenario; `state` (from, to, because) and `fault` (from, to) as the
 * firmware tells them; `cartridge` as it was read; `chain` (signal, level) for an edge of the safety chain; `program`
 * (event) for boot, start, panic; `log` for other lines of the program.
 */
export interface RunEvent {
    atMs: number
    kind: string
    [detail: string]: string | number | boolean | null
}

export interface FailedExpectation {
    path: string
    expected: ExpectedValue
    found: unknown
}

export type ExpectedValue = string | number | boolean | null | readonly (string | number)[]

export interface RunResult {
    schema: 1
    variant: Variant
    seed: number
    bytecodeSha256: string
    /** Over every pin edge and bus byte with its time: the same for the same bytecode, seed and scenario. */
    traceSha256: string
    virtualMs: number
    hostMs: number
    speedup: number
    final: { state: string; fault: string; inhibits: string[]; depthUm: number }
    plant: PlantFigures
    reactions: Reaction[]
    messages: Message[]
    events: RunEvent[]
    expect: { ok: boolean; failed: FailedExpectation[] }
}

export interface PlantFigures {
    /** Farthest protrusion of the tip in the whole run. */
    protrusionUmMax: number
    /** Farthest protrusion beyond the depth that was selected at that moment; 0 if never. */
    overSelectedUmMax: number
    /** Farthest protrusion beyond what the fitted cartridge truly permits; 0 if never. */
    overCartridgeUmMax: number
    strokes: number
    /** Crossings of the nose plane while the match rule, evaluated on the plant, does not hold. */
    strokesUnauthorised: number
    /** Most strokes after any removal of the permission. */
    strokesAfterStopMax: number
    driveOnMs: number
    /** Null where no stroke was made. */
    useMarkBurntBeforeFirstStroke: boolean | null
}
