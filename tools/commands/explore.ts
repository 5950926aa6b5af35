/** `pen explore`: random sessions on the bytecode that is flashed; what breaks an invariant is made short and kept. */
import { mkdir, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { Command, Option } from "commander"
import pc from "picocolors"
import type { Seeds } from "../../sim/campaign/plan"
import type { Violation } from "../../sim/campaign/invariants"
import type { Explored, Finding } from "../../sim/explore/explore"
import { scenarioFile } from "../../sim/explore/scenariofile"
import type { Variant } from "../../sim/faults"
import { hostMs } from "../../sim/hosttime"
import { makePen } from "../../sim/run"
import { loadScenario } from "../../sim/scenario"
import { buildVariant } from "../build"
import { jsonOption, seedRange, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { root } from "../paths"
import { note, progress } from "../progress"

interface Options {
    seeds: Seeds
    variant: Variant | "all"
    steps: number
    replay?: string
    json?: true
}

/** The value of `pen explore --json`, for one variant. */
interface ExploreResult {
    readonly schema: 1
    readonly bytecodeSha256: string
    readonly variant: Variant
    readonly seeds: readonly [number, number]
    readonly sessions: number
    /** Sessions played, the ones of shortening included. */
    readonly runs: number
    readonly virtualMs: number
    readonly hostMs: number
    /** Actions and faults, each counted once for every state of the pen in which it came. */
    readonly pairs: number
    readonly findings: readonly {
        readonly seed: number
        readonly steps: number
        readonly violations: Finding["violations"]
        readonly file: string
        /** The one command that shows it again. */
        readonly replay: string
    }[]
}

export function exploreCommand(): Command {
    return new Command("explore")
        .description("play random sessions, and make short what breaks an invariant")
        .option("--seeds <range>", "seeds A..B, both included", seedRange, { from: 1, to: 50 })
        .addOption(
            new Option("--variant <name>", "variant of the pen")
                .choices(["stepper", "solenoid", "all"])
                .default("all")
        )
        .option("--steps <n>", "most perturbations of a session", wholeNumber(1, 1_000), 30)
        .option("--replay <file>", "play this scenario alone, and judge it by every invariant")
        .addOption(jsonOption())
        .action(exploreAll)
}

async function exploreAll(options: Options): Promise<void> {
    if (options.replay !== undefined) return replay(options.replay, options.json ?? false)
    const variants: Variant[] =
        options.variant === "all" ? ["stepper", "solenoid"] : [options.variant]
    const results: ExploreResult[] = []
    for (const variant of variants) results.push(await exploreVariant(variant, options))
    if (options.json) printJson(options.variant === "all" ? results : results[0])
    else for (const result of results) process.stdout.write(textOf(result))
    if (results.some(({ findings }) => findings.length > 0)) process.exitCode = exitCode.failed
}

/** Plays a scenario file and prints what it breaks. */
async function replay(path: string, json: boolean): Promise<void> {
    const { playSession } = await import("../../sim/explore/play")
    const scenario = loadScenario(path)
    note(`building ${scenario.variant} ...`)
    const { bytecode } = await buildVariant(scenario.variant)
    const { violations } = await playSession(scenario, [], one => makePen(one, bytecode))
    if (json) printJson({ schema: 1, file: path, violations })
    else if (violations.length === 0) process.stdout.write(`${pc.green("nothing broken")}\n`)
    else process.stdout.write(`${violations.map(violationText).join("\n")}\n`)
    if (violations.length > 0) process.exitCode = exitCode.failed
}

async function exploreVariant(variant: Variant, { seeds, steps }: Options): Promise<ExploreResult> {
    const { explore } = await import("../../sim/explore/explore")
    note(`building ${variant} ...`)
    const { bytecode, sha256 } = await buildVariant(variant)
    const count = seeds.to - seeds.from + 1
    const bar = progress(`exploring ${variant} `, count, "sessions")
    const startedMs = hostMs()
    const explored: Explored[] = []
    try {
        for (let seed = seeds.from; seed <= seeds.to; seed++) {
            explored.push(
                await explore(seed, variant, steps, scenario => makePen(scenario, bytecode))
            )
            bar.update(explored.length)
        }
    } finally {
        bar.stop()
    }
    const sum = (of: (one: Explored) => number): number =>
        explored.reduce((total, one) => total + of(one), 0)
    const found = explored.flatMap(({ finding }) => (finding ? [finding] : []))
    return {
        schema: 1,
        bytecodeSha256: sha256,
        variant,
        seeds: [seeds.from, seeds.to],
        sessions: count,
        runs: sum(({ runs }) => runs),
        virtualMs: Math.round(sum(({ virtualMs }) => virtualMs)),
        hostMs: Math.round(hostMs() - startedMs),
        pairs: new Set(explored.flatMap(({ visits }) => [...visits])).size,
        findings: await Promise.all(found.map(keep)),
    }
}

/** Writes the scenario of a finding where `pen run` can play it. */
async function keep(finding: Finding): Promise<ExploreResult["findings"][number]> {
    const { seed, variant, violations, scenario } = finding
    const folder = join(root, ".pen", "explore")
    await mkdir(folder, { recursive: true })
    const path = join(folder, `${variant}-${seed}.json`)
    await writeFile(path, scenarioFile(scenario, violations))
    const file = relative(process.cwd(), path)
    return {
        seed,
        steps: scenario.steps.length,
        violations,
        file,
        replay: `npx pen run ${file}`,
    }
}

function violationText({ invariant, value, limit, atMs, text }: Violation): string {
    return `    ${invariant} ${value}, limit ${limit}, at ${atMs} ms${text ? `: ${text}` : ""}`
}

function textOf({ variant, sessions, runs, virtualMs, pairs, findings }: ExploreResult): string {
    const lines = findings.flatMap(({ seed, steps, violations, replay }) => [
        `${pc.red("broken")} ${variant}, seed ${seed}, ${steps} steps`,
        ...violations.map(violationText),
        `    ${pc.cyan(replay)}`,
    ])
    const found = findings.length === 0 ? pc.green("none") : pc.red(String(findings.length))
    lines.push(
        `${variant}: ${sessions} sessions, ${runs} runs, ${Math.round(virtualMs / 1_000)} s of pen time, ` +
            `${pairs} pairs of state and action, broken: ${found}`
    )
    return `${lines.join("\n")}\n`
}
