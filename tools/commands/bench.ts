/** `pen bench`: measured figures of the simulator, of the program, and of the pen's reactions. */
import { Command, Option } from "commander"
import { benchCost } from "../../sim/benchcost"
import { benchLife } from "../../sim/benchlife"
import { benchPeer } from "../../sim/benchpeer"
import type { BenchTerms } from "../../sim/benchpen"
import { benchSpeed } from "../../sim/benchspeed"
import type { Variant } from "../../sim/faults"
import { buildVariant } from "../build"
import { jsonOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { note, progress } from "../progress"
import { buildPlain } from "../reaction/baseline"
import { reactionCauses } from "../reaction/causes"
import { measureReactions } from "../reaction/measure"
import { keeps } from "../reaction/rows"
import { table } from "../table"
import { depthCommand } from "./benchdepth"
import { functionCosts } from "./benchfunctions"
import { pageCommand } from "./benchpage"

export function benchCommand(): Command {
    return new Command("bench")
        .description("measure the simulator, the program, and how fast the pen reacts")
        .addCommand(speedCommand())
        .addCommand(costCommand())
        .addCommand(reactionCommand())
        .addCommand(depthCommand())
        .addCommand(pageCommand())
}

/** One measured figure; every benchmark names its own columns. */
type BenchRow = Readonly<Record<string, string | number | boolean | null>>

/** Cartridges that are read and opened for it. */
const INSERTIONS = 20

function costCommand(): Command {
    return named("cost", "what a tick of the program uses of the chip")
        .option("--functions", "say instead which of its functions execute most bytecodes")
        .addHelpText("after", costHelp)
        .action(async (options: BenchOptions & { functions?: true }) => {
            const { variant, functions } = options
            const bytecode = await built(variant)
            note("measuring cost ...")
            print(await (functions ? functionCosts : cost)(bytecode, { variant }), options)
        })
}

const costHelp = `
With --functions: bytecodes in a tick, on average and at most, of each function's own; those of the seam (transact,
transferSpi) stand for native code of the chip and cost nothing there.`

async function cost(bytecode: Uint8Array, terms: BenchTerms): Promise<BenchRow[]> {
    return [
        ...(await benchCost(bytecode, terms)),
        ...(await benchLife(bytecode, INSERTIONS, terms)),
        ...(await benchPeer(bytecode, terms)),
    ]
}

interface BenchOptions {
    variant: Variant
    json?: true
}

function named(name: string, description: string): Command {
    return new Command(name)
        .description(description)
        .addOption(
            new Option("--variant <name>", "the pen")
                .choices(["stepper", "solenoid"])
                .default("stepper")
        )
        .addOption(jsonOption())
}

function speedCommand(): Command {
    return named("speed", "virtual time against real time")
        .option("--no-charge", "the program's own processor time does not pass")
        .action(async (options: BenchOptions & { charge: boolean }) => {
            const { variant, charge: charged } = options
            const bytecode = await built(variant)
            note("measuring speed ...")
            print(await benchSpeed(bytecode, { variant, charged }), options)
        })
}

interface ReactionOptions extends BenchOptions {
    phases: number
    seed: number
    jobs: number
}

function reactionCommand(): Command {
    return named(
        "reaction",
        "ms from a cause until the needle motor has no energy, over random phases"
    )
        .option("--phases <n>", "runs for each cause", wholeNumber(1, 100_000), 20)
        .option("--seed <n>", "first seed", wholeNumber(0, 1_000_000_000), 1)
        .option("--jobs <n>", "worker threads", wholeNumber(1, 256), 1)
        .addHelpText("after", reactionHelp)
        .action(reaction)
}

const reactionHelp = `
Beside each cause stands a plain program that looks at its pins every 100 ms, in a pen without a safety chain: its
median as "baseline", and how many times longer that is as "ratio". Without a figure, its drive goes on for ever.`

async function reaction({ variant, phases, seed, jobs, json }: ReactionOptions): Promise<void> {
    const bytecode = await built(variant)
    note("building the plain program ...")
    const terms = { variant, bytecode, plain: await buildPlain() }
    const bar = progress("reacting ", 2 * phases * reactionCauses(variant).length, "runs")
    let runs = 0
    const onRuns = (count: number): void => bar.update((runs += count))
    try {
        const rows = await measureReactions(terms, { phases, seed, threads: jobs, onRuns })
        print(rows, { ...(json ? { json } : {}) })
        if (!rows.every(keeps)) process.exitCode = exitCode.failed
    } finally {
        bar.stop()
    }
}

async function built(variant: Variant): Promise<Uint8Array> {
    note(`building ${variant} ...`)
    return (await buildVariant(variant)).bytecode
}

function print(rows: readonly BenchRow[], options: { json?: true }): void {
    if (options.json) printJson(rows)
    else process.stdout.write(`${table(rows).join("\n")}\n`)
}
