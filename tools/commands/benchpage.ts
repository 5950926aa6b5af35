/** `pen bench page`: how soon a trip is seen, how smoothly the page moves, how late the pen is, and memory. */
import { Command } from "commander"
import { jsonOption, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"
import { progress } from "../progress"
import { measurePage } from "../serve/measure"
import { table } from "../table"

interface Options {
    json?: true
    trips: number
    seconds: number
    minutes: number
}

export function pageCommand(): Command {
    return new Command("page")
        .description(
            "the bench page in a real browser: delay of a trip, pictures a second, lag, memory"
        )
        .option("--trips <n>", "cartridges that are pulled", wholeNumber(1, 1_000), 50)
        .option("--seconds <n>", "real time for pictures and lag", wholeNumber(1, 3_600), 300)
        .option("--minutes <n>", "the pen's time for memory", wholeNumber(1, 600), 30)
        .addOption(jsonOption())
        .action(measure)
}

async function measure({ json, ...options }: Options): Promise<void> {
    const bar = progress("measuring ", 100, "%")
    const onProgress = (done: number, total: number): void => bar.update((done * 100) / total)
    try {
        const rows = await measurePage({ ...options, onProgress })
        bar.stop()
        if (json) printJson(rows)
        else process.stdout.write(`${table(rows).join("\n")}\n`)
        if (!rows.every(({ kept }) => kept)) process.exitCode = exitCode.failed
    } finally {
        bar.stop()
    }
}
