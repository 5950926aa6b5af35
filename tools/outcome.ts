/** How `pen` ends: its exit codes, what an error means, and the one value of `--json`. */
import { CommanderError } from "commander"
import pc from "picocolors"
import { Refusal } from "../sim/refusal"
import { BuildError } from "./build"
import { Failed } from "./failed"

export { Failed }

export const exitCode = {
    /** Did what was asked. */
    done: 0,
    /** Ran, and a check failed. */
    failed: 1,
    /** Bad input or usage. */
    refused: 2,
    /** Something it needs is missing. */
    missing: 3,
} as const

/** Something `pen` needs is not there. `how` says how to get it. */
export class Missing extends Error {
    constructor(
        readonly what: string,
        readonly how: string
    ) {
        super(`${what} is missing: ${how}`)
        this.name = "Missing"
    }
}

/** Prints the one JSON value of a command. */
export function printJson(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** Exit code of an error, after saying on standard error what happened. */
export function endWith(error: unknown, json: boolean): number {
    if (error instanceof CommanderError)
        return error.exitCode === 0 ? exitCode.done : exitCode.refused
    const { code, label, text } = meaning(error)
    process.stderr.write(`${pc.red(label)} ${text}\n`)
    if (json) printJson({ schema: 1, error: { code, text, ...problemsOf(error) } })
    return code
}

function meaning(error: unknown): { code: number; label: string; text: string } {
    if (error instanceof Refusal)
        return { code: exitCode.refused, label: "refused:", text: error.message }
    if (error instanceof Missing)
        return { code: exitCode.missing, label: "missing:", text: error.message }
    if (error instanceof BuildError || error instanceof Failed)
        return { code: exitCode.failed, label: "failed:", text: error.message }
    if (isMissingModule(error)) {
        const text = `${error.message.split("\n")[0] ?? ""}\nRun \`npm ci\` in the repository first.`
        return { code: exitCode.missing, label: "missing:", text }
    }
    // Anything else is a defect of the program under test or of the bench itself: show where.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { code: exitCode.failed, label: "failed:", text }
}

function isMissingModule(error: unknown): error is Error {
    return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
}

function problemsOf(error: unknown): object {
    return error instanceof Refusal ? { problems: error.problems } : {}
}
