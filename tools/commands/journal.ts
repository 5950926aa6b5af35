/** `pen journal`: what a pen has on record, as a list, a table, JSON, or treatment reports for paper. */
import { writeFileSync } from "node:fs"
import { Command, Option } from "commander"
import { refuse } from "../../sim/refusal"
import { csvOf } from "../journal/csv"
import { writeReports } from "../journal/page"
import { type Journal, journalOf, memoryAfter, memoryFile } from "../journal/source"
import { journalText } from "../journal/text"
import { jsonOption } from "../options"
import { exitCode, printJson } from "../outcome"

interface Options {
    sim?: string
    port?: string
    csv?: true
    html?: string
    memory?: string
    json?: true
    note?: string
    patient?: string
    name?: string
}

const help = `
FILE is the memory of a pen, 131,072 bytes as they were read out of it. docs/journal.md has its map.
Exit code 1 when entries are missing or damaged. Reports hold what the pen wrote and nothing about a person.`

/** Asked for by habit; there is no room for them. */
const freeText = ["note", "patient", "name"] as const

export function journalCommand(): Command {
    const command = new Command("journal")
        .description("what a pen has on record: list, CSV, JSON, or treatment reports for paper")
        .argument("[file]", "memory of a pen")
        .option("--sim <scenario>", "the memory of a simulated pen after this scenario, instead")
        .option("--port <path>", "the memory of the pen at this serial port, instead")
        .option("--csv", "one line for each entry, comma-separated")
        .option("--html <folder>", "write treatment reports, one sheet for each session")
        .option("--memory <file>", "write the memory that was read, with --sim or --port")
        .addOption(jsonOption())
        .addHelpText("after", help)
    for (const word of freeText) command.addOption(new Option(`--${word} <text>`).hideHelp())
    return command.action(show)
}

async function show(file: string | undefined, options: Options): Promise<void> {
    for (const word of freeText)
        if (options[word] !== undefined)
            throw refuse(
                "pen journal",
                `--${word}`,
                "no text about a person: a report holds what the pen wrote",
                "a text"
            )
    const sources = [file, options.sim, options.port].filter(source => source !== undefined)
    if (sources.length !== 1)
        throw refuse(
            "pen journal",
            "",
            "one of FILE, --sim SCENARIO and --port PATH",
            sources.join(", ") || "none"
        )
    if (options.csv && options.json)
        throw refuse("pen journal", "", "one of --csv and --json", "both")
    const memory = await memoryOf(file, options)
    const source = file ?? options.port ?? `simulated: ${options.sim}`
    const journal = journalOf(source, memory)
    if (options.memory !== undefined) writeFileSync(options.memory, memory)
    const path = options.html === undefined ? undefined : writeReports(options.html, journal)
    if (options.json) printJson(jsonOf(journal))
    else if (options.csv) process.stdout.write(csvOf(journal.read.entries))
    else process.stdout.write(`${journalText(journal)}${path ? `\n${path}\n` : ""}`)
    if (journal.read.missing.length > 0) process.exitCode = exitCode.failed
}

async function memoryOf(file: string | undefined, { sim, port }: Options): Promise<Uint8Array> {
    if (file !== undefined) return memoryFile(file)
    if (sim !== undefined) return memoryAfter(sim)
    const { memoryAtPort } = await import("../journal/port")
    return memoryAtPort(port!)
}

function jsonOf({ source, sha256, read, sessions }: Journal): object {
    return { schema: 1, source, sha256, ...read, sessions }
}
