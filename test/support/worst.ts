/** The worst figures of many phases, printed with the test so that a report can cite them. */
import type { Reaction } from "../../sim/result"

/** A figure that never came counts as this much, so that no limit is met by it. */
const NEVER_MS = 1e9

export class Worst {
    driveOffMs = 0
    firmwareOffMs = 0
    retractedMs = 0
    count = 0

    add(reaction: Reaction): void {
        this.count++
        this.driveOffMs = Math.max(this.driveOffMs, reaction.driveOffMs ?? NEVER_MS)
        this.firmwareOffMs = Math.max(this.firmwareOffMs, reaction.firmwareOffMs ?? NEVER_MS)
        this.retractedMs = Math.max(this.retractedMs, reaction.retractedMs ?? NEVER_MS)
    }

    /** One line for the log of the test run. */
    print(what: string): void {
        const figures = [this.driveOffMs, this.firmwareOffMs, this.retractedMs]
        const [drive, firmware, retracted] = figures.map(ms => ms.toFixed(1))
        console.log(
            `${what}: worst of ${this.count}: drive off ${drive} ms, ` +
                `permission off ${firmware} ms, needles in ${retracted} ms`
        )
    }
}
