/** What the process that hands out mutations and those that try them say to one another. */
import type { Mutation } from "./mutation"

/** A mutation to try; without one, everything has to pass, and shows how long it takes. */
export interface Job {
    /** Processor time that each stage takes without a mutation, ms. */
    readonly usualMs: Readonly<Record<string, number>>
    readonly mutation?: Mutation
    /** Tests of the host, in this order. */
    readonly tests: readonly string[]
    /** Build it and play the slice, if no test of the host has noticed it. */
    readonly bytecode: boolean
    /** Run the behaviour suite against it, if the slice has not noticed it either. */
    readonly suite: boolean
}

/** How a mutation ended. Invalid: it does not compile. Late: it did not come to an end. */
export type Outcome = "killed" | "late" | "survived" | "invalid"

export interface Verdict {
    readonly outcome: Outcome
    /** What noticed it, or why it does not compile. */
    readonly by: string
}

/** Sent instead of a job: no more will come. */
export const END = "end"

export type Message =
    /** A stage from which nothing more is heard for `silentMs` never ends. */
    | { readonly kind: "begin"; readonly stage: string; readonly silentMs: number }
    | { readonly kind: "end"; readonly stage: string; readonly ms: number }
    | { readonly kind: "late"; readonly stage: string }
    | ({ readonly kind: "verdict" } & Verdict)
    | { readonly kind: "broken"; readonly reason: string }
