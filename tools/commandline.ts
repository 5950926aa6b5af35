/** `pen`: one command for everything that is done with a pen from outside. Each subcommand has its own file. */
import { Command } from "commander"
import { benchCommand } from "./commands/bench"
import { buildCommand } from "./commands/build"
import { campaignCommand } from "./commands/campaign"
import { cartridgeCommand } from "./commands/cartridge"
import { demoCommand } from "./commands/demo"
import { exploreCommand } from "./commands/explore"
import { flashCommand } from "./commands/flash"
import { fuzzCommand } from "./commands/fuzz"
import { interruptionsCommand } from "./commands/interruptions"
import { journalCommand } from "./commands/journal"
import { keysCommand } from "./commands/keys"
import { powercutsCommand } from "./commands/powercuts"
import { provisionCommand } from "./commands/provision"
import { recoverCommand } from "./commands/recover"
import { releaseCommand } from "./commands/release"
import { mutateCommand } from "./commands/mutate"
import { runCommand } from "./commands/run"
import { runtimeCommand } from "./commands/runtime"
import { startCommand } from "./commands/start"
import { simCommand } from "./commands/sim"
import { updateCommand } from "./commands/update"
import { endWith, exitCode } from "./outcome"

const help = `
Exit code: 0 done, 1 ran and a check failed, 2 bad input or usage, 3 something is missing.
With --json, standard output is exactly one JSON value; progress goes to standard error.`

/** Runs the command line and gives the exit code; a command that found a failure sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<number> {
    const program = new Command("pen")
        .description(
            "Builds, runs and examines the Dermalock pen. A bench kit: not for use on people."
        )
        .addHelpText("after", help)
        .showHelpAfterError("(pen --help shows how)")
    const commands = [
        buildCommand(),
        runCommand(),
        demoCommand(),
        startCommand(),
        campaignCommand(),
        benchCommand(),
        cartridgeCommand(),
        journalCommand(),
        provisionCommand(),
        keysCommand(),
        runtimeCommand(),
        releaseCommand(),
        flashCommand(),
        updateCommand(),
        recoverCommand(),
        interruptionsCommand(),
        powercutsCommand(),
        mutateCommand(),
        exploreCommand(),
        fuzzCommand(),
        simCommand(),
    ]
    for (const command of commands) program.addCommand(command)
    for (const command of [program, ...commands, ...commands.flatMap(one => one.commands)])
        command.exitOverride()
    try {
        await program.parseAsync(argv)
        return process.exitCode === undefined ? exitCode.done : Number(process.exitCode)
    } catch (error) {
        return endWith(error, argv.includes("--json"))
    }
}
