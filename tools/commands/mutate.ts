/** `pen mutate`: changes the firmware in small ways, and counts which changes the tests notice. */
import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Command, InvalidArgumentError, Option } from "commander"
import pc from "picocolors"
import { Refusal } from "../../sim/refusal"
import { ensurePlatform } from "../build"
import type { Tried } from "../mutate/campaign"
import type { Threshold } from "../mutate/score"
import { jsonOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { root } from "../paths"
import { note, progress } from "../progress"
import { table } from "../table"

interface Options {
    sample: number
    seed: number
    files?: string
    min: Threshold[]
    bench: boolean
    suite?: true
    jobs: number
    json?: true
}

export function mutateCommand(): Command {
    return new Command("mutate")
        .description(
            "change the firmware in small ways, and count which changes tests and scenarios notice"
        )
        .option("--sample <n>", "how many mutations, or all of them", sampleSize, 150)
        .option("--seed <n>", "seed of the choice", wholeNumber(0, 0x7fffffff), 1)
        .option("--files <glob>", "only files whose path fits, such as src/core/*.ts")
        .addOption(
            new Option("--min <[glob=]percent>", "least score, of all or of some files; repeatable")
                .argParser(threshold)
                .default([], "none")
        )
        .option("--no-bench", "judge by the tests of the host alone, without rebuilt bytecode")
        .option("--suite", "judge what is left by the behaviour tests, too: minutes for each")
        .option("--jobs <n>", "processes", wholeNumber(1, 256), availableParallelism())
        .addOption(jsonOption())
        .action(mutate)
}

function sampleSize(text: string): number {
    return text === "all" ? Infinity : wholeNumber(1, 1_000_000)(text)
}

function threshold(text: string, before: Threshold[]): Threshold[] {
    const [, files = "src", percent = ""] = /^(?:(.+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? []
    if (percent === "" || Number(percent) > 100)
        throw new InvalidArgumentError(
            `expected a percentage from 0 to 100, or files and one such as src/core=85, found "${text}"`
        )
    return [...before, { files, percent: Number(percent) }]
}

async function mutate(options: Options): Promise<void> {
    // What mutating needs is for developers; the rest of `pen` works without it.
    const { mutatedFiles } = await import("../mutate/coverage")
    const { matcher } = await import("../mutate/glob")
    const { mutationsOf } = await import("../mutate/mutations")
    const { sample } = await import("../mutate/sample")
    const { tryMutations } = await import("../mutate/campaign")
    const known = mutatedFiles()
    const files = known.filter(matcher(options.files ?? "src"))
    if (files.length === 0)
        throw new Refusal("pen mutate", [
            {
                path: "--files",
                expected: `a pattern that fits one of ${known.length} files, such as ${known[0] ?? ""}`,
                found: options.files ?? "none",
            },
        ])
    const all = files.flatMap(path => mutationsOf(path, readFileSync(join(root, path), "utf8")))
    const chosen = sample(all, options.sample, options.seed)
    if (options.bench || chosen.some(({ path }) => !path.startsWith("src/core/"))) {
        note("preparing the platform ...")
        await ensurePlatform()
    }
    const bar = progress("mutating ", chosen.length, "mutants")
    let done = 0
    let tried: Tried[]
    try {
        tried = await tryMutations(chosen, {
            jobs: Math.min(options.jobs, chosen.length),
            bytecode: options.bench,
            suite: options.bench && options.suite === true,
            onVerdict: () => bar.update(++done),
        })
    } finally {
        bar.stop()
    }
    await tell(tried, all.length, options)
}

async function tell(tried: readonly Tried[], available: number, options: Options): Promise<void> {
    const { judge, scoreOf, scoresByFile } = await import("../mutate/score")
    const { diff } = await import("../mutate/mutation")
    const files = scoresByFile(tried)
    const total = scoreOf(tried)
    const thresholds = judge(tried, options.min)
    const survivors = tried
        .filter(({ outcome }) => outcome === "survived")
        .map(({ mutation }) => ({
            file: mutation.path,
            line: mutation.line,
            operator: mutation.operator,
            diff: diff(readFileSync(join(root, mutation.path), "utf8"), mutation),
        }))
    if (!thresholds.every(({ ok }) => ok)) process.exitCode = exitCode.failed
    if (options.json) {
        const { seed } = options
        printJson({
            schema: 1,
            seed,
            available,
            tried: tried.length,
            ...total,
            files,
            thresholds,
            survivors,
        })
        return
    }
    const lines = survivors.flatMap(({ file, line, operator, diff: changed }) => [
        `${pc.bold(`${file}:${line}`)}  ${operator}`,
        ...changed.map(text => `    ${text.startsWith("-") ? pc.red(text) : pc.green(text)}`),
    ])
    const sum = { file: `of ${available} possible`, ...total }
    lines.push("", ...table([...files, sum].map(row => ({ ...row }))))
    for (const { files: of, percent, score, ok } of thresholds) {
        const text = `${of}: ${score ?? "nothing judged"} of at least ${percent} %`
        lines.push(ok ? pc.green(text) : pc.red(text))
    }
    process.stdout.write(`${lines.join("\n")}\n`)
}
