/** Walks of many pens with hostile peers, until so many packets were sent; every walk can be had again by its seed. */
import type { Variant } from "../../sim/faults"
import { Machine } from "../../sim/machine"
import { type Finding, Walk } from "./walk"

export interface Fuzzed {
    readonly sent: number
    readonly answered: number
    readonly walks: number
    readonly virtualMs: number
    /** Packets that were sent in each state. */
    readonly states: Readonly<Record<string, number>>
    readonly findings: readonly Finding[]
}

/** A packet a tick: nearly all that a pen at rest can take are handled. */
const PACED = { packets: 4_000, perStep: 1 }
/** 3,000 packets a second. */
const FLOOD = { packets: 30_000, perStep: 30 }
/** Of all packets, so many come at a pace that a pen can follow. */
const PACED_PERCENT = 60

export async function fuzz(
    variant: Variant,
    bytecode: Uint8Array,
    packets: number,
    seed: number,
    onProgress: (sent: number) => void = () => undefined
): Promise<Fuzzed> {
    const machine = new Machine()
    const states = new Map<string, number>()
    const findings: Finding[] = []
    const sum = { sent: 0, answered: 0, walks: 0, virtualMs: 0 }
    const paced = Math.round((packets * PACED_PERCENT) / 100)
    while (sum.sent < packets) {
        const plan = sum.sent < paced ? PACED : FLOOD
        const left = (plan === PACED ? paced : packets) - sum.sent
        const walk = await Walk.make(seed + sum.walks, variant, bytecode, machine)
        const walked = walk.run(Math.min(plan.packets, left), plan.perStep)
        sum.walks++
        sum.sent += walked.sent
        sum.answered += walked.answered
        sum.virtualMs += walked.virtualMs
        findings.push(...walked.findings)
        for (const [state, count] of walked.byState)
            if (state !== "") states.set(state, (states.get(state) ?? 0) + count)
        onProgress(sum.sent)
    }
    return { ...sum, states: Object.fromEntries(states), findings }
}
