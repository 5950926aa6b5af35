/** What the pen says in plain words. */
import { Fault } from "./fault"

export type Priority = "low" | "medium" | "high"

/** What happened and what to do next, in one or two short sentences. */
export function faultText(fault: Fault): string {
    return `Fault ${fault}.`
}

export function faultPriority(fault: Fault): Priority {
    return fault === Fault.DriveSlow ? "medium" : "high"
}

/** Why the pen does not start, and what to do about it, for one `Inhibit` bit. */
export function inhibitText(bit: number): string {
    return `Inhibit ${bit}.`
}

export function inhibitPriority(bit: number): Priority {
    return bit === 0 ? "low" : "medium"
}
