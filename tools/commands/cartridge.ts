/** `pen cartridge`: writes and explains the memory images of cartridges. */
import { readFileSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { Command, Option } from "commander"
import { describedMemory } from "../../sim/cartridgeimage"
import { describedSchema } from "../../sim/cartridgeschema"
import { Refusal, problemsOf } from "../../sim/refusal"
import { romOf } from "../../sim/rom"
import { imageBytes } from "../../sim/scenario"
import { explainImage } from "../cartridgetext"
import { jsonOption, romId, wholeNumber } from "../options"
import { exitCode, printJson } from "../outcome"

export function cartridgeCommand(): Command {
    return new Command("cartridge")
        .description("write and explain cartridge memory images")
        .addCommand(makeCommand())
        .addCommand(showCommand())
}

const micrometres = wholeNumber(-100_000, 100_000)

function makeCommand(): Command {
    return new Command("make")
        .description("write the 144 bytes of a cartridge, and print the ROM ID that goes with them")
        .argument("<file>", "image to write")
        .addOption(
            new Option("--kind <kind>", "kind of cartridge")
                .choices(["adjustable", "fixed", "nano", "roller"])
                .default("adjustable")
        )
        .option("--min-um <n>", "least depth, adjustable and nano (default: 0)", micrometres)
        .option("--max-um <n>", "greatest depth (default: adjustable 1500, nano 250)", micrometres)
        .option("--length-um <n>", "needle length, fixed and roller (default: 1000)", micrometres)
        .option("--needles <n>", "number of needles", wholeNumber(1, 255))
        .option("--gauge <n>", "needle gauge", wholeNumber(1, 255))
        .option("--lot <text>", "lot, up to six capital letters and digits")
        .option("--expires <date>", "last day of use, such as 2027-06-30")
        .option("--tip-offset-um <n>", "measured position of the needle plate", micrometres)
        .option("--rated-strokes <n>", "strokes it is made for", wholeNumber(0, 0xffffffff))
        .option("--layout-version <n>", "layout version of the record", wholeNumber(0, 255))
        .addOption(new Option("--crc <state>", "checksum").choices(["good", "bad"]))
        .addOption(new Option("--tag <state>", "tag").choices(["good", "bad", "missing"]))
        .option("--used", "burn the use mark")
        .option("--name <name>", "name that the ROM ID is made from", "cartridge")
        .option("--seed <n>", "seed that the ROM ID is made from", wholeNumber(0, 0x7fffffff), 1)
        .option("--rom <hex>", "ROM ID of the chip, instead of one made from name and seed", romId)
        .addOption(jsonOption())
        .action(make)
}

interface MakeOptions {
    kind: "adjustable" | "fixed" | "nano" | "roller"
    name: string
    seed: number
    rom?: Uint8Array
    layoutVersion?: number
    json?: true
    [field: string]: unknown
}

async function make(file: string, options: MakeOptions): Promise<void> {
    const { name, seed, rom: given, json, layoutVersion, ...fields } = options
    const defaults = {
        adjustable: { minUm: 0, maxUm: 1500 },
        fixed: { lengthUm: 1000 },
        nano: {},
        roller: { lengthUm: 1000 },
    }[options.kind]
    const version = layoutVersion === undefined ? {} : { version: layoutVersion }
    const description = { ...defaults, ...fields, ...version }
    const parsed = describedSchema.safeParse(description)
    if (!parsed.success)
        throw new Refusal("pen cartridge make", problemsOf(parsed.error.issues, description))
    const rom = given ?? romOf(name, seed)
    const memory = describedMemory(parsed.data, rom, seed)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, memory)
    const romText = Buffer.from(rom).toString("hex").toUpperCase()
    if (json) printJson({ schema: 1, file, rom: romText, bytes: memory.length })
    else process.stdout.write(`${file}: ${memory.length} bytes, ROM ID ${romText}\n`)
}

function showCommand(): Command {
    return new Command("show")
        .description("explain a cartridge image: fields, verdict of the reader, marks, protection")
        .argument("<file>", "image of 144 bytes")
        .option(
            "--rom <hex>",
            "ROM ID of the chip, to check the tag of the bench's product line",
            romId
        )
        .addOption(jsonOption())
        .action(show)
}

function show(file: string, options: { rom?: Uint8Array; json?: true }): void {
    const { lines, ...explanation } = explainImage(readImage(file), options.rom)
    const { verdict } = explanation
    if (options.json) printJson({ schema: 1, file, ...explanation })
    else process.stdout.write(`${lines.join("\n")}\n`)
    if (verdict.length > 0) process.exitCode = exitCode.failed
}

function readImage(file: string): Uint8Array {
    const expected = `a DS2431 image of ${imageBytes} bytes`
    let memory: Uint8Array
    try {
        memory = readFileSync(file)
    } catch (error) {
        const found = error instanceof Error ? error.message : String(error)
        throw new Refusal(file, [{ path: "", expected, found }])
    }
    if (memory.length === imageBytes) return memory
    throw new Refusal(file, [{ path: "", expected, found: `${memory.length} bytes` }])
}
