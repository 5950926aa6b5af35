/** `pen powercuts`: takes a simulated pen's supply away at every byte and at random, and judges what it comes to. */
import { Command, InvalidArgumentError } from "commander"
import pc from "picocolors"
import type { CutJob, CutRecord } from "../../sim/powercuts/play"
import type { VariantName } from "../manifest"
import { jsonOption, variantOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import type { CutPlan } from "../powercuts/bench"
import { progress } from "../progress"
import { table } from "../table"
import { bytecodeOf } from "../variants"

interface Options {
    variant: VariantName
    cuts: number
    seed: number
    jobs: number
    replay?: { seed: number; byte?: number }
    json?: true
}

const help = `
Each cut ends a session: fitted, opened, used, worn, taken out, in front of a full journal. Then a person tries the
cartridge, fits it again, and takes another one. Half of the cuts fall between two bytes on their way to the pen's
memory or to the cartridge, the others at random moments. Exit code 1 when a used cartridge made a stroke, an outcome
was none of the three, or something else than the entry being written was lost.`

export function powercutsCommand(): Command {
    return new Command("powercuts")
        .description(
            "take a simulated pen's supply away, and see what becomes of cartridge and log"
        )
        .addOption(variantOption().default("stepper"))
        .option("--cuts <n>", "sessions to cut", wholeNumber(1, 10_000_000), 40)
        .option("--seed <n>", "first seed", wholeNumber(0, 1_000_000_000), 1)
        .option("--jobs <n>", "worker threads", wholeNumber(1, 256), 1)
        .option("--replay <seed[:byte]>", "play one cut and tell all of it", oneCut)
        .addOption(jsonOption())
        .addHelpText("after", help)
        .action(run)
}

/** A reader of one cut: its seed, and its byte where it has one. */
function oneCut(text: string): { seed: number; byte?: number } {
    const [, seed = "", byte] = /^(\d{1,10})(?::(\d{1,6}))?$/.exec(text) ?? []
    if (seed === "")
        throw new InvalidArgumentError(`expected SEED or SEED:BYTE, whole numbers, found "${text}"`)
    return { seed: Number(seed), ...(byte === undefined ? {} : { byte: Number(byte) }) }
}

async function run(options: Options): Promise<void> {
    const { CutBench } = await import("../powercuts/bench")
    const { variant, cuts, seed } = options
    const { bytecode } = await bytecodeOf(variant, "--variant")
    const bench = new CutBench({ variant, bytecode })
    if (options.replay) {
        const record = await bench.play({ variant, ...options.replay })
        printJson({ schema: 1, ...record })
        if (isBad(record)) process.exitCode = exitCode.failed
        return
    }
    const plan = await bench.plan(cuts, seed)
    const bar = progress("cutting ", cuts, "cuts")
    let done = 0
    const onCut = (): void => bar.update(++done)
    const records = await bench
        .playAll(plan, { cuts, seed, threads: options.jobs, onCut })
        .finally(() => bar.stop())
    tell(options, plan, records)
    if (records.some(isBad)) process.exitCode = exitCode.failed
}

/** A cut that never came, because the session had no such moment, judges nothing. */
function isBad({ problems }: CutRecord): boolean {
    return problems.length > 0
}

function tell(options: Options, plan: CutPlan, records: readonly CutRecord[]): void {
    const { variant } = options
    const stages = [...new Set(records.map(({ stage }) => stage))].sort()
    const rows = [...stages, "all"].map(stage =>
        rowOf(
            stage,
            records.filter(one => stage === "all" || one.stage === stage)
        )
    )
    const bad = records.filter(isBad).map(one => ({ ...one, replay: replayOf(one) }))
    const { bytes, bytesCut } = plan
    const alarms = alarmsOf(records)
    if (options.json) {
        printJson({ schema: 1, variant, bytes, bytesCut, rows, alarms, bad })
        return
    }
    const head = `${variant}: ${bytesCut} of ${bytes} bytes cut, ${records.length - bytesCut} random cuts`
    const cleared = Object.entries(alarms).map(([fault, count]) => `${fault} ${count}`)
    process.stdout.write(`${head}\n${table(rows).join("\n")}\n`)
    process.stdout.write(`faults that a person cleared: ${cleared.join(", ") || "none"}\n`)
    for (const { problems, replay } of bad)
        process.stdout.write(`${pc.red("lost:")} ${problems.join("; ")}\n  ${replay}\n`)
}

/** Faults that were latched in all of the runs, by name. */
function alarmsOf(records: readonly CutRecord[]): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const fault of records.flatMap(({ alarms }) => alarms))
        counts[fault] = (counts[fault] ?? 0) + 1
    return counts
}

function replayOf({ variant, seed, byte }: CutJob): string {
    const where = byte === undefined ? `${seed}` : `${seed}:${byte}`
    return `npx pen powercuts --variant ${variant} --replay ${where}`
}

/** What the cuts in one part of the session came to. */
function rowOf(stage: string, records: readonly CutRecord[]): Record<string, string | number> {
    const count = (outcome: CutRecord["outcome"]): number =>
        records.filter(one => one.outcome === outcome).length
    return {
        cutIn: stage,
        n: records.length,
        unopened: count("unopened"),
        usedUp: count("used up"),
        sameSession: count("same session"),
        notCut: records.filter(one => one.cuts === 0).length,
        strokesReused: records.reduce((sum, { reused }) => sum + reused, 0),
        alarms: records.reduce((sum, { alarms }) => sum + alarms.length, 0),
        mountMsMax: Math.max(0, ...records.map(({ mountMs }) => mountMs)),
        problems: records.filter(isBad).length,
    }
}
