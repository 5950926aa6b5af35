/** What must end the strokes, who is expected to end them, and how soon. */
import type { Variant } from "../../sim/faults"

export interface ReactionCause {
    readonly cause: string
    /** What is expected to take the drive away. */
    readonly path: "hardware" | "program" | "chip"
    /** Most ms that the requirement allows. */
    readonly limitMs: number
    readonly requirement: string
    readonly step: object
}

/** From the sample that shows it; a cause may have just missed one, so a tick more from the cause itself. */
const PROGRAM_MS = 20 + 10

/** The carriage leaves its depth: the nut slides on the screw, or the coil gets all the current that there is. */
const DEPTH_FAULT: Readonly<Record<Variant, object>> = {
    stepper: { do: "fault", unit: "leadScrew", kind: "wrong", value: 300 },
    solenoid: { do: "fault", unit: "solenoid", kind: "short" },
}

/** The causes for a variant, in the order in which they are measured. */
export function reactionCauses(variant: Variant): readonly ReactionCause[] {
    return [
        one("cartridge latch", "hardware", 2, "PEN-SAF-04", { do: "remove" }),
        one("depth mismatch", "program", PROGRAM_MS, "PEN-SAF-05", { do: "set_depth", um: 1800 }),
        one("measured depth", "hardware", PROGRAM_MS, "PEN-SAF-07", DEPTH_FAULT[variant]),
        one("trigger", "program", PROGRAM_MS, "PEN-SAF-05", { do: "release" }),
        one("drive fault", "chip", 30, "PEN-SAF-15", fault("motor", "stuck")),
        one("hang", "hardware", 150, "PEN-SAF-06", { do: "vm_hang", forMs: 1000 }),
        one("panic", "hardware", 150, "PEN-SAF-06", { do: "vm_panic" }),
        one("redeploy", "hardware", 150, "PEN-SAF-06", { do: "redeploy" }),
    ]
}

function one(
    cause: string,
    path: ReactionCause["path"],
    limitMs: number,
    requirement: string,
    step: object
): ReactionCause {
    return { cause, path, limitMs, requirement, step }
}

function fault(unit: string, kind: string): object {
    return { do: "fault", unit, kind }
}
