/** `pen interruptions`: interrupts many updates of a simulated pen at random, and brings each pen back. */
import { Command } from "commander"
import pc from "picocolors"
import type { VariantName } from "../manifest"
import { jsonOption, variantOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { progress } from "../progress"
import { table } from "../table"
import type { Interruption, Kind } from "../update/interruptions"
import { bytecodeOf } from "../variants"

interface Options {
    variant: VariantName
    runs: number
    seed: number
    json?: true
}

export function interruptionsCommand(): Command {
    return new Command("interruptions")
        .description("interrupt updates of a simulated pen at random, and bring each pen back")
        .addOption(variantOption().default("stepper"))
        .option("--runs <n>", "updates to interrupt", wholeNumber(1, 1_000_000), 20)
        .option("--seed <n>", "first seed", wholeNumber(0, 1_000_000_000), 1)
        .addOption(jsonOption())
        .action(run)
}

async function run(options: Options): Promise<void> {
    const { changedProgram, rehearsalPackage } = await import("../update/rehearsal")
    const { Interrupter, kinds } = await import("../update/interruptions")
    const { bytecode } = await bytecodeOf(options.variant, "--variant")
    const made = rehearsalPackage(options.variant, changedProgram(bytecode))
    const interrupter = new Interrupter({
        variant: options.variant,
        old: bytecode,
        next: made.package,
        content: made.content,
    })
    const bar = progress("interrupting ", options.runs, "updates")
    const found: Interruption[] = []
    try {
        for (let index = 0; index < options.runs; index++) {
            found.push(await interrupter.run(options.seed + index))
            bar.update(index + 1)
        }
    } finally {
        bar.stop()
    }
    const bad = found.filter(({ end, unsafe }) => end === "lost" || unsafe.length > 0)
    const rows = kinds.map(kind => rowOf(kind, found))
    if (options.json) printJson({ schema: 1, variant: options.variant, runs: rows, bad })
    else {
        process.stdout.write(`${table(rows).join("\n")}\n`)
        for (const one of bad)
            process.stdout.write(
                `${pc.red("seed")} ${one.seed}: ${one.end}, ${one.unsafe.join(", ")}\n`
            )
    }
    if (bad.length > 0) process.exitCode = exitCode.failed
}

/** How the updates that one kind interrupted went on. */
function rowOf(kind: Kind, found: readonly Interruption[]): Record<string, string | number> {
    const these = found.filter(one => one.kind === kind)
    const left = (name: Interruption["left"]): number =>
        these.filter(one => one.left === name).length
    const end = (name: Interruption["end"]): number => these.filter(one => one.end === name).length
    return {
        kind,
        n: these.length,
        leftOld: left("old"),
        leftNew: left("new"),
        leftNone: left("none"),
        leftSilent: left("silent"),
        endOld: end("old"),
        endNew: end("new"),
        lost: end("lost"),
        unsafe: these.filter(one => one.unsafe.length > 0).length,
    }
}
