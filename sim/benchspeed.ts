/** `pen bench speed`: how much faster than real time the simulated pen lives, on one core. */
import {
    BENCH_MS,
    benchPen,
    type BenchTerms,
    runThrough,
    stretches,
    type Stretch,
} from "./benchpen"
import { hostCpuMs, hostMs } from "./hosttime"
import { Machine } from "./machine"
import type { Pen } from "./pen"
import { stockModule } from "./vmsource"

export interface SpeedRow extends Record<string, string | number> {
    case: string
    virtualMs: number
    /** Wall clock, and processor time of all threads: the compiler's and collector's help is in it. */
    hostMs: number
    hostCpuMs: number
    speedup: number
    cpuSpeedup: number
}

export interface SpeedTerms extends BenchTerms {
    /** The program's own processor time passes, too. */
    readonly charged?: boolean
}

/** Pens that live before the one that is measured, until the compilers of the host have nothing left to improve. */
const WARMING_PENS = 3

/** Idle (Ready, polling) and Running. */
export async function benchSpeed(
    bytecode: Uint8Array,
    terms: SpeedTerms = {}
): Promise<SpeedRow[]> {
    const forMs = terms.forMs ?? BENCH_MS
    const means = terms.charged
        ? { machine: new Machine() }
        : { machine: new Machine(stockModule()), charge: null }
    for (let pens = 0; pens < WARMING_PENS; pens++) {
        const warm = await benchPen(bytecode, { ...terms, forMs }, means)
        for (const stretch of stretches(forMs)) runThrough(warm, stretch)
    }
    const pen = await benchPen(bytecode, terms, means)
    return stretches(forMs).map(stretch => {
        pen.runUntil(stretch.fromMs)
        return measure(pen, stretch)
    })
}

function measure(pen: Pen, stretch: Stretch): SpeedRow {
    const fromMs = pen.nowMs
    const startMs = hostMs()
    const startCpuMs = hostCpuMs()
    runThrough(pen, stretch)
    const wallMs = hostMs() - startMs
    const cpuMs = hostCpuMs() - startCpuMs
    const virtualMs = Math.round(pen.nowMs - fromMs)
    return {
        case: stretch.name,
        virtualMs,
        hostMs: Math.round(wallMs),
        hostCpuMs: Math.round(cpuMs),
        speedup: Math.round((virtualMs / wallMs) * 10) / 10,
        cpuSpeedup: Math.round((virtualMs / cpuMs) * 10) / 10,
    }
}
