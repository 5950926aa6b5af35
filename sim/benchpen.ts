/** The pen that benchmarks measure: brought to Ready, left alone for a while, then run at a high rate. */
import type { Variant } from "./faults"
import { makePen, type PenMeans, schedule } from "./run"
import type { Pen } from "./pen"
import { parseScenario } from "./scenario"

/** Each stretch, unless something else is asked for. */
export const BENCH_MS = 60_000
/** The cartridge is read and everything is confirmed by then, however slow the processor is said to be. */
const READY_MS = 7_000
/** Arming takes 600 ms at most. */
const ARMING_MS = 1_000

const file = {
    schema: 1,
    cartridges: {
        bench: {
            kind: "adjustable",
            minUm: 0,
            maxUm: 1500,
            needles: 12,
            gauge: 33,
            lot: "BENCH1",
            expires: "2027-06-30",
            tipOffsetUm: 0,
            ratedStrokes: 250_000,
        },
    },
}

export type BenchCase = "idle" | "running"

/** A stretch of time in which the pen does one thing only. */
export interface Stretch {
    readonly name: BenchCase
    readonly state: string
    readonly fromMs: number
    readonly toMs: number
}

/** Idle (Ready, polling) and then Running, each for `forMs`. */
export function stretches(forMs: number): Stretch[] {
    const pressMs = READY_MS + forMs
    const fromMs = pressMs + ARMING_MS
    return [
        { name: "idle", state: "Ready", fromMs: READY_MS, toMs: pressMs },
        { name: "running", state: "Running", fromMs, toMs: fromMs + forMs },
    ]
}

/** How long each stretch is, and of which pen. */
export interface BenchTerms {
    readonly variant?: Variant
    /** Default 60,000. */
    readonly forMs?: number
}

/** One switched-on pen with all that `stretches` needs scheduled. */
export async function benchPen(
    bytecode: Uint8Array,
    { variant = "stepper", forMs = BENCH_MS }: BenchTerms,
    means: PenMeans
): Promise<Pen> {
    const [idle, running] = stretches(forMs)
    const steps = [
        { atMs: 2500, do: "insert", cartridge: "bench" },
        { atMs: 5500, do: "acknowledge" },
        { atMs: 3700, do: "set_depth", um: 1000 },
        { atMs: 3900, do: "set_rate", hz: 117 },
        { atMs: idle!.toMs, do: "press" },
    ]
    const scenario = parseScenario(
        { ...file, variant, steps, untilMs: running!.toMs },
        "benchmark",
        () => new Uint8Array()
    )
    const pen = await makePen(scenario, bytecode, means)
    schedule(pen, scenario)
    pen.powerOn()
    return pen
}

/** Runs through a stretch and insists on its state: figures of another one would mean nothing. */
export function runThrough(pen: Pen, { name, state, toMs }: Stretch): void {
    // The press that ends the idle stretch happens after it.
    pen.runUntil(toMs - 1)
    const found = pen.firmware.state
    if (found !== state)
        throw new Error(`benchmark: the ${name} pen is ${found} at ${toMs} ms, expected ${state}`)
}
