/** `pen bench`: measured figures of the simulator, of the program, and of the pen's reactions. */
import { Command } from "commander"
import { benchCost } from "../../sim/benchcost"
import { benchSpeed } from "../../sim/benchspeed"
import { buildVariant } from "../build"
import { jsonOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { note, progress } from "../progress"
import { keeps, measureReaction, reactionCauses } from "../reaction"
import type { ReactionRow } from "../reaction"
import { table } from "../table"

export function benchCommand(): Command {
    return new Command("bench")
        .description("measure the simulator, the program, and how fast the pen reacts")
        .addCommand(simple("speed", "virtual time against real time", benchSpeed))
        .addCommand(simple("cost", "what a tick of the program uses of the chip", benchCost))
        .addCommand(reactionCommand())
}

/** One measured figure; every benchmark names its own columns. */
type BenchRow = Readonly<Record<string, string | number | boolean | null>>

type Bench = (bytecode: Uint8Array) => Promise<BenchRow[]>

function simple(name: string, description: string, bench: Bench): Command {
    return new Command(name)
        .description(description)
        .addOption(jsonOption())
        .action(async (options: { json?: true }) => {
            const bytecode = await built()
            note(`measuring ${name} ...`)
            print(await bench(bytecode), options)
        })
}

interface ReactionOptions {
    phases: number
    seed: number
    json?: true
}

function reactionCommand(): Command {
    return new Command("reaction")
        .description("ms from a cause until the needle motor has no energy, over random phases")
        .option("--phases <n>", "runs for each cause", wholeNumber(1, 100_000), 20)
        .option("--seed <n>", "first seed", wholeNumber(0, 1_000_000_000), 1)
        .addOption(jsonOption())
        .action(reaction)
}

async function reaction(options: ReactionOptions): Promise<void> {
    const bytecode = await built()
    const bar = progress("reacting ", options.phases * reactionCauses.length, "runs")
    let runs = 0
    const onRun = (): void => bar.update(++runs)
    const rows: ReactionRow[] = []
    try {
        for (const cause of reactionCauses)
            rows.push(await measureReaction(cause, bytecode, options.phases, options.seed, onRun))
    } finally {
        bar.stop()
    }
    print(rows, options)
    if (!rows.every(keeps)) process.exitCode = exitCode.failed
}

async function built(): Promise<Uint8Array> {
    note("building stepper ...")
    return (await buildVariant("stepper")).bytecode
}

function print(rows: readonly BenchRow[], options: { json?: true }): void {
    if (options.json) printJson(rows)
    else process.stdout.write(`${table(rows).join("\n")}\n`)
}
