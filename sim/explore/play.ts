/** Plays one session on the shipped bytecode, and judges it by the invariants of the plant. */
import { checkSteps } from "../actions"
import { crashOf } from "../campaign/crash"
import { Invariants, type Violation } from "../campaign/invariants"
import { noteVisits } from "../campaign/visits"
import type { Pen } from "../pen"
import { schedule } from "../run"
import type { Scenario } from "../scenario"

/** When the pen has to be Ready by each remedy, ms; a session ends at the first at which it is. */
export type Remedies = readonly { readonly what: string; readonly byMs: number }[]

export interface Played {
    readonly violations: readonly Violation[]
    /** States, each with what was done in it. */
    readonly visits: ReadonlySet<string>
    readonly virtualMs: number
}

/** Makes the pen of a scenario, switched off. */
export type PenMaker = (scenario: Scenario) => Promise<Pen>

/** Plays to the first remedy that makes the pen Ready, or to the end where there are none. */
export async function playSession(
    scenario: Scenario,
    remedies: Remedies,
    makePen: PenMaker
): Promise<Played> {
    checkSteps(scenario)
    const pen = await makePen(scenario)
    const guard = new Invariants(pen)
    const visits = noteVisits(pen, scenario)
    schedule(pen, scenario)
    pen.powerOn()
    try {
        if (remedies.length === 0) pen.runUntil(scenario.untilMs)
        else if (!mended(pen, remedies)) guard.broken("notReady", pen.nowMs / 1_000)
    } catch (error) {
        guard.violations.push(crashOf(error, pen))
    }
    return { violations: guard.violations, visits, virtualMs: pen.nowMs }
}

function mended(pen: Pen, remedies: Remedies): boolean {
    const ready = remedies.some(({ byMs }) => {
        pen.runUntil(byMs)
        return pen.firmware.state === "Ready"
    })
    // PEN-SAF-11: what needs an inspection is put right by nothing else.
    return ready || pen.firmware.inhibits.includes("Quarantined")
}
