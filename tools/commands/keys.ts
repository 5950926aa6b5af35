/** `pen keys`: makes and shows the keys that sign packages. */
import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import { Command } from "commander"
import { jsonOption } from "../options"
import { printJson } from "../outcome"
import { newKey, publicPart, trustedKeys } from "../release/keys"

export function keysCommand(): Command {
    return new Command("keys")
        .description("make and show the keys that sign packages")
        .addCommand(
            new Command("new")
                .description("make a pair of keys, outside of the repository")
                .argument("<file>", "private key to write; the public one goes beside it")
                .addOption(jsonOption())
                .action(make)
        )
        .addCommand(
            new Command("show")
                .description("show a key, or all keys that updates are trusted with")
                .argument("[file]", "key to show")
                .addOption(jsonOption())
                .action(show)
        )
}

async function make(file: string, options: { json?: true }): Promise<void> {
    await mkdir(dirname(file), { recursive: true })
    const { id, publicFile } = newKey(file)
    if (options.json) printJson({ schema: 1, id, privateFile: file, publicFile })
    else
        process.stdout.write(
            `key ${id}\n${file}: private; keep it to yourself, with a copy in a safe\n` +
                `${publicFile}: public; put it into keys/ to trust it\n`
        )
}

function show(file: string | undefined, options: { json?: true }): void {
    const keys = file === undefined ? trustedKeys() : [publicPart(file)]
    if (options.json) {
        printJson(keys.map(({ id, bench, file }) => ({ id, bench, file })))
        return
    }
    for (const { id, bench, file } of keys)
        process.stdout.write(`${id}  ${bench ? "BENCH ONLY  " : ""}${file}\n`)
}
