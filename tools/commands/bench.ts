/** `pen bench`: measured figures of the simulator and of the program. */
import { Argument, Command } from "commander"
import { buildVariant } from "../build"
import { engine } from "../engine"
import type { BenchRow } from "../engine"
import { jsonOption } from "../options"
import { printJson } from "../outcome"
import { note } from "../progress"
import { table } from "../table"

const benches = {
    speed: async (bytecode: Uint8Array): Promise<BenchRow[]> =>
        (await engine("../sim/benchspeed")).benchSpeed(bytecode),
    cost: async (bytecode: Uint8Array): Promise<BenchRow[]> =>
        (await engine("../sim/benchcost")).benchCost(bytecode),
}

export function benchCommand(): Command {
    return new Command("bench")
        .description(
            "measure virtual against real time (speed), or the program's use of the chip (cost)"
        )
        .addArgument(new Argument("<what>", "what to measure").choices(Object.keys(benches)))
        .addOption(jsonOption())
        .action(bench)
}

async function bench(what: keyof typeof benches, options: { json?: true }): Promise<void> {
    note("building stepper ...")
    const { bytecode } = await buildVariant("stepper")
    note(`measuring ${what} ...`)
    const rows = await benches[what](bytecode)
    if (options.json) printJson(rows)
    else process.stdout.write(`${table(rows).join("\n")}\n`)
}
