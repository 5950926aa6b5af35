/** A finding as a scenario file, with expectations that `pen run` finds broken where the result has such a figure. */
import type { Violation } from "../campaign/invariants"
import type { Scenario } from "../scenario"

/** Where the figure of an invariant stands in a result. */
const figures: Readonly<Record<string, string>> = {
    strokesUnauthorised: "plant.strokesUnauthorised",
    overSelectedUm: "plant.overSelectedUmMax",
    strokesAfterStop: "plant.strokesAfterStopMax",
}

/** The text of the file. */
export function scenarioFile(scenario: Scenario, violations: readonly Violation[]): string {
    const expected = violations.flatMap(({ invariant, limit }) => {
        const path = figures[invariant]
        return path === undefined ? [] : [[path, limit === 0 ? 0 : `<= ${limit}`]]
    })
    const mustBeReady = violations.some(({ invariant }) => invariant === "notReady")
    const expect = {
        ...(Object.fromEntries(expected) as object),
        ...(mustBeReady ? { "final.state": "Ready" } : {}),
    }
    return `${JSON.stringify({ ...scenario, expect }, null, 4)}\n`
}
