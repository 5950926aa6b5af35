/** `pen bench speed`: how much faster than real time the simulated pen lives, on one core. */
import { benchPen, runThrough, stretches, type Stretch } from "./benchpen"
import { hostCpuMs, hostMs } from "./hosttime"
import type { Pen } from "./pen"

export interface SpeedRow extends Record<string, string | number> {
    case: string
    virtualMs: number
    /** Wall clock, and processor time of all threads: the compiler's and collector's help is in it. */
    hostMs: number
    hostCpuMs: number
    speedup: number
    cpuSpeedup: number
}

/** Idle (Ready, polling) and Running. One pen before warms up the compilers of the host. */
export async function benchSpeed(bytecode: Uint8Array, forMs = 60_000): Promise<SpeedRow[]> {
    for (const stretch of stretches(forMs / 4))
        runThrough(await benchPen(bytecode, forMs / 4), stretch)
    const pen = await benchPen(bytecode, forMs)
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
