/** `pen run`: plays a scenario in virtual time on the bytecode that is flashed. */
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, relative } from "node:path"
import { Command } from "commander"
import type { Variant } from "../../sim/faults"
import type { RunResult, Sample } from "../../sim/result"
import { runScenario } from "../../sim/run"
import { loadScenario } from "../../sim/scenario"
import type { Scenario } from "../../sim/scenario"
import { jsonOption, variantOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { note, progress } from "../progress"
import { report } from "../report"
import { bytecodeOf } from "../variants"

interface Options {
    json?: true
    variant?: Variant
    seed?: number
    plot?: string
    trace?: string
}

export function runCommand(): Command {
    return new Command("run")
        .description("play a scenario in virtual time and judge it by its expectations")
        .argument("<file>", "scenario file, see docs/scenarios.md")
        .addOption(jsonOption())
        .addOption(variantOption())
        .option("--seed <n>", "seed instead of the scenario's", wholeNumber(0, 0x7fffffff))
        .option("--plot <file>", "write an SVG of depth, stroke rate, state and enable over time")
        .option("--trace <file>", "write every pin edge and bus byte, one JSON value per line")
        .action(play)
}

/** Plays a scenario file and reports it; sets the exit code to 1 when an expectation was not met. */
export async function play(path: string, options: Options): Promise<void> {
    const scenario = loadScenario(path, changesOf(options))
    note(`building ${scenario.variant} ...`)
    const { bytecode } = await bytecodeOf(scenario.variant, path)
    const samples: Sample[] = []
    const result = await run(scenario, bytecode, samples, options.trace)
    if (options.plot !== undefined) await draw(options.plot, scenario, result, samples)
    if (options.json) printJson(result)
    else process.stdout.write(report({ path, scenario, result, samples, ...plotOf(options) }))
    if (!result.expect.ok) process.exitCode = exitCode.failed
}

function changesOf({ variant, seed }: Options): { variant?: Variant; seed?: number } {
    return {
        ...(variant === undefined ? {} : { variant }),
        ...(seed === undefined ? {} : { seed }),
    }
}

function plotOf({ plot }: Options): { plot?: string } {
    return plot === undefined ? {} : { plot: relative(process.cwd(), plot) }
}

async function run(
    scenario: Scenario,
    bytecode: Uint8Array,
    samples: Sample[],
    tracePath: string | undefined
): Promise<RunResult> {
    const bar = progress("playing ", scenario.untilMs, "ms")
    const onProgress = (virtualMs: number): void => bar.update(virtualMs)
    if (tracePath !== undefined) await mkdir(dirname(tracePath), { recursive: true })
    const file = tracePath === undefined ? undefined : createWriteStream(tracePath)
    // A folder that cannot be written must end the run with its error, not with an unhandled event.
    if (file) await once(file, "open")
    const trace = file && ((line: string) => void file.write(`${line}\n`))
    try {
        const options = trace ? { onProgress, samples, trace } : { onProgress, samples }
        return await runScenario(scenario, bytecode, options)
    } finally {
        bar.stop()
        if (file) {
            file.end()
            await once(file, "finish")
        }
    }
}

async function draw(
    path: string,
    scenario: Scenario,
    result: RunResult,
    samples: readonly Sample[]
): Promise<void> {
    // The chart library takes longer to load than most runs; only who asks for a plot waits for it.
    const { plotSvg } = await import("../plot")
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, plotSvg({ scenario, result, samples }))
}
