/** A hazard that claims more than its runs show fails; an open one claims nothing. */
import { describe, expect, test } from "vitest"
import { loadHazards } from "../../sim/campaign/files"
import type { Hazard } from "../../sim/campaign/hazard"
import type { Arm, RunRecord } from "../../sim/campaign/play"
import { summaryOf, violationsOf } from "../../sim/campaign/verdict"

const hazard = loadHazards().find(one => one.id === "H-07")!

function run(arm: Arm, seed: number, changes: Partial<RunRecord> = {}): RunRecord {
    return {
        hazard: "H-07",
        case: "pulled-while-running",
        variant: "stepper",
        arm,
        seed,
        occurred: true,
        worst: arm === "without" ? 36 : 0.1,
        harmed: arm === "without",
        violations: [],
        invariants: {},
        visits: [],
        traceSha256: "0",
        virtualMs: 4_000,
        ...changes,
    }
}

const problemsOf = (runs: readonly RunRecord[], one: Hazard = hazard): string[] =>
    summaryOf(one, "stepper", runs).problems

describe("verdict", () => {
    test("verdict: harmed without in half of the runs, never with: no problem", () => {
        const runs = [
            run("with", 1),
            run("with", 2),
            run("without", 1),
            run("without", 2, { harmed: false }),
        ]
        expect(problemsOf(runs)).toEqual([])
    })

    test("verdict: harmed without in less than half: fails, with the numbers", () => {
        const spared = [2, 3].map(seed => run("without", seed, { harmed: false }))
        expect(problemsOf([run("with", 1), run("without", 1), ...spared])).toEqual([
            "pulled-while-running: arm without: harmed in 1 of 3 runs, expected half of them or more",
        ])
    })

    test("verdict: runs in which the cause did not occur: do not count", () => {
        const missed = [2, 3].map(seed => run("without", seed, { harmed: false, occurred: false }))
        expect(problemsOf([run("with", 1), run("without", 1), ...missed])).toEqual([])
    })

    test("verdict: the cause occurred in no run: fails", () => {
        const runs = [run("with", 1, { occurred: false }), run("without", 1, { occurred: false })]
        expect(problemsOf(runs)).toEqual([
            "pulled-while-running: arm with: the cause occurred in none of 1 runs",
            "pulled-while-running: arm without: the cause occurred in none of 1 runs",
        ])
    })

    test("verdict: one violation with the control: fails, and is told with its replay command", () => {
        const violation = { invariant: "emptyDrivenMs", value: 7, limit: 2, atMs: 3_700 }
        const runs = [run("with", 8, { violations: [violation] }), run("without", 8)]
        expect(problemsOf(runs)).toEqual(["pulled-while-running: arm with: 1 violations in 1 runs"])
        expect(violationsOf(runs)).toEqual([
            {
                hazard: "H-07",
                case: "pulled-while-running",
                arm: "with",
                seed: 8,
                ...violation,
                replay:
                    "npx pen campaign --hazard H-07 --case pulled-while-running --variant stepper " +
                    "--arm with --seeds 8 --show",
            },
        ])
    })

    test("verdict: an open hazard: claims nothing, and says what it waits for", () => {
        const open: Hazard = { ...hazard, status: "open", waitsFor: "a part" }
        const summary = summaryOf(open, "stepper", [
            run("with", 1),
            run("without", 1, { harmed: false }),
        ])
        expect([summary.problems, summary.waitsFor, summary.status]).toEqual([[], "a part", "open"])
    })
})
