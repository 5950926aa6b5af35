/**
 * Runs that nobody thought of. Each seed enables a random half of all fault kinds and of all actions, and from those
 * draws a treatment, one failure (seldom two, or none) and a few actions, at random phases. In the end everything is
 * mended, and a person does what one tries on a pen that will not start: the least first.
 */
import { faultPairs, type FaultPair, type Variant } from "../faults"
import { parseScenario, type Scenario } from "../scenario"
import { Draw } from "./draw"
import { ACKNOWLEDGE_MS, CONFIRM_MS, PRESS_MS, RUNNING_MS } from "./timetable"

/** What these runs are called where hazards are named. */
export const SWARM = "swarm"

export interface Swarm {
    readonly scenario: Scenario
    /** When the pen has to be Ready by each remedy, ms; the run ends at the first at which it is. */
    readonly remedies: readonly { readonly what: string; readonly byMs: number }[]
}

type Step = Record<string, unknown> & { readonly atMs: number; readonly do: string }

/** Windows of time in which the pen is in a state, and failures fall. */
const WINDOWS = {
    SelfTest: [100, 2_800],
    Locked: [3_200, ACKNOWLEDGE_MS],
    Ready: [CONFIRM_MS, PRESS_MS],
    Arming: [PRESS_MS + 1, PRESS_MS + 600],
    Running: [RUNNING_MS, RUNNING_MS + 1_000],
    Stopping: [RUNNING_MS + 1_000, RUNNING_MS + 1_150],
} as const
type Window = keyof typeof WINDOWS
/** Most of what can go wrong goes wrong while strokes are made. */
const CHOICE: readonly Window[] = [
    "SelfTest",
    "Locked",
    "Ready",
    "Arming",
    "Running",
    "Running",
    "Running",
    "Stopping",
]
const RELEASE_MS = RUNNING_MS + 1_000
const MEND_MS = RELEASE_MS + 1_000
/** Values for kinds whose default would change nothing. */
const VALUES: Readonly<Record<string, number>> = { "hall.wrong": 4_000, "strokeWitness.wrong": 50 }
/** Failures that last shorter than this heal by themselves. */
const LASTING_MS = 400

const cartridges = [
    { cartridge: { kind: "adjustable", minUm: 0, maxUm: 1_500 }, mostUm: 1_500 },
    { cartridge: { kind: "adjustable", minUm: 0, maxUm: 2_500 }, mostUm: 2_500 },
    { cartridge: { kind: "adjustable", minUm: 200, maxUm: 800 }, mostUm: 800 },
    { cartridge: { kind: "fixed", lengthUm: 1_000 }, mostUm: 1_000 },
    { cartridge: { kind: "nano" }, mostUm: 250 },
] as const

/** What each action does, from a moment on. */
const actions: Readonly<Record<string, (atMs: number, draw: Draw) => Step[]>> = {
    remove: atMs => [{ atMs, do: "remove" }],
    exchange: (atMs, draw) => [
        { atMs, do: "remove" },
        { atMs: atMs + draw.whole(80, 400), do: "insert", cartridge: "b" },
    ],
    latch_bounce: (atMs, draw) => [{ atMs, do: "latch_bounce", ms: draw.whole(1, 40) }],
    set_depth: (atMs, draw) => [{ atMs, do: "set_depth", um: 50 * draw.whole(0, 50) }],
    set_rate: (atMs, draw) => [{ atMs, do: "set_rate", hz: draw.whole(30, 150) }],
    confirm_deep: atMs => [{ atMs, do: "confirm_deep" }],
    acknowledge: atMs => [{ atMs, do: "acknowledge" }],
    release: atMs => [{ atMs, do: "release" }],
    restart: (atMs, draw) => [
        { atMs, do: "release" },
        { atMs: atMs + draw.whole(1, 400), do: "press" },
    ],
    clear_fault: atMs => [{ atMs, do: "clear_fault" }],
    power_cut: (atMs, draw) => [{ atMs, do: "power_cut", offMs: draw.whole(1, 600) }],
}

/** Failures of the program; each counts as the one failure of a run. */
const programFailures: readonly ((atMs: number, draw: Draw) => Step)[] = [
    (atMs, draw) => ({ atMs, do: "vm_hang", forMs: draw.whole(1, 1_500) }),
    atMs => ({ atMs, do: "vm_panic" }),
    atMs => ({ atMs, do: "redeploy" }),
]

