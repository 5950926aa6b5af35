/** `pen release`: everything that is flashed or carried, from the sources, signed. */
import { join } from "node:path"
import { Command, Option } from "commander"
import pc from "picocolors"
import { refuse } from "../../sim/refusal"
import type { VariantName } from "../manifest"
import { loadManifest } from "../manifest"
import { jsonOption } from "../options"
import { printJson } from "../outcome"
import { note } from "../progress"
import { benchWarning, signingKey } from "../release/keys"
import { sha256 } from "../release/package"
import { loadRuntime } from "../release/runtime"

interface Options {
    variant: VariantName
    out: string
    key?: string
    runtime?: string
    runtimeSha256?: string
    packageOnly?: true
    json?: true
}

export function releaseCommand(): Command {
    return new Command("release")
        .description("make and sign everything that is flashed or carried to a pen")
        .addOption(
            new Option("--variant <name>", "variant of the pen")
                .choices(["stepper", "solenoid"])
                .makeOptionMandatory()
        )
        .requiredOption("--out <folder>", "folder to write into")
        .option("--key <file>", "private key; the bench key without it")
        .option("--runtime <file>", "image of the native runtime")
        .option("--runtime-sha256 <hex>", "SHA-256 of that image, while devicescript.json has none")
        .option("--package-only", "no factory image, which needs the runtime")
        .addOption(jsonOption())
        .action(release)
}

async function release(options: Options): Promise<void> {
    const key = signingKey(options.key)
    const runtime = options.packageOnly ? undefined : await runtimeOf(options)
    const runtimePinned = (await loadManifest()).runtime.sha256 !== null
    note(`building ${options.variant} ...`)
    // The library of the bill of materials takes its time to load; only a release waits for it.
    const { makeRelease, writeRelease } = await import("../release/release")
    const made = await makeRelease({
        variant: options.variant,
        key,
        ...(runtime ? { runtime } : {}),
    })
    const files = await writeRelease(made, options.out)
    const rows = [
        {
            name: made.packageName,
            role: "package",
            sizeBytes: made.package.length,
            sha256: sha256(made.package),
        },
        ...files,
    ]
    if (options.json) {
        const { manifest } = made
        printJson({ schema: 1, folder: options.out, runtimePinned, manifest, files: rows })
        return
    }
    for (const { name, role, sizeBytes, sha256: hash } of rows)
        process.stdout.write(
            `${pc.bold(role.padEnd(8))} ${join(options.out, name)}\n` +
                `         ${sizeBytes} bytes, SHA-256 ${hash}\n`
        )
    if (runtime && !runtimePinned)
        process.stdout.write(
            `${pc.yellow(`NOT PINNED: the runtime image has SHA-256 ${runtime.sha256} as you say;`)}\n` +
                "devicescript.json pins none.\n"
        )
    if (key.bench) process.stdout.write(`${pc.yellow(benchWarning)}\n`)
}

async function runtimeOf(options: Options): ReturnType<typeof loadRuntime> {
    const given = options.runtimeSha256
    if (given !== undefined && !/^[0-9a-f]{64}$/.test(given))
        throw refuse("--runtime-sha256", "", "64 hexadecimal digits", given)
    return loadRuntime((await loadManifest()).runtime, {
        ...(options.runtime === undefined ? {} : { file: options.runtime }),
        ...(given === undefined ? {} : { sha256: given }),
    })
}
