/** The behaviour suite, `test/firmware`, on a mutated program: the last judge, because it takes minutes. */
import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Variant } from "../../sim/faults"
import { root } from "../paths"
import type { Built, Stage } from "./slice"

/** A busy computer is no reason to call a mutant noticed. */
const TEST_TIMEOUT_MS = 300_000
const SUITE_TIMEOUT_MS = 3_600_000

/** What asks a variant: projects of vitest, and tests of them. Some of the first ask for the solenoid by name. */
const suites: Readonly<Record<Variant, readonly (readonly [string, string])[]>> = {
    stepper: [["stepper", "test/firmware"]],
    solenoid: [
        ["stepper", "test/firmware/solenoid"],
        ["solenoid", "test/firmware"],
    ],
}

/** What of vitest's report is asked for. */
interface Report {
    readonly success: boolean
    readonly testResults: readonly {
        readonly name: string
        readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
    }[]
}

/** The first behaviour that is not as tested, or undefined when all is. */
export async function behaviourFailure(built: Built, stage: Stage): Promise<string | undefined> {
    const folder = await mkdtemp(join(tmpdir(), "dermalock-behaviour-"))
    try {
        for (const [variant, bytecode] of Object.entries(built))
            await writeFile(join(folder, `${variant}.devs`), bytecode)
        for (const variant of Object.keys(built) as Variant[])
            for (const [project, tests] of suites[variant]) {
                const failure = await stage(
                    `${tests} on ${project}`,
                    () => run(project, tests, folder),
                    SUITE_TIMEOUT_MS
                )
                if (failure !== undefined) return failure
            }
        return undefined
    } finally {
        await rm(folder, { recursive: true, force: true })
    }
}

/** Runs tests until the first that fails; programs of variants that lie in `folder` are taken from there. */
async function run(project: string, tests: string, folder: string): Promise<string | undefined> {
    const file = join(folder, "report.json")
    const words = ["run", tests, "--project", project, "--bail", "1", "--maxWorkers", "1"]
    const settings = [`--testTimeout=${TEST_TIMEOUT_MS}`, "--reporter=json", `--outputFile=${file}`]
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs")
    await new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [vitest, ...words, ...settings], {
            cwd: root,
            env: { ...process.env, PEN_BYTECODE: folder },
            stdio: "ignore",
            timeout: 0.9 * SUITE_TIMEOUT_MS,
        })
        child.on("error", reject)
        child.on("exit", resolve)
    })
    const text = await readFile(file, "utf8").catch(() => undefined)
    if (text === undefined) return "no end of the behaviour suite"
    await rm(file)
    const { success, testResults } = JSON.parse(text) as Report
    const failed = testResults.flatMap(({ assertionResults }) => assertionResults)
    const first = failed.find(({ status }) => status === "failed")
    return first?.fullName ?? (success ? undefined : "a test that does not load")
}
