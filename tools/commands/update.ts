/** `pen update`: brings a signed package onto a pen, or goes on where an earlier attempt ended. */
import { readFileSync } from "node:fs"
import { Command, Option } from "commander"
import pc from "picocolors"
import { refuse } from "../../sim/refusal"
import { jsonOption } from "../options"
import { Failed, printJson } from "../outcome"
import { versionOf } from "../paths"
import { benchWarning, trustedKeys } from "../release/keys"
import { decodePackage, type Package } from "../release/package"
import { PortLost } from "../bus/port"
import type { Session, SessionOptions } from "../update/session"

interface Options extends SessionOptions {
    resume?: true
    json?: true
}

/** Options of every command that speaks with a pen. */
export function penOptions(command: Command): Command {
    return command
        .option("--port <path>", "serial port of the pen")
        .addOption(
            new Option("--sim <variant>", "a simulated pen instead").choices([
                "stepper",
                "solenoid",
            ])
        )
        .option("--records <folder>", "where packages and journals are kept")
        .option("--trust <file>", "public key to trust, beside those in keys/", append, [])
}

function append(file: string, files: string[]): string[] {
    return [...files, file]
}

export function updateCommand(): Command {
    return penOptions(
        new Command("update")
            .description("update a pen in the field with a signed package")
            .argument("[package]", "package that `pen release` wrote")
    )
        .option("--resume", "go on with an update that was interrupted")
        .addOption(jsonOption())
        .action(run)
}

async function run(file: string | undefined, options: Options): Promise<void> {
    if ((file === undefined) !== (options.resume ?? false)) {
        const found = options.resume ? "both" : "neither"
        throw refuse("pen update", "", "either a package or --resume", found)
    }
    // Whoever has a bad package shall not even have to plug in a pen.
    const given = file === undefined ? undefined : read(file, options)
    const { openSession } = await import("../update/session")
    const session = await openSession(options, given?.update.bytecode.length ?? 60_000)
    try {
        const update = given?.update ?? session.pending
        if (!update) throw new Failed("no update of this pen is under way: name a package")
        await carryOut(session, update, given?.content, file ?? "pending package")
        report(session, update, options)
    } catch (error) {
        if (!(error instanceof PortLost)) throw error
        throw new Failed(
            `${error.message}. The pen is safe: it holds the old program, the new one, or none and then ` +
                "stays locked. Plug it in and switch it on, then say `pen update --resume`."
        )
    } finally {
        await session.close()
    }
}

async function carryOut(
    { context, status }: Session,
    update: Package,
    content: Uint8Array | undefined,
    source: string
): Promise<void> {
    const steps = await import("../update/update")
    const known = context.records.known?.counter ?? 0
    steps.checkFit(update, status, known, await versionOf(), source)
    if (content) await steps.update(context, update, content, status)
    else await steps.resume(context, update, status)
}

function read(file: string, options: Options): { update: Package; content: Uint8Array } {
    let content: Uint8Array
    try {
        content = readFileSync(file)
    } catch (error) {
        const found = error instanceof Error ? error.message : String(error)
        throw refuse(file, "", "a package that can be read", found)
    }
    return { update: decodePackage(content, file, trustedKeys(options.trust)), content }
}

function report({ status, steps }: Session, update: Package, options: Options): void {
    const { manifest, key } = update
    const { version, counter, variant, bytecode } = manifest
    if (options.json)
        printJson({
            schema: 1,
            device: status.device,
            from: status.programSha256,
            to: bytecode.sha256,
            version,
            counter,
            bench: key.bench,
            steps,
        })
    else {
        if (key.bench) process.stdout.write(`${pc.yellow(benchWarning)}\n`)
        process.stdout.write(
            `${pc.green("updated")} ${variant} pen ${status.device} to ${version} (counter ${counter}): ` +
                "read back, started, self-test passed\n"
        )
    }
}
