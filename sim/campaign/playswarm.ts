/** Plays a swarm run and judges it by the invariants, and by whether the mended pen can be used again. */
import { checkSteps } from "../actions"
import type { Variant } from "../faults"
import { schedule } from "../run"
import { crashOf } from "./crash"
import { Invariants } from "./invariants"
import type { PenMaker, PlayOptions, RunRecord } from "./play"
import { SWARM, swarmOf, type Swarm } from "./swarm"
import { noteVisits } from "./visits"
import type { Pen } from "../pen"

export async function playSwarm(
    run: { readonly variant: Variant; readonly seed: number },
    makePen: PenMaker,
    { trace, onEnd }: PlayOptions = {}
): Promise<RunRecord> {
    const swarm = swarmOf(run.seed, run.variant)
    const { scenario } = swarm
    checkSteps(scenario)
    const pen = await makePen(scenario, trace ? { trace } : {})
    const guard = new Invariants(pen)
    const visits = noteVisits(pen, scenario)
    schedule(pen, scenario)
    pen.powerOn()
    let remedy: string | null = null
    try {
        remedy = mend(pen, swarm)
        if (remedy === null) guard.broken("notReady", pen.nowMs / 1_000)
    } catch (error) {
        guard.violations.push(crashOf(error, pen))
    }
    guard.close()
    onEnd?.(pen, scenario)
    return {
        hazard: SWARM,
        case: SWARM,
        variant: run.variant,
        arm: "with",
        seed: run.seed,
        occurred: true,
        worst: guard.violations.length,
        harmed: guard.violations.length > 0,
        violations: guard.violations,
        remedy: remedy ?? lastWords(pen),
        invariants: guard.worst,
        visits: [...visits],
        traceSha256: pen.trace.digest(),
        virtualMs: pen.nowMs,
    }
}

/** Runs on from remedy to remedy. Returns the one that made the pen Ready, or null. */
function mend(pen: Pen, { remedies }: Swarm): string | null {
    for (const { what, byMs } of remedies) {
        pen.runUntil(byMs)
        if (pen.firmware.state === "Ready") return what
    }
    // PEN-SAF-11: what needs an inspection is put right by nothing else.
    return pen.firmware.inhibits.includes("Quarantined") ? "inspection" : null
}

/** Why the pen says that it is not Ready. */
function lastWords({ firmware }: Pen): string {
    const { state, fault, inhibits } = firmware
    return `${state}, ${fault}: ${inhibits.join(", ")}`
}
