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
    flash?: true
    json?: true
}

/** Boards that are flashed at the same time. */
const FLASH_LANES = 6

export function interruptionsCommand(): Command {
    return new Command("interruptions")
        .description("interrupt updates of a simulated pen at random, and bring each pen back")
        .addOption(variantOption().default("stepper"))
        .option("--runs <n>", "updates to interrupt", wholeNumber(1, 1_000_000), 20)
        .option("--seed <n>", "first seed", wholeNumber(0, 1_000_000_000), 1)
        .option("--flash", "interrupt the flashing of its board instead")
        .addOption(jsonOption())
        .action(run)
}

async function run(options: Options): Promise<void> {
    const { changedProgram, rehearsalPackage } = await import("../update/rehearsal")
    const { Interrupter, kinds } = await import("../update/interruptions")
    const { FlashInterrupter } = await import("../update/flashinterruptions")
    const { bytecode } = await bytecodeOf(options.variant, "--variant")
    const made = rehearsalPackage(options.variant, changedProgram(bytecode))
    const given = {
        variant: options.variant,
        old: bytecode,
        next: made.package,
        content: made.content,
    }
    const bar = progress("interrupting ", options.runs, "runs")
    const found: Interruption[] = []
    let next = 0
    /** Flashing mostly waits, so that several boards are flashed at once; each lane has its own machine. */
    const lane = async (): Promise<void> => {
        const interrupter = options.flash ? new FlashInterrupter(given) : new Interrupter(given)
        while (next < options.runs) {
            found.push(await interrupter.run(options.seed + next++))
            bar.update(found.length)
        }
    }
    try {
        await Promise.all(Array.from({ length: options.flash ? FLASH_LANES : 1 }, lane))
    } finally {
        bar.stop()
    }
    found.sort((one, other) => one.seed - other.seed)
    const bad = found.filter(
        ({ end, unsafe, memory }) => end === "lost" || unsafe.length + memory.length > 0
    )
    const rows = kinds.map(kind => rowOf(kind, found))
    if (options.json) printJson({ schema: 1, variant: options.variant, runs: rows, bad })
    else {
        process.stdout.write(`${table(rows).join("\n")}\n`)
        for (const one of bad)
            process.stdout.write(
                `${pc.red("seed")} ${one.seed}: ${[one.end, ...one.unsafe, ...one.memory].join(", ")}\n`
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
        leftTorn: left("torn"),
        leftSilent: left("silent"),
        endOld: end("old"),
        endNew: end("new"),
        lost: end("lost"),
        unsafe: these.filter(one => one.unsafe.length > 0).length,
        memoryLost: these.filter(one => one.memory.length > 0).length,
    }
}
