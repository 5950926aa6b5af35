/** Which events met the pen in which state, for the coverage of a campaign. */
import type { Pen } from "../pen"
import type { Scenario } from "../scenario"

/** `Running remove`, `Ready motion.off`: a state as the program tells it, and what was done then. */
export type Visit = string

/** Notes the state just before every step. Before the steps themselves are scheduled. */
export function noteVisits(pen: Pen, scenario: Scenario): ReadonlySet<Visit> {
    const visits = new Set<Visit>()
    for (const step of scenario.steps) {
        const event = step.do === "fault" ? `${step.unit}.${step.kind}` : step.do
        pen.clock.ahead(step.atMs * 1_000, () => {
            visits.add(`${pen.firmware.state} ${event}`)
        })
    }
    return visits
}
