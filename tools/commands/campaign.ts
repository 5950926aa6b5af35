/** `pen campaign`: every hazard with its control and without it, and runs that nobody thought of, over many seeds. */
import { Command, Option } from "commander"
import { loadHazards } from "../../sim/campaign/files"
import type { Arm } from "../../sim/campaign/play"
import { planOf, type Choice, type Seeds } from "../../sim/campaign/plan"
import { SWARM } from "../../sim/campaign/swarm"
import type { Variant } from "../../sim/faults"
import { refuse } from "../../sim/refusal"
import type { Hazard } from "../../sim/campaign/hazard"
import { buildVariant } from "../build"
import { resultsOf, runCampaign, type CampaignResult } from "../campaign/campaign"
import { mergeRecords } from "../campaign/recordfile"
import { replay, replayText } from "../campaign/replay"
import { campaignText } from "../campaign/text"
import { printVocabulary } from "../campaign/vocabulary"
import { CHARGED_BY_DEFAULT } from "../campaign/workshop"
import { jsonOption, partOf, seedRange, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"

interface Options {
    hazard?: string[]
    seeds: Seeds
    arm: Arm | "both"
    variant: Variant | "all"
    shard: { index: number; count: number }
    jobs: number
    charge: boolean
    out?: string
    merge?: string[]
    trace?: string
    save?: string
    list?: true
    json?: true
}

const help = `
Hazards come from hazards/*.json; the word "swarm" names runs of random treatments and failures.
Without --hazard, all of them are run. Every violation is told with the command that shows it again.`

export function campaignCommand(): Command {
    return new Command("campaign")
        .description("show every hazard harmful without its control and harmless with it")
        .option("--hazard <id...>", "only these, such as H-07, or swarm")
        .option("--seeds <range>", "seeds A..B, both included", seedRange, { from: 1, to: 20 })
        .addOption(armOption())
        .addOption(variantsOption())
        .option("--shard <I/N>", "only part I of N of the runs", partOf, { index: 1, count: 1 })
        .option("--jobs <n>", "worker threads", wholeNumber(1, 256), 1)
        .option("--charge", "the program's own processor time passes, too", CHARGED_BY_DEFAULT)
        .option("--no-charge", "the program's own processor time costs nothing")
        .option("--out <file>", "write every run, one JSON value per line")
        .option("--merge <file...>", "sum up runs that were written before, and run nothing")
        .option(
            "--trace <file>",
            "of a single run: every pin edge and bus byte, one JSON value per line"
        )
        .option("--save <file>", "of a single run: its scenario, for pen run")
        .option("--list", "print the hazards and every fault that can be injected, and run nothing")
        .addOption(jsonOption())
        .addHelpText("after", help)
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
    const { hazards, swarm } = chosen(options.hazard)
    if (options.list) {
        printVocabulary(hazards, options.json ?? false)
        return
    }
    if (options.trace !== undefined || options.save !== undefined) {
        await showOne({ ...options, hazards, swarm })
        return
    }
    const results = options.merge
        ? resultsOf(mergeRecords(options.merge), hazards, 0)
        : await runCampaign({
              choice: choiceOf(options, hazards, swarm),
              variants: variantsOf(options),
              charged: options.charge,
              threads: options.jobs,
              shard: options.shard,
              ...(options.out === undefined ? {} : { out: options.out }),
          })
    if (options.json) printJson(options.variant === "all" ? results : results[0])
    else process.stdout.write(campaignText(results))
    if (!results.every(isGood)) process.exitCode = exitCode.failed
}

function choiceOf({ arm, seeds }: Options, hazards: readonly Hazard[], swarm: boolean): Choice {
    return { hazards, swarm, arms: arm === "both" ? ["with", "without"] : [arm], seeds }
}

function variantsOf({ variant }: Options): Variant[] {
    return variant === "all" ? ["stepper", "solenoid"] : [variant]
}

function isGood({ violations, hazards }: CampaignResult): boolean {
    return violations.length === 0 && hazards.every(row => row.problems.length === 0)
}

/** The hazards of the repository, or the named ones of them. */
function chosen(ids: readonly string[] | undefined): { hazards: Hazard[]; swarm: boolean } {
    const all = loadHazards()
    if (!ids) return { hazards: all, swarm: true }
    const known = [...all.map(hazard => hazard.id), SWARM]
    const unknown = ids.find(id => !known.includes(id))
    if (unknown !== undefined)
        throw refuse("pen campaign", "--hazard", `one of ${known.join(", ")}`, unknown)
    return { hazards: all.filter(hazard => ids.includes(hazard.id)), swarm: ids.includes(SWARM) }
}

/** Plays a single run and shows all of it. */
async function showOne(options: Options & { hazards: Hazard[]; swarm: boolean }): Promise<void> {
    const { hazards, swarm, charge, trace, save } = options
    const [variant, ...others] = variantsOf(options)
    const jobs = planOf(choiceOf(options, hazards, swarm), variant!)
    if (jobs.length !== 1 || others.length > 0) {
        const expected = "a single run: one hazard with one case, one seed, one arm, one variant"
        const found = `${jobs.length * (1 + others.length)} runs`
        throw refuse("pen campaign", trace === undefined ? "--save" : "--trace", expected, found)
    }
    const { bytecode } = await buildVariant(variant!)
    const both = { stepper: bytecode, solenoid: bytecode }
    const seen = await replay(
        jobs[0]!,
        { hazards, bytecode: both, charged: charge },
        { trace, save }
    )
    if (options.json) printJson(seen.record)
    else process.stdout.write(replayText(seen))
    if (seen.record.violations.length > 0) process.exitCode = exitCode.failed
}
