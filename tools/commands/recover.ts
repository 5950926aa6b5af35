/** `pen recover`: finds out what an interrupted update left, and brings the pen back. */
import { readFileSync } from "node:fs"
import { Command } from "commander"
import pc from "picocolors"
import { refuse } from "../../sim/refusal"
import { jsonOption } from "../options"
import { Failed, printJson } from "../outcome"
import { trustedKeys } from "../release/keys"
import { decodePackage, type Package } from "../release/package"
import { STORE } from "../release/layout"
import { storeImage } from "../release/store"
import type { SessionOptions } from "../update/session"
import { penOptions } from "./update"

interface Options extends SessionOptions {
    package?: string
    rescue?: true
    json?: true
}

export function recoverCommand(): Command {
    return penOptions(
        new Command("recover").description("bring a pen back, whatever an update left of it")
    )
        .option("--package <file>", "package to send where none is kept")
        .option(
            "--rescue",
            "write the store through the chip's loader, for a pen that does not start"
        )
        .addOption(jsonOption())
        .action(run)
}

const words: Record<string, string> = {
    good: "it had its last good program; proved anew",
    new: "it had the new program; proved and confirmed",
    none: "it had no program; sent again and proved",
    formatted: "its store was empty, preferences included; the program was sent again and proved",
    unknown: "it had a program that is not known here; replaced and proved",
    rescued: "it did not start; its store was written anew and read back",
}

async function run(options: Options): Promise<void> {
    const given = options.package === undefined ? undefined : read(options.package, options.trust)
    const finding = options.rescue ? await rescue(options, given) : await recoverPen(options, given)
    if (options.json) printJson({ schema: 1, finding, text: words[finding] })
    else process.stdout.write(`${pc.green("recovered")}: ${words[finding] ?? finding}\n`)
}

async function recoverPen(options: Options, given: Package | undefined): Promise<string> {
    const { openSession } = await import("../update/session")
    const { recover } = await import("../update/recover")
    const session = await openSession(options, given?.bytecode.length ?? 60_000)
    try {
        return await recover(session.context, session.status, session.pending ?? given)
    } finally {
        await session.close()
    }
}

/** A pen that does not start cannot say who it is; whoever rescues it names the package. */
async function rescue(options: Options, given: Package | undefined): Promise<string> {
    if (options.port === undefined) throw refuse("pen recover", "--port", "a port", undefined)
    if (!given) throw new Failed("--rescue needs --package FILE: the pen cannot say what it is")
    const { serialLine } = await import("../flash/line")
    const { flashBoard } = await import("../flash/flash")
    const part = { address: STORE.offset, data: storeImage(given.bytecode) }
    await flashBoard(await serialLine(options.port), [part], {
        identified: () => undefined,
        progress: () => undefined,
    })
    return "rescued"
}

function read(file: string, trust: readonly string[]): Package {
    return decodePackage(readFileSync(file), file, trustedKeys(trust))
}
