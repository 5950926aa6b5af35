/** `pen build`: bytecode through the pinned DeviceScript CLI, with its size, hash and headroom. */
import { Command, Option } from "commander"
import pc from "picocolors"
import type { Variant } from "../../sim/faults"
import type { Build } from "../build"
import { codeEndBytes } from "../../sim/codesize"
import { disassemble, functionSizes } from "../codesizes"
import { jsonOption } from "../options"
import { printJson } from "../outcome"
import { note } from "../progress"
import { bytecodeOf, variantNames } from "../variants"

interface Options {
    variant: Variant | "all"
    json?: true
    sizes?: true
}

/** How many functions `--sizes` names. */
const LARGEST = 40

export function buildCommand(): Command {
    const variant = new Option("--variant <name>", "variant of the pen")
        .choices(["stepper", "solenoid", "all"])
        .default("all")
    return new Command("build")
        .description("build the bytecode that tests run and that is flashed")
        .addOption(variant)
        .addOption(
            new Option("--sizes", "say which functions take the most room").conflicts("json")
        )
        .addOption(jsonOption())
        .action(build)
}

async function build(options: Options): Promise<void> {
    const variants = options.variant === "all" ? await variantNames() : [options.variant]
    const builds: Build[] = []
    for (const variant of variants) {
        note(`building ${variant} ...`)
        builds.push(await bytecodeOf(variant, "--variant"))
    }
    if (options.json) {
        const rows = builds.map(({ variant, sha256, sizeBytes, headroomBytes }) => {
            return { schema: 1, variant, sha256, sizeBytes, headroomBytes }
        })
        printJson(options.variant === "all" ? rows : rows[0])
        return
    }
    for (const one of builds) {
        process.stdout.write(`${describe(one)}\n`)
        if (options.sizes) process.stdout.write(await largest(one))
    }
}

/** The functions that take the most room, with the number that the image gives them. */
async function largest({ bytecode }: Build): Promise<string> {
    const sizes = functionSizes(await disassemble(bytecode), codeEndBytes(bytecode))
    const rows = sizes.slice(0, LARGEST).map(({ name, bytes }) => {
        return `${" ".repeat(10)}${String(bytes).padStart(5)}  ${name}\n`
    })
    return rows.join("")
}

function describe({ variant, sha256, sizeBytes, headroomBytes }: Build): string {
    const size = `${sizeBytes} bytes, room for ${headroomBytes} bytes more of code`
    return `${pc.bold(variant.padEnd(10))}${size}\n${" ".repeat(10)}SHA-256 ${sha256}`
}
