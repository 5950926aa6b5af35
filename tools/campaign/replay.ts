/** One run of a campaign again, in detail: its timeline, its trace, its scenario. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import pc from "picocolors"
import { figureOf } from "../../sim/campaign/figures"
import type { Hazard, HazardCase } from "../../sim/campaign/hazard"
import type { Job } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import { refuse } from "../../sim/refusal"
import type { RunResult } from "../../sim/result"
import { resultOf } from "../../sim/run"
import type { Scenario } from "../../sim/scenario"
import { timeline } from "../timeline"
import { Workshop, type Terms } from "./workshop"

export interface ReplayOptions {
    /** Files that are written. */
    readonly trace?: string | undefined
    readonly save?: string | undefined
}

export interface Replay {
    readonly record: RunRecord
    readonly scenario: Scenario
    readonly result: RunResult
    /** The control that the arm lacks; undefined where it has all of them. */
    readonly control?: string | undefined
    /** Of the harm's figure; undefined for a swarm run. */
    readonly limit?: number | undefined
    readonly unit?: string | undefined
}

/** Plays one run once more. Throws `Refusal` for a scenario that a file cannot say. */
export async function replay(job: Job, terms: Terms, options: ReplayOptions): Promise<Replay> {
    const workshop = Workshop.open(terms)
    const writer = options.trace === undefined ? undefined : lineWriter(options.trace)
    const seen: { scenario?: Scenario; result?: RunResult } = {}
    const record = await workshop.play(job, {
        ...(writer ? { trace: writer.line } : {}),
        onEnd: (pen, scenario) => {
            seen.scenario = scenario
            seen.result = resultOf(pen, scenario, Infinity)
        },
    })
    writer?.close()
    const { scenario, result } = seen as Required<typeof seen>
    const one = caseOf(job, terms.hazards)
    const defeat = job.arm === "without" ? one?.defeat : undefined
    if (options.save !== undefined) save(options.save, scenario, defeat)
    const control = defeat?.control
    const harm = one && { limit: one.harm.over, unit: figureOf(one.harm.figure).unit }
    return { record, scenario, result, control, ...harm }
}

function caseOf(job: Job, hazards: readonly Hazard[]): HazardCase | undefined {
    const hazard = hazards.find(one => one.id === job.hazard)
    return hazard?.cases.find(one => one.name === job.case)
}

/** The timeline of a run, and what it was judged by. */
export function replayText(replay: Replay): string {
    const { record, scenario, result } = replay
    const { hazard, case: name, variant, arm, seed } = record
    const head = `${pc.bold(`${hazard} ${name}`)}  ${variant}, arm ${arm}, seed ${seed}`
    const lines = [head, "", ...timeline(scenario, result), "", ...verdictLines(replay)]
    return `${lines.join("\n")}\n`
}

function verdictLines({ record, control, limit, unit }: Replay): string[] {
    const { occurred, worst, violations, remedy } = record
    const lines = control === undefined ? [] : [`defeated: ${control}`]
    if (limit === undefined) lines.push(`Ready again: ${remedy ?? "not asked"}`)
    else
        lines.push(
            `worst: ${worst} ${unit}, limit ${limit} ${unit}${occurred ? "" : "; the cause did not occur"}`
        )
    return [
        ...lines,
        ...violations.map(one => {
            const what = `${one.invariant} ${one.value}, limit ${one.limit}, at ${one.atMs} ms`
            return pc.red(`violation: ${what}${one.text === undefined ? "" : `: ${one.text}`}`)
        }),
    ]
}

function lineWriter(path: string): { line: (text: string) => void; close: () => void } {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(path, "w")
    return {
        line: text => void writeSync(file, `${text}\n`),
        close: () => closeSync(file),
    }
}

/** The scenario as a file for `pen run`, failures of the defeated control included. */
function save(path: string, scenario: Scenario, defeated: HazardCase["defeat"] | undefined): void {
    if (defeated && (defeated.chain !== undefined || Object.keys(defeated.plant).length > 0)) {
        const expected = "a run that a scenario can say; this one leaves out a part of the pen"
        throw refuse("pen campaign", "--save", expected, defeated.control)
    }
    const { cartridges, steps, untilMs, variant, seed, pen } = scenario
    const failures = (defeated?.faults ?? []).map(fault => ({
        atMs: defeated?.atMs ?? 0,
        do: "fault",
        ...fault,
    }))
    const file = {
        schema: 1,
        variant,
        seed,
        pen,
        cartridges,
        steps: [...failures, ...steps],
        untilMs,
    }
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${JSON.stringify(file, null, 4)}\n`)
}
