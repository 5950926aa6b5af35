/** `pen campaign`: every hazard with its control and without it, over many seeds. */
import { Command, Option } from "commander"
import type { Arm } from "../../sim/campaign/play"
import type { Seeds } from "../../sim/campaign/plan"
import { loadHazards } from "../../sim/campaign/files"
import type { Hazard } from "../../sim/campaign/hazard"
import type { Variant } from "../../sim/faults"
import { refuse } from "../../sim/refusal"
import { runCampaign } from "../campaign/campaign"
import { campaignText } from "../campaign/text"
import { printVocabulary } from "../campaign/vocabulary"
import { jsonOption, seedRange } from "../options"
import { exitCode, printJson } from "../outcome"

interface Options {
    hazard?: string[]
    seeds: Seeds
    arm: Arm | "both"
    variant: Variant | "all"
    list?: true
    json?: true
}

export function campaignCommand(): Command {
    return new Command("campaign")
        .description("show every hazard harmful without its control and harmless with it")
        .option("--hazard <id...>", "only these hazards, such as H-07")
        .option("--seeds <range>", "seeds A..B, both included", seedRange, { from: 1, to: 20 })
        .addOption(armOption())
        .addOption(variantsOption())
        .option("--list", "print the hazards and every fault that can be injected, and run nothing")
        .addOption(jsonOption())
        .action(campaign)
}

const armOption = (): Option =>
    new Option("--arm <arm>", "with the control, without it, or both")
        .choices(["with", "without", "both"])
        .default("both")

const variantsOption = (): Option =>
    new Option("--variant <name>", "variant of the pen")
        .choices(["stepper", "solenoid", "all"])
        .default("stepper")

async function campaign(options: Options): Promise<void> {
    const hazards = chosen(options.hazard)
    if (options.list) {
        printVocabulary(hazards, options.json ?? false)
        return
    }
    const results = await runCampaign({
        hazards,
        variants: options.variant === "all" ? ["stepper", "solenoid"] : [options.variant],
        arms: options.arm === "both" ? ["with", "without"] : [options.arm],
        seeds: options.seeds,
    })
    if (options.json) printJson(options.variant === "all" ? results : results[0])
    else process.stdout.write(campaignText(results))
    const ok = results.every(
        one => one.violations.length === 0 && one.hazards.every(row => row.problems.length === 0)
    )
    if (!ok) process.exitCode = exitCode.failed
}

/** The hazards of the repository, or the named ones of them. */
function chosen(ids: readonly string[] | undefined): Hazard[] {
    const all = loadHazards()
    if (!ids) return all
    const known = all.map(hazard => hazard.id)
    const unknown = ids.find(id => !known.includes(id))
    if (unknown !== undefined)
        throw refuse("pen campaign", "--hazard", `one of ${known.join(", ")}`, unknown)
    return all.filter(hazard => ids.includes(hazard.id))
}
