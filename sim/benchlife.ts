/**
 * `pen bench cost`, second part: the longest that LIFE stands still while the program does what takes long. A charge
 * pump that lets go early needs it every 26 ms, a watchdog every 71 ms (`docs/plant.md`).
 */
import type { CostRow } from "./benchcost"
import type { BenchTerms } from "./benchpen"
import type { Pen } from "./pen"
import { makePen, schedule } from "./run"
import { parseScenario } from "./scenario"

/** The charge pump's earliest, and PEN-FUN-05. */
const LIFE_GAP_MS = 26
const VERDICT_MS = 500

/** At rest by then, however slow the processor is said to be. */
const INSERT_MS = 5_000

interface Part {
    readonly name: string
    readonly fromMs: number
    readonly toMs: number
}

/**
 * The carriage finds its switch, once the chain is proven: a pump that lets go then takes the motor's current away, and
 * its rotor may come back a cycle further. Three readings, tag and marks of a cartridge; burning its mark and writing
 * its record until strokes; burning its wear after them. Nothing of it is done while strokes are made.
 */
const parts: readonly Part[] = [
    { name: "homing", fromMs: 0, toMs: INSERT_MS },
    { name: "reading", fromMs: INSERT_MS, toMs: INSERT_MS + 900 },
    { name: "opening", fromMs: INSERT_MS + 1_500, toMs: INSERT_MS + 2_300 },
    { name: "resting", fromMs: INSERT_MS + 3_500, toMs: INSERT_MS + 4_500 },
]

/** Rows of `insertions` cartridges, each in a pen of its own. */
export async function benchLife(
    bytecode: Uint8Array,
    insertions: number,
    { variant = "stepper" }: BenchTerms = {}
): Promise<CostRow[]> {
    const gaps = new Map(parts.map(({ name }) => [name, [] as number[]]))
    const verdicts: number[] = []
    for (let seed = 1; seed <= insertions; seed++) {
        const phaseMs = seed % 10
        const cartridges = { a: { kind: "adjustable", minUm: 0, maxUm: 1500, ratedStrokes: 1280 } }
        const steps = [
            { atMs: 0, do: "set_depth", um: 1000 },
            { atMs: INSERT_MS + phaseMs, do: "insert", cartridge: "a" },
            { atMs: INSERT_MS + 1_100, do: "acknowledge" },
            { atMs: INSERT_MS + 1_500 + phaseMs, do: "press" },
            { atMs: INSERT_MS + 3_500 + phaseMs, do: "release" },
        ]
        const untilMs = parts.at(-1)!.toMs
        const file = { schema: 1, variant, seed, cartridges, steps, untilMs }
        const scenario = parseScenario(file, "benchmark", () => new Uint8Array())
        const pen = await makePen(scenario, bytecode)
        schedule(pen, scenario)
        let lifeMs = 0
        pen.world.chain.life.onEdge(() => {
            const part = parts.find(({ fromMs, toMs }) => fromMs <= pen.nowMs && pen.nowMs < toMs)
            if (part && (part.fromMs > 0 || proven(pen)))
                gaps.get(part.name)!.push(pen.nowMs - lifeMs)
            lifeMs = pen.nowMs
        })
        pen.powerOn()
        pen.runUntil(untilMs)
        const read = pen.events.find(({ kind }) => kind === "cartridge")
        verdicts.push(read ? read.atMs - INSERT_MS - phaseMs : Infinity)
        if (pen.observer.figures().strokes === 0)
            throw new Error(`benchmark: pen ${seed} made no strokes: ${pen.firmware.state}`)
    }
    return [
        ...parts.map(({ name }) => row(name, "lifeGapMs", gaps.get(name)!, LIFE_GAP_MS)),
        row("reading", "verdictMs", verdicts, VERDICT_MS),
    ]
}

/** Before that, LIFE stands still on purpose, to see the chain let go; a pen at rest always names something. */
function proven({ firmware }: Pen): boolean {
    return firmware.inhibits.length > 0 && !firmware.inhibits.includes("ChainNotProven")
}

/** Judged is the longest. */
function row(name: string, figure: string, values: number[], budget: number): CostRow {
    const sorted = values
        .sort((one, other) => one - other)
        .map(value => Math.round(value * 100) / 100)
    const max = sorted.at(-1) ?? Infinity
    const median = sorted[sorted.length >> 1] ?? Infinity
    return { case: name, figure, median, value: max, max, budget, met: max <= budget }
}
