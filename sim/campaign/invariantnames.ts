/**
 * What must hold in every run, whatever is done to the pen. Values and limits are of the plant; the last two read the
 * program's own words, as an extra. "Single" invariants are judged until a second unit has failed.
 */

export interface Invariant {
    /** Requirement that asks for it. */
    readonly requirement: string
    readonly unit: string
    readonly what: string
    readonly limit: number
    readonly single: boolean
}

export const invariants = {
    strokesUnauthorised: {
        requirement: "PEN-SAF-01",
        unit: "strokes",
        what: "strokes while the match rule, evaluated on plant and true cartridge, does not hold",
        limit: 0,
        single: true,
    },
    unmarkedStrokes: {
        requirement: "PEN-SAF-08",
        unit: "strokes",
        what: "runs whose first stroke came before the cartridge's use mark was burnt",
        limit: 0,
        single: true,
    },
    overSelectedUm: {
        requirement: "PEN-SAF-02",
        unit: "µm",
        what: "protrusion beyond the selected depth",
        limit: 200,
        single: true,
    },
    commandedOverUm: {
        requirement: "PEN-SAF-03",
        unit: "µm",
        what: "commanded beyond the least of cartridge and device, while the program lives",
        limit: 50,
        single: true,
    },
    driveOffLate: {
        requirement: "PEN-SAF-04, PEN-SAF-05, PEN-SAF-15",
        unit: "ms",
        what: "drive energy after a cause that has to end it; the limit depends on the cause",
        limit: 0,
        single: true,
    },
    energyWithoutPermissionMs: {
        requirement: "PEN-SAF-01, PEN-SAF-13",
        unit: "ms",
        what: "drive energy after the safety chain has withdrawn its permission",
        limit: 1,
        single: true,
    },
    energyWithoutLifeMs: {
        requirement: "PEN-SAF-06",
        unit: "ms",
        what: "drive energy after the last sign of life of the program",
        limit: 150,
        single: true,
    },
    strokesAfterStop: {
        requirement: "PEN-SAF-16",
        unit: "strokes",
        what: "strokes after the chain has braked the cam",
        limit: 2,
        single: true,
    },
    outAfterStopMs: {
        requirement: "PEN-SAF-16",
        unit: "ms",
        what: "needles beyond the nose plane after a stop; 60 ms by the solenoid's spring",
        limit: 200,
        single: true,
    },
    tickLate: {
        requirement: "PEN-SAF-05, PEN-SAF-12",
        unit: "ms",
        what: "from one sign of life to the next while strokes are made, and nothing has failed",
        limit: 20,
        single: false,
    },
    faultLeft: {
        requirement: "PEN-SAF-11",
        unit: "times",
        what: "a latched fault left without a person's clear, or to another state than Locked",
        limit: 0,
        single: false,
    },
    notReady: {
        requirement: "PEN-SAF-17",
        unit: "s",
        what: "still not Ready, everything mended, after all that a person can do",
        limit: 0,
        single: false,
    },
    crashed: {
        requirement: "PEN-SAF-17",
        unit: "times",
        what: "the program asked of a chip what no datasheet describes, or the bench failed",
        limit: 0,
        single: false,
    },
    falseAlarm: {
        requirement: "PEN-SAF-11",
        unit: "times",
        what: "a latched fault where nothing but what a pen is made for was done",
        limit: 0,
        single: false,
    },
} as const satisfies Record<string, Invariant>

export type InvariantName = keyof typeof invariants
export const invariantNames = Object.keys(invariants) as [InvariantName, ...InvariantName[]]
