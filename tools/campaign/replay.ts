/** One run of a campaign again, in detail: its timeline, its trace, its scenario. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import pc from "picocolors"
import type { Hazard } from "../../sim/campaign/hazard"
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
}

/** Plays one run once more. Throws `Refusal` for a scenario that a file cannot say. */
export async function replay(job: Job, terms: Terms, options: ReplayOptions): Promise<Replay> {
    const workshop = await Workshop.open(terms)
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
    if (options.save !== undefined) save(options.save, job, scenario, terms.hazards)
    return { record, scenario, result }
}

/** The timeline of a run, and what it was judged by. */
export function replayText({ record, scenario, result }: Replay): string {
    const { hazard, case: name, variant, arm, seed } = record
    const head = `${pc.bold(`${hazard} ${name}`)}  ${variant}, arm ${arm}, seed ${seed}`
    return `${[head, "", ...timeline(scenario, result), ""].join("\n")}\n`
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
function save(path: string, job: Job, scenario: Scenario, hazards: readonly Hazard[]): void {
    const hazard = hazards.find(one => one.id === job.hazard)
    const defeat = hazard?.cases.find(one => one.name === job.case)?.defeat
    const defeated = job.arm === "without" ? defeat : undefined
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
