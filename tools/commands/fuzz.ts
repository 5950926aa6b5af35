/** `pen fuzz`: packets of every service, code and size to a simulated pen in every state (PEN-SAF-12). */
import { Command, Option } from "commander"
import pc from "picocolors"
import type { Variant } from "../../sim/faults"
import { hostMs } from "../../sim/hosttime"
import type { Fuzzed } from "../fuzz/fuzz"
import { jsonOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { note, progress } from "../progress"
import { bytecodeOf, variantNames } from "../variants"

interface Options {
    packets: number
    seed: number
    variant: Variant | "all"
    json?: true
}

type Row = Fuzzed & { schema: 1; variant: Variant; bytecodeSha256: string; hostMs: number }

export function fuzzCommand(): Command {
    const packets = wholeNumber(1, 10_000_000)
    return new Command("fuzz")
        .description("send hostile packets to a simulated pen, and judge it at the plant")
        .option("--packets <n>", "packets to each variant", packets, 100_000)
        .option("--seed <n>", "seed of the first walk", wholeNumber(0, 1_000_000_000), 1)
        .addOption(
            new Option("--variant <name>", "variant of the pen")
                .choices(["stepper", "solenoid", "all"])
                .default("all")
        )
        .addOption(jsonOption())
        .action(run)
}

async function run(options: Options): Promise<void> {
    const variants = options.variant === "all" ? await variantNames() : [options.variant]
    const rows: Row[] = []
    for (const variant of variants) rows.push(await fuzzVariant(variant, options))
    if (options.json) printJson(options.variant === "all" ? rows : rows[0])
    else for (const row of rows) process.stdout.write(textOf(row))
    if (rows.some(({ findings }) => findings.length > 0)) process.exitCode = exitCode.failed
}

async function fuzzVariant(variant: Variant, { packets, seed }: Options): Promise<Row> {
    const { fuzz } = await import("../fuzz/fuzz")
    note(`building ${variant} ...`)
    const { bytecode, sha256 } = await bytecodeOf(variant, "--variant")
    const bar = progress(`fuzzing ${variant} `, packets, "packets")
    const startedMs = hostMs()
    try {
        const fuzzed = await fuzz(variant, bytecode, packets, seed, sent => bar.update(sent))
        const passedMs = Math.round(hostMs() - startedMs)
        return { schema: 1, variant, bytecodeSha256: sha256, ...fuzzed, hostMs: passedMs }
    } finally {
        bar.stop()
    }
}

function textOf({ variant, sent, answered, walks, virtualMs, states, findings }: Row): string {
    const lines = findings.map(({ seed, atMs, state, what }) => {
        const replay = pc.cyan(`npx pen fuzz --variant ${variant} --seed ${seed} --packets ${sent}`)
        return `${pc.red("found")} in ${state} at ${atMs} ms: ${what}\n    ${replay}`
    })
    const counts = Object.entries(states).map(([state, count]) => `${state} ${count}`)
    const found = findings.length === 0 ? pc.green("none") : pc.red(String(findings.length))
    lines.push(
        `${variant}: ${sent} packets in ${walks} walks, ${Math.round(virtualMs / 1_000)} s of pen time, ` +
            `${answered} answered; findings: ${found}`,
        `    ${counts.join(", ")}`
    )
    return `${lines.join("\n")}\n`
}