/** Draws the run of a seed. */
export function swarmOf(seed: number, variant: Variant): Swarm {
    const draw = new Draw("swarm", seed, `swarm ${variant}`)
    const one = draw.of(cartridges)
    const other = draw.of(cartridges)
    const depthUm = one.cartridge.kind === "fixed" ? one.mostUm : upTo(one.mostUm, draw)
    const window = draw.of(CHOICE)
    const failed = failures(variant, window, draw)
    const steps: Step[] = [
        ...treatment(depthUm, draw),
        ...failed,
        ...chosenActions(window, draw).filter(step => canHappen(step, failed)),
        { atMs: RELEASE_MS, do: "release" },
    ]
    const units = new Set(steps.flatMap(step => (step.do === "fault" ? [step["unit"]] : [])))
    for (const unit of units) steps.push({ atMs: MEND_MS, do: "heal", unit })
    const mended = mending(Math.min(one.mostUm, 1_000))
    const last = mended.remedies.at(-1)!
    return {
        remedies: mended.remedies,
        scenario: parseScenario(
            {
                schema: 1,
                variant,
                seed,
                cartridges: {
                    a: one.cartridge,
                    b: other.cartridge,
                    c: one.cartridge,
                    d: one.cartridge,
                },
                steps: [...steps, ...mended.steps],
                untilMs: last.byMs,
            },
            "swarm",
            () => new Uint8Array()
        ),
    }
}

function upTo(mostUm: number, draw: Draw): number {
    return 50 * draw.whole(4, mostUm / 50)
}

function treatment(depthUm: number, draw: Draw): Step[] {
    return [
        { atMs: 0, do: "insert", cartridge: "a" },
        { atMs: 0, do: "set_depth", um: depthUm },
        { atMs: 0, do: "set_rate", hz: draw.whole(30, 150) },
        { atMs: ACKNOWLEDGE_MS, do: "acknowledge" },
        ...(depthUm > 1_500 ? [{ atMs: CONFIRM_MS, do: "confirm_deep" }] : []),
        { atMs: PRESS_MS, do: "press" },
    ]
}

/** One failure in most runs; none in every eighth, two in another. */
function failures(variant: Variant, window: Window, draw: Draw): Step[] {
    const pairs = faultPairs().filter(pair => pair.fitted.includes(variant))
    const enabled = pairs.filter(() => draw.chance(2))
    const lot = draw.whole(1, 8)
    const count = lot === 1 ? 0 : lot === 2 ? 2 : 1
    return Array.from({ length: count }, () => {
        const atMs = momentIn(window, draw)
        return draw.chance(10)
            ? draw.of(programFailures)(atMs, draw)
            : failure(draw.of(enabled.length > 0 ? enabled : pairs), atMs, draw)
    })
}

function failure({ unit, kind }: FaultPair, atMs: number, draw: Draw): Step {
    const value = VALUES[`${unit}.${kind}`]
    const forMs = draw.chance(2) ? draw.whole(1, LASTING_MS) : undefined
    return {
        atMs,
        do: "fault",
        unit,
        kind,
        ...(value === undefined ? {} : { value }),
        ...(forMs === undefined ? {} : { forMs }),
    }
}

function chosenActions(window: Window, draw: Draw): Step[] {
    const enabled = Object.values(actions).filter(() => draw.chance(2))
    if (enabled.length === 0) return []
    const count = draw.whole(0, 2)
    return Array.from({ length: count }, () =>
        draw.of(enabled)(momentIn(window, draw), draw)
    ).flat()
}

/** A memory that is to fail has to be there. */
function canHappen(step: Step, failed: readonly Step[]): boolean {
    const needed = failed.some(one => one["unit"] === "cartridge")
    return !needed || (step.do !== "remove" && step.do !== "insert")
}

function momentIn(window: Window, draw: Draw): number {
    const [from, to] = WINDOWS[window]
    return draw.whole(from, to)
}

/** What a person does to a mended pen, and by when it has to be Ready then. */
function mending(depthUm: number): { steps: Step[]; remedies: Swarm["remedies"] } {
    const steps: Step[] = []
    const remedies: { what: string; byMs: number }[] = []
    let atMs = MEND_MS
    const then = (afterMs: number, step: Record<string, unknown> & { do: string }): void => {
        atMs += afterMs
        steps.push({ atMs, ...step })
    }
    const ready = (what: string, afterMs: number): void => {
        atMs += afterMs
        remedies.push({ what, byMs: atMs })
    }
    // A used cartridge stays used: each time a new one like the first.
    const fitNew = (cartridge: string): void => {
        then(0, { do: "remove" })
        then(300, { do: "insert", cartridge })
        then(0, { do: "set_depth", um: depthUm })
    }
    const clear = (): void => {
        then(700, { do: "clear_fault" })
        then(900, { do: "acknowledge" })
    }
    then(0, { do: "release" })
    fitNew("c")
    for (const what of ["clear and acknowledge", "the same once more"]) {
        clear()
        ready(what, 400)
    }
    // A program that panicked or hung for long starts again after five seconds.
    atMs += 5_000
    for (const what of ["wait for the restart", "acknowledge it"]) {
        clear()
        ready(what, 400)
    }
    then(0, { do: "power_cut", offMs: 500 })
    atMs += 4_500
    fitNew("d")
    clear()
    ready("switch off and on", 400)
    return { steps, remedies }
}
