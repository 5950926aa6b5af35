/** `pen campaign`: today only the vocabulary that campaigns draw from. */
import { Command } from "commander"
import pc from "picocolors"
import { faultPairs } from "../../sim/faults"
import { Refusal } from "../../sim/refusal"
import { jsonOption } from "../options"
import { printJson } from "../outcome"

export function campaignCommand(): Command {
    return new Command("campaign")
        .description(
            "list the faults that can be injected (running campaigns is not available yet)"
        )
        .option("--list", "print every pair of unit and kind that means something")
        .addOption(jsonOption())
        .action(campaign)
}

function campaign(options: { list?: true; json?: true }): void {
    if (!options.list)
        throw new Refusal("pen campaign", [
            {
                path: "",
                expected: "--list, the only part that is available yet",
                found: "no --list",
            },
        ])
    const pairs = faultPairs()
    if (options.json) {
        printJson(pairs)
        return
    }
    let unit = ""
    for (const pair of pairs) {
        if (pair.unit !== unit) {
            unit = pair.unit
            const fitted = pair.fitted.length > 0 ? pair.fitted.join(", ") : "not fitted yet"
            process.stdout.write(`${pc.bold(unit)}  ${pair.what} ${pc.dim(`(${fitted})`)}\n`)
        }
        const value = pair.value === null ? "" : pc.dim(`  value: ${pair.value}`)
        process.stdout.write(`    ${pc.cyan(pair.kind.padEnd(13))} ${pair.effect}${value}\n`)
    }
    process.stdout.write(`\n${pairs.length} pairs\n`)
}
