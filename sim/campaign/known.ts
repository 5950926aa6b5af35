/**
 * Where an invariant is known not to hold under a single fault, and why: kept in sight here, and not judged. Whoever
 * mends one of these takes its line away.
 */
import type { InvariantName } from "./invariantnames"

type Known = Readonly<Partial<Record<InvariantName, string>>>

export const knownShortfalls: Readonly<Record<string, Known>> = {
    "triggerPin.stuckLow": {
        strokesUnauthorised: "one contact asks for strokes; when it sticks, a release is not seen",
        driveOffLate: "one contact asks for strokes; when it sticks, a release is not seen",
    },
    "leadScrew.wrong": {
        overSelectedUm: "the nut slips at 20 mm/s for the cam's last turn: up to 332 µm over",
        strokesUnauthorised:
            "a slip of 300 µm at rest brings needles out that are parked at −200 µm",
    },
    "expander.garbage": {
        faultLeft:
            "noise that looks like the clear key sets the chips up anew; when it ends, that succeeds",
    },
    "cartridge.reset": {
        unmarkedStrokes: "a mark that vanishes while the cartridge stays is not looked for again",
    },
    "rail.off": {
        overSelectedUm:
            "a screw without supply stays where it is, also when a shallower depth is set meanwhile",
    },
    "motion.garbage": {
        overSelectedUm:
            "a screw whose chip answers noise stays where it is, also when a shallower depth is set meanwhile",
    },
}

export function isKnown(fault: string, invariant: InvariantName): boolean {
    return knownShortfalls[fault]?.[invariant] !== undefined
}
