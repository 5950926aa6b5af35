/** Benchmarks, loaded when a command first asks for them. */
import { Missing } from "./outcome"

/** One measured figure; every benchmark names its own columns. */
export type BenchRow = Record<string, string | number | boolean | null>

interface Modules {
    "../sim/benchspeed": { benchSpeed(bytecode: Uint8Array): Promise<BenchRow[]> }
    "../sim/benchcost": { benchCost(bytecode: Uint8Array): Promise<BenchRow[]> }
}

/** A part of the simulator. Throws `Missing` when this version of the repository does not have it. */
export async function engine<Name extends keyof Modules>(name: Name): Promise<Modules[Name]> {
    try {
        return (await import(name)) as Modules[Name]
    } catch (error) {
        const absent =
            error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
        if (absent && error.message.includes(name.slice(3)))
            throw new Missing(name.slice(3), "this version of the repository does not have it")
        throw error
    }
}
