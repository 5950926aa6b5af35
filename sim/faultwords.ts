/** The words that faults are told in. */

export type Variant = "stepper" | "solenoid"

export const faultKinds = [
    "off",
    "stuck",
    "garbage",
    "wrong",
    "slow",
    "intermittent",
    "reset",
    "open",
    "short",
    "stuckHigh",
    "stuckLow",
    "hiZ",
] as const
export type FaultKind = (typeof faultKinds)[number]

/** One way of failing. `value` says what the optional number of a scenario means; without it none is allowed. */
export interface FaultWay {
    readonly effect: string
    readonly value?: string
}

export interface FaultUnitRow {
    readonly what: string
    /** Variants of the pen that contain the unit today; empty: the simulated pen does not contain it yet. */
    readonly fitted: readonly Variant[]
    readonly kinds: Readonly<Partial<Record<FaultKind, FaultWay>>>
}
