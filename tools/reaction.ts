/**
 * How fast the drive loses its energy, measured at the simulated motor, over many phases of tick, stroke and pen. Each
 * run is a pen of its own: its seed draws tolerances and jitter, and the cause falls at another moment of the tick.
 */
import { Random } from "../sim/random"
import { runScenario } from "../sim/run"
import { parseScenario } from "../sim/scenario"
import type { Scenario } from "../sim/scenario"

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
const programMs = 20 + 10

export const reactionCauses: readonly ReactionCause[] = [
    {
        cause: "cartridge latch",
        path: "hardware",
        limitMs: 2,
        requirement: "PEN-SAF-04",
        step: { do: "remove" },
    },
    {
        cause: "depth mismatch",
        path: "program",
        limitMs: programMs,
        requirement: "PEN-SAF-05",
        step: { do: "set_depth", um: 1800 },
    },
    {
        cause: "measured depth",
        path: "hardware",
        limitMs: programMs,
        requirement: "PEN-SAF-07",
        step: { do: "fault", unit: "leadScrew", kind: "wrong", value: 300 },
    },
    {
        cause: "trigger",
        path: "program",
        limitMs: programMs,
        requirement: "PEN-SAF-05",
        step: { do: "release" },
    },
    {
        cause: "drive fault",
        path: "chip",
        limitMs: 30,
        requirement: "PEN-SAF-15",
        step: { do: "fault", unit: "motor", kind: "stuck" },
    },
    {
        cause: "hang",
        path: "hardware",
        limitMs: 150,
        requirement: "PEN-SAF-06",
        step: { do: "vm_hang", forMs: 1000 },
    },
    {
        cause: "panic",
        path: "hardware",
        limitMs: 150,
        requirement: "PEN-SAF-06",
        step: { do: "vm_panic" },
    },
    {
        cause: "redeploy",
        path: "hardware",
        limitMs: 150,
        requirement: "PEN-SAF-06",
        step: { do: "redeploy" },
    },
]

export interface ReactionRow {
    cause: string
    path: string
    /** Runs in which the drive was on when the cause fell. */
    n: number
    msMedian: number | null
    msMax: number | null
    limitMs: number
    /** Longest until the program withdrew its own permission; null when it never did. */
    programMsMax: number | null
    /** Strokes that the match rule did not permit, over all runs. */
    unauthorised: number
    requirement: string
    /** Runs in which drive energy never went away. */
    never: number
    [column: string]: string | number | null
}

/** Measures one cause over `phases` pens, from `seed` on. */
export async function measureReaction(
    one: ReactionCause,
    bytecode: Uint8Array,
    phases: number,
    seed: number,
    onRun: () => void = () => undefined
): Promise<ReactionRow> {
    const found: number[] = []
    const program: number[] = []
    let never = 0
    let unauthorised = 0
    for (let index = 0; index < phases; index++) {
        const { reactions, plant } = await runScenario(scenarioOf(one, seed + index), bytecode)
        const reaction = reactions.at(-1)
        if (reaction?.driveOffMs === null) never++
        else if (reaction) found.push(reaction.driveOffMs)
        if (reaction && reaction.firmwareOffMs !== null) program.push(reaction.firmwareOffMs)
        unauthorised += plant.strokesUnauthorised
        onRun()
    }
    found.sort((shorter, longer) => shorter - longer)
    return {
        cause: one.cause,
        path: one.path,
        n: found.length + never,
        msMedian: found[found.length >> 1] ?? null,
        msMax: found.at(-1) ?? null,
        limitMs: one.limitMs,
        programMsMax: program.length > 0 ? Math.max(...program) : null,
        unauthorised,
        never,
        requirement: one.requirement,
    }
}

function scenarioOf(one: ReactionCause, seed: number): Scenario {
    const random = new Random(seed, `reaction to ${one.cause}`)
    const atMs = 5_000 + random.integer(0, 199)
    return parseScenario(
        {
            schema: 1,
            seed,
            cartridges: { a: { kind: "adjustable", minUm: 0, maxUm: 1500 } },
            steps: [
                { atMs: 2500, do: "insert", cartridge: "a" },
                { atMs: 3000, do: "acknowledge" },
                { atMs: 3100, do: "set_depth", um: 50 * random.integer(4, 30) },
                { atMs: 3200, do: "set_rate", hz: random.integer(30, 150) },
                { atMs: 4000, do: "press" },
                { atMs, ...one.step },
            ],
            untilMs: atMs + 500,
        },
        `reaction to ${one.cause}`,
        () => new Uint8Array()
    )
}

/** Whether a row keeps its requirement. */
export function keeps(row: ReactionRow): boolean {
    const inTime = row.msMax !== null && row.msMax <= row.limitMs
    return row.n > 0 && row.never === 0 && row.unauthorised === 0 && inTime
}
