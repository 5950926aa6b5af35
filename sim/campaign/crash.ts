/** A run that ended in an error: an access that no datasheet describes, or a defect of the bench. */
import type { Pen } from "../pen"
import type { Violation } from "./invariants"

/** The error as a violation, so that one bad run does not end a campaign; its message goes with it. */
export function crashOf(error: unknown, pen: Pen): Violation {
    const text = error instanceof Error ? error.message : String(error)
    return { invariant: "crashed", value: 1, limit: 0, atMs: pen.nowMs, text }
}
