/**
 * `pen bench cost`: what one tick of the program asks of the chip, counted exactly by an instrumented
 * virtual machine, and charged with upper estimates of what each of it costs an ESP32-C3.
 */
import manifest from "../devicescript.json" with { type: "json" }
import {
    BENCH_MS,
    type BenchCase,
    benchPen,
    type BenchTerms,
    runThrough,
    stretches,
} from "./benchpen"
import type { PeerCase } from "./benchpeer"
import { UPPER_RATES } from "./charge"
import { codeEndBytes } from "./codesize"
import { newCounts, readCounts, type VmCounts } from "./instrument"
import type { Pen } from "./pen"

/** Of a tick while Running [DESIGN 2]; the 99.9th percentile, and for the charged time also the longest. */
const BUDGET = { busTransactions: 12, bytecodes: 1_000, chargedMs: 6, chargedMsMax: 8 }
/** All services together [DESIGN 2]. */
const PACKETS_PER_S = 25
/** The virtual machine refuses code beyond 65,536; a release keeps a little room. */
const CODE_END_BYTES = manifest.limits.codeEndBytesMax

/** One figure. `value` is what the budget judges: the 99.9th percentile over all ticks of a case. */
export interface CostRow extends Record<string, string | number | boolean | null> {
    case: string
    figure: string
    median: number | null
    value: number
    max: number | null
    budget: number | null
    met: boolean | null
}

interface Tick extends VmCounts {
    busTransactions: number
    busMs: number
    chargedMs: number
}

const FIGURES = [
    "allocations",
    "bytesFilled",
    "collections",
    "calls",
    "bytecodes",
    "busTransactions",
    "busMs",
    "chargedMs",
] as const

/** Rows for idle (Ready, polling) and Running, `forMs` of each, and for the bytecode itself. */
export async function benchCost(bytecode: Uint8Array, terms: BenchTerms = {}): Promise<CostRow[]> {
    const forMs = terms.forMs ?? BENCH_MS
    const pen = await benchPen(bytecode, terms, {})
    const meter = new TickMeter(pen)
    const rows = stretches(forMs).flatMap(stretch => {
        pen.runUntil(stretch.fromMs)
        meter.take()
        const fromMs = pen.nowMs
        runThrough(pen, stretch)
        return rowsOf(stretch.name, meter.take(), pen.nowMs - fromMs)
    })
    rows.push(row("program", "codeEndBytes", codeEndBytes(bytecode), CODE_END_BYTES))
    rows.push(row("program", "bytecodeBytes", bytecode.length, null))
    return rows
}

/** What passed from one toggle of LIFE, the last statement of a tick, to the next. */
export class TickMeter {
    private ticks: Tick[] = []
    private before: Tick

    constructor(private readonly pen: Pen) {
        this.before = this.look()
        pen.world.chain.life.onEdge(() => {
            const now = this.look()
            this.ticks.push(between(this.before, now))
            this.before = now
        })
    }

    /** Ticks since the last call. */
    take(): Tick[] {
        const taken = this.ticks
        this.ticks = []
        return taken
    }

    private look(): Tick {
        const { i2c, spi, mcu } = this.pen
        const counts = readCounts(mcu.exports, newCounts())
        const busUs = i2c.busyUs + spi.busyUs
        counts.bytecodes -= mcu.seamBytecodes
        const chargedUs =
            busUs +
            counts.bytecodes * UPPER_RATES.bytecodeUs +
            counts.scanned * UPPER_RATES.scannedUs +
            counts.bytesFilled * UPPER_RATES.filledByteUs
        return {
            ...counts,
            busTransactions: i2c.transactions + spi.transactions,
            busMs: busUs / 1_000,
            chargedMs: chargedUs / 1_000,
        }
    }
}

function between(before: Tick, now: Tick): Tick {
    const passed = { ...now }
    for (const key of Object.keys(now) as (keyof Tick)[]) passed[key] -= before[key]
    return passed
}

/** Rows of one case; those that make strokes have a budget. */
export function rowsOf(
    name: BenchCase | PeerCase,
    ticks: readonly Tick[],
    forMs: number
): CostRow[] {
    const strokes = name !== "idle"
    const rows = FIGURES.map((figure): CostRow => {
        const values = ticks.map(tick => tick[figure]).sort((one, other) => one - other)
        const budget = figure in BUDGET ? BUDGET[figure as keyof typeof BUDGET] : null
        const found = row(name, figure, share(values, 0.999), strokes ? budget : null)
        return { ...found, median: share(values, 0.5), max: share(values, 1) }
    })
    const longest = Math.max(...ticks.map(tick => tick.chargedMs))
    const packets = ticks.reduce((sum, tick) => sum + tick.packets, 0)
    const judged = strokes ? BUDGET.chargedMsMax : null
    rows.push(row(name, "chargedMsMax", longest, judged))
    rows.push(row(name, "jacdacPacketsPerS", packets / (forMs / 1_000), PACKETS_PER_S))
    rows.push(row(name, "ticksPerS", ticks.length / (forMs / 1_000), null))
    return rows
}

export function row(name: string, figure: string, value: number, budget: number | null): CostRow {
    const rounded = hundredths(value)
    const met = budget === null ? null : rounded <= budget
    return { case: name, figure, median: null, value: rounded, max: null, budget, met }
}

/** The value that a share of all sorted values does not exceed. */
function share(sorted: readonly number[], part: number): number {
    const index = Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)
    return hundredths(sorted[Math.max(0, index)] ?? 0)
}

function hundredths(value: number): number {
    return Math.round(value * 100) / 100
}
