/** `pen bench depth`: where the needles really are, over all settings, on many pens of each variant. */
import { Command, Option } from "commander"
import { benchDepth, type Visit } from "../../sim/benchdepth"
import { depthRows, type DepthRow } from "../depth"
import { loadManifest, type VariantName } from "../manifest"
import { jsonOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { note, progress } from "../progress"
import { table } from "../table"
import { bytecodeOf, variantNames } from "../variants"

interface Options {
    variant: VariantName | "all"
    pens: number
    seed: number
    json?: true
}

const help = `
Each pen draws its own error budget. "error" is the mean over all pens, "bound" the farthest end of the interval that
holds 95 % of them with 95 % confidence, "repeat" the standard deviation of one pen's visits; µm and ms.`

export function depthCommand(): Command {
    return new Command("depth")
        .description("error, repeatability and settle time of the depth, over all settings")
        .addOption(
            new Option("--variant <name>", "variant of the pen")
                .choices(["stepper", "solenoid", "all"])
                .default("all")
        )
        .option("--pens <n>", "pens of each variant", wholeNumber(2, 10_000), 20)
        .option("--seed <n>", "first seed", wholeNumber(0, 1_000_000_000), 1)
        .addOption(jsonOption())
        .addHelpText("after", help)
        .action(depth)
}

async function depth(options: Options): Promise<void> {
    const { variants: promised } = await loadManifest()
    const variants = options.variant === "all" ? await variantNames() : [options.variant]
    const rows: DepthRow[] = []
    for (const variant of variants) {
        const pens = await visits(variant, options)
        rows.push(...depthRows(variant, pens, promised[variant].depthToleranceUm))
    }
    if (options.json) printJson(rows)
    else process.stdout.write(`${text(rows).join("\n")}\n`)
    if (rows.some(row => row.met === false)) process.exitCode = exitCode.failed
}

async function visits(variant: VariantName, { pens, seed }: Options): Promise<Visit[][]> {
    note(`building ${variant} ...`)
    const { bytecode } = await bytecodeOf(variant, "--variant")
    const bar = progress(`${variant} `, pens, "pens")
    const all: Visit[][] = []
    try {
        for (let index = 0; index < pens; index++) {
            all.push(await benchDepth(bytecode, variant, seed + index))
            bar.update(all.length)
        }
    } finally {
        bar.stop()
    }
    return all
}

/** The variants side by side, setting by setting, and then what holds for all settings. */
function text(rows: readonly DepthRow[]): string[] {
    const variants = [...new Set(rows.map(row => row.variant))]
    const settings = [...new Set(rows.map(row => row.um))].filter(um => um !== "all")
    const beside = settings.map(um => {
        const cells: Record<string, string | number | null> = { um }
        for (const variant of variants) {
            const row = rows.find(found => found.um === um && found.variant === variant)!
            cells[`${variant}: error`] = row.errorUm
            cells[`${variant}: bound`] = row.boundUm
            cells[`${variant}: repeat`] = row.repeatUm
            cells[`${variant}: settle`] = row.settleMsMax
        }
        return cells
    })
    const all = rows.filter(row => row.um === "all")
    return [...table(beside), "", ...table(all)]
}
