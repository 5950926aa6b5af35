/** `pen start`: plays the first treatment and shows it, then serves the bench page; what `npm start` does. */
import { Command } from "commander"
import { wholeNumber } from "../options"
import { serve } from "../serve/serve"
import { demo } from "./demo"

interface Options {
    tty?: true
    port?: number
}

export function startCommand(): Command {
    return new Command("start")
        .description("play the first treatment, then serve the bench page until stopped")
        .option("--tty", "only show the first treatment on the terminal")
        .option(
            "--port <n>",
            "port on 127.0.0.1; default the first free one from 8427 on",
            wholeNumber(1, 65_535)
        )
        .action(start)
}

async function start({ tty, port }: Options): Promise<void> {
    await demo()
    // A first treatment that went wrong is an answer by itself, and scripts wait for it.
    if (tty || process.exitCode !== undefined) return
    const serving = await serve(port === undefined ? {} : { port })
    process.stdout.write(`\nThe bench is at ${serving.url}  (Ctrl+C stops it)\n`)
    try {
        await Promise.race([stopped(), serving.failed])
    } finally {
        await serving.close()
    }
}

/** Resolves when somebody wants the program to end. */
function stopped(): Promise<void> {
    return new Promise(resolve => {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
            process.once(signal, () => resolve())
    })
}
