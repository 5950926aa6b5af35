/** `pen campaign`: every hazard with its control and without it, and runs that nobody thought of, over many seeds. */
import { Command, Option } from "commander"
import { loadHazards } from "../../sim/campaign/files"
import type { Hazard } from "../../sim/campaign/hazard"
import { planOf, type Choice, type Seeds } from "../../sim/campaign/plan"
import type { Arm } from "../../sim/campaign/play"
import { SWARM } from "../../sim/campaign/swarm"
import type { Variant } from "../../sim/faults"
import { refuse } from "../../sim/refusal"
import { buildVariant } from "../build"
import { resultsOf, runCampaign, type Campaign, type CampaignResult } from "../campaign/campaign"
import { writeReport } from "../campaign/page"
import { mergeRecords } from "../campaign/recordfile"
import { replay, replayText } from "../campaign/replay"
import { campaignText } from "../campaign/text"
import { printVocabulary } from "../campaign/vocabulary"
import { jsonOption, partOf, seedRange, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"

interface Options {
    hazard?: string[]
    case?: string
    seeds: Seeds
    arm: Arm | "both"
    variant: Variant | "all"
    shard: { index: number; count: number }
    jobs: number
    charge: boolean
    out?: string
    merge?: string[]
    report?: string
    show?: true
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
        .option("--case <name>", "only this case of the hazard")
        .option("--seeds <range>", "seeds A..B, both included", seedRange, { from: 1, to: 20 })
        .addOption(
            choice("--arm <arm>", "with the control, or without", ["with", "without", "both"])
        )
        .addOption(choice("--variant <name>", "the pen", ["stepper", "solenoid", "all"], "stepper"))
        .option("--shard <I/N>", "only part I of N of the runs", partOf, { index: 1, count: 1 })
        .option("--jobs <n>", "worker threads", wholeNumber(1, 256), 1)
        .option("--no-charge", "the program's own processor time does not pass")
        .option("--out <file>", "write every run, one JSON value per line")
        .option("--merge <file...>", "sum up runs that were written before, and run nothing")
        .option("--report <folder>", "write a page that people can read and print")
        .option("--show", "of a single run: what happened, and when")
        .option("--trace <file>", "of a single run: every pin edge and bus byte, as JSON Lines")
        .option("--save <file>", "of a single run: its scenario, for pen run")
        .option("--list", "print the hazards and every fault that can be injected, and run nothing")
        .addOption(jsonOption())
        .addHelpText("after", help)
        .action(campaign)
}

function choice(flags: string, what: string, words: string[], byDefault = words.at(-1)): Option {
    return new Option(flags, what).choices(words).default(byDefault)
}

async function campaign(options: Options): Promise<void> {
    const { hazards, swarm } = chosen(options)
    if (options.list) {
        printVocabulary(hazards, options.json ?? false)
        return
    }
    if (options.show || options.trace !== undefined || options.save !== undefined) {
        await showOne(options, hazards, swarm)
        return
    }
    const done = options.merge
        ? merged(options.merge, hazards)
        : await runCampaign({
              choice: choiceOf(options, hazards, swarm),
              variants: variantsOf(options),
              charged: options.charge,
              threads: options.jobs,
              shard: options.shard,
              ...(options.out === undefined ? {} : { out: options.out }),
          })
    const { results } = done
    if (options.report !== undefined) writeReport(options.report, done)
    const many = options.variant === "all" || results.length > 1
    if (options.json) printJson(many ? results : results[0])
    else process.stdout.write(campaignText(results))
    if (!results.every(isGood)) process.exitCode = exitCode.failed
}

/** Runs of earlier campaigns, summed up anew. */
function merged(paths: readonly string[], hazards: readonly Hazard[]): Campaign {
    const recorded = mergeRecords(paths)
    return { runs: recorded.runs, results: resultsOf(recorded, hazards, 0) }
}

function choiceOf(options: Options, hazards: readonly Hazard[], swarm: boolean): Choice {
    const { arm, seeds } = options
    const arms: Arm[] = arm === "both" ? ["with", "without"] : [arm]
    return { hazards, swarm, arms, seeds, case: options.case }
}

function variantsOf({ variant }: Options): Variant[] {
    return variant === "all" ? ["stepper", "solenoid"] : [variant]
}

function isGood({ violations, hazards }: CampaignResult): boolean {
    return violations.length === 0 && hazards.every(row => row.problems.length === 0)
}

/** The hazards of the repository, or the named ones of them. */
function chosen(options: Options): { hazards: Hazard[]; swarm: boolean } {
    const all = loadHazards()
    const ids = options.hazard ?? [...all.map(hazard => hazard.id), SWARM]
    const known = [...all.map(hazard => hazard.id), SWARM]
    const unknown = ids.find(id => !known.includes(id))
    if (unknown !== undefined)
        throw refuse("pen campaign", "--hazard", `one of ${known.join(", ")}`, unknown)
    const hazards = all.filter(hazard => ids.includes(hazard.id))
    const names = hazards.flatMap(hazard => hazard.cases.map(one => one.name))
    if (options.case !== undefined && !names.includes(options.case))
        throw refuse("pen campaign", "--case", `one of ${names.join(", ")}`, options.case)
    return { hazards, swarm: ids.includes(SWARM) && options.case === undefined }
}

/** Plays a single run and shows all of it. */
async function showOne(
    options: Options,
    hazards: readonly Hazard[],
    swarm: boolean
): Promise<void> {
    const jobs = variantsOf(options).flatMap(one => planOf(choiceOf(options, hazards, swarm), one))
    const [job] = jobs
    if (!job || jobs.length > 1) {
        const expected = "a single run: one hazard with one case, one seed, one arm, one variant"
        throw refuse("pen campaign", "--show, --trace, --save", expected, `${jobs.length} runs`)
    }
    const { bytecode } = await buildVariant(job.variant)
    const terms = {
        hazards,
        bytecode: { stepper: bytecode, solenoid: bytecode },
        charged: options.charge,
    }
    const seen = await replay(job, terms, options)
    if (options.json) printJson(seen.record)
    else process.stdout.write(replayText(seen))
    if (seen.record.violations.length > 0) process.exitCode = exitCode.failed
}
