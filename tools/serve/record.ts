/** What was done to a pen, as a scenario file that checks itself when it is played again; and how a scenario ended. */
import type { Verdict } from "../../bench/messages"
import { resultAt } from "../../sim/expect"
import { type LivePen, asFile } from "../../sim/live"
import { shown } from "../../sim/refusal"
import type { RunResult } from "../../sim/result"

/** The figures that a run is told by, and has again when it is played again. */
const figures = [
    "final.state",
    "final.fault",
    "plant.strokes",
    "plant.strokesUnauthorised",
    "plant.protrusionUmMax",
    "plant.driveOnMs",
]

/** The text of the file. */
export function recordText(live: LivePen, livedMs: number): string {
    const result = live.result(livedMs)
    const expect = Object.fromEntries(figures.map(path => [path, resultAt(result, path)]))
    return `${JSON.stringify({ ...asFile(live.record()), expect }, null, 4)}\n`
}

/** Whether a scenario that has come to its end went as its author expected. */
export function verdictOf(
    { expect }: RunResult,
    wanted: Readonly<Record<string, unknown>>
): Verdict {
    const failed = new Map(expect.failed.map(one => [one.path, one]))
    const lines = Object.entries(wanted).map(([path, value]) => {
        const failure = failed.get(path)
        const expected = shown(value).replaceAll('"', "")
        const found = failure ? `, found ${shown(failure.found)}` : ""
        return { ok: !failure, text: `${path}: expected ${expected}${found}` }
    })
    return { ok: expect.ok, lines }
}
