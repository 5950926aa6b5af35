/** `pen bench cost --functions`: the functions of the program that execute most, by name. */
import { benchFunctions, type FunctionCost } from "../../sim/benchfunctions"
import type { BenchTerms } from "../../sim/benchpen"
import { disassemble, functionStarts } from "../codesizes"

/** How many of each case are named. */
const NAMED = 20

/** The dearest of each case; names end with the number of the function in the image. */
export async function functionCosts(
    bytecode: Uint8Array,
    terms: BenchTerms
): Promise<Record<string, string | number>[]> {
    const names = new Map<number, string>()
    for (const { name, start } of functionStarts(await disassemble(bytecode)))
        names.set(start, name)
    const costs = await benchFunctions(bytecode, terms)
    const dearest = (name: string): FunctionCost[] =>
        costs.filter(cost => cost.case === name).slice(0, NAMED)
    return [...dearest("idle"), ...dearest("running")].map(({ startByte, ...cost }) => {
        const { case: name, ...figures } = cost
        return { case: name, function: names.get(startByte) ?? `@${startByte}`, ...figures }
    })
}
