/** `pen demo`: plays the first treatment and shows it. */
import { join } from "node:path"
import { Command } from "commander"
import { root } from "../paths"
import { play } from "./run"

export function demoCommand(): Command {
    return new Command("demo")
        .description("play scenarios/first-treatment.json, show what happened and draw it")
        .action(demo)
}

/** Plays it and shows it; sets the exit code to 1 when an expectation was not met. */
export async function demo(): Promise<void> {
    const scenario = join(root, "scenarios", "first-treatment.json")
    await play(scenario, { plot: join(root, ".pen", "first-treatment.svg") })
}
