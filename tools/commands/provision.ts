/** `pen provision`: writes a product line (its key, its number, its window) into the memory of a pen. */
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { Command } from "commander"
import pc from "picocolors"
import { benchKey, benchLine } from "../../sim/benchkey"
import { MEMORY_BYTES } from "../../sim/journal/entries"
import { provisionLine } from "../../sim/provision"
import { refuse } from "../../sim/refusal"
import { isBenchKey, KEY_BYTES, WINDOW_MINUTES_MAX } from "../../src/core/productline"
import { memoryFile } from "../journal/source"
import { benchWords } from "../journal/text"
import { jsonOption, wholeNumber } from "../options"
import { printJson } from "../outcome"

interface Options {
    key?: string
    bench?: true
    line?: number
    windowMinutes: number
    json?: true
}

const help = `
FILE is the memory of a pen, ${MEMORY_BYTES} bytes; it is made when it is not there, and all else in it stays.
The key is a file of ${KEY_BYTES} bytes, or of their ${2 * KEY_BYTES} hexadecimal digits. It is never printed: its
fingerprint is the beginning of its SHA-256. With --bench the pen gets the key that every bench knows, and says so.`

export function provisionCommand(): Command {
    return new Command("provision")
        .description("write the key of a product line into the memory of a pen")
        .argument("<file>", "memory of a pen")
        .option("--key <file>", "key of the product line")
        .option("--bench", "the bench's key, which is no secret")
        .option("--line <n>", "number of the product line", wholeNumber(1, 65_535))
        .option(
            "--window-minutes <n>",
            "how long after its opening a cartridge may be fitted again; 0 = never",
            wholeNumber(0, WINDOW_MINUTES_MAX),
            0
        )
        .addOption(jsonOption())
        .addHelpText("after", help)
        .action(provision)
}

function provision(file: string, options: Options): void {
    const { windowMinutes } = options
    const key = keyOf(options)
    const bench = isBenchKey(key)
    const line = options.line ?? benchLine
    if (!bench && options.line === undefined)
        throw refuse("pen provision", "--line", "the number of the key's product line", undefined)
    const memory = existsSync(file) ? memoryFile(file).slice() : new Uint8Array(MEMORY_BYTES)
    provisionLine(memory, windowMinutes, key, line)
    writeFileSync(file, memory)
    const fingerprint = createHash("sha256").update(key).digest("hex").slice(0, 16)
    if (options.json) printJson({ schema: 1, file, line, windowMinutes, bench, fingerprint })
    else {
        if (bench) process.stdout.write(`${pc.yellow(benchWords)}\n`)
        const window = windowMinutes === 0 ? "never again" : `again for ${windowMinutes} min`
        process.stdout.write(
            `${file}: product line ${line}, key ${fingerprint}, used cartridges ${window}\n`
        )
    }
}

/** Throws `Refusal` for a key that is none, or that everybody could guess. */
function keyOf({ key: file, bench }: Options): Uint8Array {
    if ((file === undefined) === (bench === undefined))
        throw refuse("pen provision", "", "either --key FILE or --bench", file ?? "neither")
    if (file === undefined) return benchKey
    const expected = `${KEY_BYTES} bytes, or ${2 * KEY_BYTES} hexadecimal digits`
    let content: Buffer
    try {
        content = readFileSync(file)
    } catch (error) {
        throw refuse(file, "", expected, error instanceof Error ? error.message : String(error))
    }
    const text = content.toString("latin1").trim()
    const digits = /^[0-9a-fA-F]{64}$/.test(text)
    const key = new Uint8Array(digits ? Buffer.from(text, "hex") : content)
    if (key.length !== KEY_BYTES) throw refuse(file, "", expected, `${content.length} bytes`)
    if (isBenchKey(key)) throw refuse(file, "", "a secret key; use --bench for the bench's", "it")
    if (new Set(key).size < 8)
        throw refuse(file, "", "a random key", "fewer than 8 different bytes")
    return key
}
