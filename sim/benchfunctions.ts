/** `pen bench cost --functions`: which functions of the program execute the bytecodes of a tick. */
import {
    BENCH_MS,
    type BenchCase,
    benchPen,
    type BenchTerms,
    runThrough,
    stretches,
} from "./benchpen"
import { profilingModule } from "./instrument"
import type { Pen } from "./pen"

/** One function in one case. Where it begins in the image tells which one it is. */
export interface FunctionCost {
    readonly case: BenchCase
    readonly startByte: number
    /** Bytecodes of its own, those of functions that it calls left out: in a tick on average, and in one at most. */
    readonly mean: number
    readonly max: number
    /** Of all that the program executes in this case. */
    readonly percent: number
}

/** Every function that is executed, dearest first, idle (Ready, polling) and Running, `forMs` of each. */
export async function benchFunctions(
    bytecode: Uint8Array,
    terms: BenchTerms = {}
): Promise<FunctionCost[]> {
    const forMs = terms.forMs ?? BENCH_MS
    const pen = await benchPen(bytecode, { ...terms, forMs }, { wasm: await profilingModule() })
    const meter = new FunctionMeter(pen)
    return stretches(forMs).flatMap(stretch => {
        pen.runUntil(stretch.fromMs)
        meter.begin()
        runThrough(pen, stretch)
        return meter.costs(stretch.name)
    })
}

interface Count {
    inTick: number
    most: number
    total: number
}

/** Counts from one toggle of LIFE, the last statement of a tick, to the next. */
class FunctionMeter {
    /** By the address of the function's description in the machine. */
    private readonly counts = new Map<number, Count>()
    private ticks = 0
    private started = false

    constructor(private readonly pen: Pen) {
        pen.mcu.onBytecode = address => {
            const count = this.counts.get(address)
            if (count) count.inTick++
            else this.counts.set(address, { inTick: 1, most: 0, total: 0 })
        }
        pen.world.chain.life.onEdge(() => this.endTick())
    }

    /** Forgets everything, the tick under way included. */
    begin(): void {
        this.started = false
        this.ticks = 0
    }

    costs(name: BenchCase): FunctionCost[] {
        // A description begins with the place of the function's code.
        const { buffer } = this.pen.mcu.exports["memory"] as WebAssembly.Memory
        const startAt = (address: number): number => new DataView(buffer).getUint32(address, true)
        const all = [...this.counts.values()].reduce((sum, count) => sum + count.total, 0)
        return [...this.counts]
            .filter(([, count]) => count.total > 0)
            .sort(([, one], [, other]) => other.total - one.total)
            .map(([address, { total, most }]) => ({
                case: name,
                startByte: startAt(address),
                mean: Math.round((total / this.ticks) * 10) / 10,
                max: most,
                percent: Math.round((total / all) * 1_000) / 10,
            }))
    }

    private endTick(): void {
        if (!this.started) this.counts.clear()
        else {
            this.ticks++
            for (const count of this.counts.values()) {
                count.most = Math.max(count.most, count.inTick)
                count.total += count.inTick
                count.inTick = 0
            }
        }
        this.started = true
    }
}
