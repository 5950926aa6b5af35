/** `pen runtime`: the native runtime that factory images are built on, and which image of it is the pinned one. */
import { relative } from "node:path"
import { Command } from "commander"
import { loadManifest } from "../manifest"
import { jsonOption } from "../options"
import { printJson } from "../outcome"
import { root } from "../paths"
import { keptFile, pinRuntime } from "../release/runtime"

export function runtimeCommand(): Command {
    return new Command("runtime")
        .description("show and pin the native runtime that factory images are built on")
        .addCommand(
            new Command("show")
                .description("show what is pinned, and where it is to be had")
                .addOption(jsonOption())
                .action(show)
        )
        .addCommand(
            new Command("pin")
                .description("pin an image that was compared with its release page")
                .argument("<file>", "image as it was downloaded")
                .addOption(jsonOption())
                .action(pin)
        )
}

async function show(options: { json?: true }): Promise<void> {
    const { runtime } = await loadManifest()
    if (options.json) printJson({ schema: 1, ...runtime })
    else
        process.stdout.write(
            `version ${runtime.version}\nSHA-256 ${runtime.sha256 ?? "none is pinned"}\n` +
                `${runtime.url}\n`
        )
}

async function pin(file: string, options: { json?: true }): Promise<void> {
    const { sha256, bytes } = await pinRuntime(file)
    const { runtime } = await loadManifest()
    const kept = relative(root, keptFile(runtime))
    if (options.json) {
        printJson({ schema: 1, version: runtime.version, sha256, sizeBytes: bytes.length, kept })
        return
    }
    process.stdout.write(
        `pinned in devicescript.json: runtime ${runtime.version}, ${bytes.length} bytes\n` +
            `SHA-256 ${sha256}\nkept as ${kept}, where \`pen release\` looks for it\n` +
            `Whether it is what its makers released, only its release page can tell:\n${runtime.url}\n`
    )
}
