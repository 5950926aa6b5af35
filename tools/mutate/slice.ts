/**
 * A short slice of behaviour on rebuilt bytecode: scenarios with expectations on the plant, then a few random runs of
 * the campaign judged by its invariants, played on both variants by a mutated program.
 */
import { readdirSync } from "node:fs"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { playSwarm } from "../../sim/campaign/playswarm"
import { makePen, runScenario } from "../../sim/run"
import { loadScenario, type Scenario } from "../../sim/scenario"
import type { Variant } from "../../sim/faults"
import { BuildError, buildVariant } from "../build"
import { root } from "../paths"

const variants: readonly Variant[] = ["stepper", "solenoid"]
/** Random runs of the campaign; each ends with a mended pen that has to get Ready. */
const SWARM_SEEDS = [1, 2, 3, 4, 5, 6]
const inputs = ["src", "boards", "services", "devsconfig.json", "devicescript.json", "package.json"]

/** Whatever happens during a stage belongs to it, and a stage that lasts too long never ends. */
export type Stage = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

/** A copy of the sources, in which one file at a time is another. */
export class Slice {
    private constructor(private readonly folder: string) {}

    static async start(): Promise<Slice> {
        const folder = await mkdtemp(join(tmpdir(), "dermalock-mutant-"))
        for (const name of inputs)
            await cp(join(root, name), join(folder, name), { recursive: true })
        return new Slice(folder)
    }

    /**
     * What noticed the change: an expectation that was not met, or an error of the bench. Undefined when all is as
     * expected. Throws `BuildError` when the program does not compile.
     */
    async firstFailure(path: string, text: string, stage: Stage): Promise<string | undefined> {
        await writeFile(join(this.folder, path), text)
        try {
            for (const variant of variants) {
                const failure = await this.play(variant, stage)
                if (failure !== undefined) return failure
            }
            return undefined
        } finally {
            await cp(join(root, path), join(this.folder, path))
        }
    }

    async stop(): Promise<void> {
        await rm(this.folder, { recursive: true, force: true })
    }

    private async play(variant: Variant, stage: Stage): Promise<string | undefined> {
        const { bytecode } = await stage(`build ${variant}`, () =>
            buildVariant(variant, { from: this.folder, keep: false })
        )
        for (const name of readdirSync(join(root, "scenarios")).sort()) {
            const scenario = loadScenario(join(root, "scenarios", name), { variant })
            const told = `${name} on ${variant}`
            const failure = await stage(told, () => expectationBroken(scenario, bytecode))
            if (failure !== undefined) return `${told}: ${failure}`
        }
        for (const seed of SWARM_SEEDS) {
            const told = `random run ${seed} on ${variant}`
            const { violations } = await stage(told, () =>
                playSwarm({ variant, seed }, (one, options) => makePen(one, bytecode, options))
            )
            if (violations[0]) return `${told}: ${violations[0].invariant}`
        }
        return undefined
    }
}

async function expectationBroken(
    scenario: Scenario,
    bytecode: Uint8Array
): Promise<string | undefined> {
    try {
        const { failed } = (await runScenario(scenario, bytecode)).expect
        return failed[0] && `${failed[0].path} is ${JSON.stringify(failed[0].found)}`
    } catch (error) {
        return error instanceof Error ? error.message.split("\n")[0] : String(error)
    }
}

/** Whether an error says that the program does not compile. */
export function doesNotCompile(error: unknown): boolean {
    return error instanceof BuildError
}
