/**
 * A short slice of behaviour on rebuilt bytecode: scenarios with expectations on the plant, then a few seeds of the
 * campaign, every hazard with its control and random runs, played on both variants by a mutated program.
 */
import { readdirSync } from "node:fs"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loadHazards } from "../../sim/campaign/files"
import { planOf } from "../../sim/campaign/plan"
import type { RunRecord } from "../../sim/campaign/play"
import { runScenario } from "../../sim/run"
import { loadScenario, type Scenario } from "../../sim/scenario"
import type { Variant } from "../../sim/faults"
import { BuildError, buildVariant } from "../build"
import { Workshop } from "../campaign/workshop"
import { root } from "../paths"

const variants: readonly Variant[] = ["stepper", "solenoid"]
/** Of every hazard, and of runs that nobody thought of, which end with a mended pen that has to get Ready. */
const SEEDS = { from: 1, to: 4 }
const inputs = ["src", "boards", "services", "devsconfig.json", "devicescript.json", "package.json"]

/**
 * Whatever happens during a stage belongs to it, and a stage that lasts too long never ends; `silentMs`: too long for
 * one that waits for another process.
 */
export type Stage = <Result>(
    name: string,
    work: () => Promise<Result>,
    silentMs?: number
) => Promise<Result>

/** Bytecode of the variants that have to be judged. */
export type Built = Partial<Record<Variant, Uint8Array>>

/** A copy of the sources, in which one file at a time is another. */
export class Slice {
    private readonly hazards = loadHazards()

    private constructor(
        private readonly folder: string,
        private readonly unchanged: Readonly<Record<Variant, Uint8Array>>
    ) {}

    static async start(): Promise<Slice> {
        const folder = await mkdtemp(join(tmpdir(), "dermalock-mutant-"))
        for (const name of inputs)
            await cp(join(root, name), join(folder, name), { recursive: true })
        return new Slice(folder, {
            stepper: (await buildVariant("stepper")).bytecode,
            solenoid: (await buildVariant("solenoid")).bytecode,
        })
    }

    /**
     * The bytecode of each variant that a file with this text makes another; without a file, of both as they are.
     * Throws `BuildError` when the program does not compile.
     */
    async build(stage: Stage, path?: string, text: string = ""): Promise<Built> {
        const built: Built = {}
        if (path !== undefined) await writeFile(join(this.folder, path), text)
        try {
            for (const variant of variants) {
                const { bytecode } = await stage(`build ${variant}`, () =>
                    buildVariant(variant, { from: this.folder, keep: false })
                )
                // Equal: the change is the other variant's, or the compiler sees that it changes nothing.
                if (path === undefined || Buffer.compare(bytecode, this.unchanged[variant]) !== 0)
                    built[variant] = bytecode
            }
            return built
        } finally {
            if (path !== undefined) await cp(join(root, path), join(this.folder, path))
        }
    }

    /**
     * What noticed a change: an expectation that was not met, an invariant that was broken, or an error of the bench.
     * Undefined when all is as expected.
     */
    async firstFailure(built: Built, stage: Stage): Promise<string | undefined> {
        for (const [variant, bytecode] of Object.entries(built) as [Variant, Uint8Array][]) {
            const failure =
                (await playScenarios(variant, bytecode, stage)) ??
                (await this.playCampaign(variant, bytecode, stage))
            if (failure !== undefined) return failure
        }
        return undefined
    }

    async stop(): Promise<void> {
        await rm(this.folder, { recursive: true, force: true })
    }

    private async playCampaign(
        variant: Variant,
        bytecode: Uint8Array,
        stage: Stage
    ): Promise<string | undefined> {
        const workshop = Workshop.open({
            hazards: this.hazards,
            bytecode: { ...this.unchanged, [variant]: bytecode },
            charged: true,
        })
        const choice = { hazards: this.hazards, swarm: true, arms: ["with"], seeds: SEEDS } as const
        for (const job of planOf(choice, variant)) {
            const told = `${job.case} with seed ${job.seed} on ${variant}`
            const broken = await stage(told, () => ruleBroken(workshop.play(job)))
            if (broken !== undefined) return `${told}: ${broken}`
        }
        return undefined
    }
}

async function playScenarios(
    variant: Variant,
    bytecode: Uint8Array,
    stage: Stage
): Promise<string | undefined> {
    for (const name of readdirSync(join(root, "scenarios")).sort()) {
        const scenario = loadScenario(join(root, "scenarios", name), { variant })
        const told = `${name} on ${variant}`
        const failure = await stage(told, () => expectationBroken(scenario, bytecode))
        if (failure !== undefined) return `${told}: ${failure}`
    }
    return undefined
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

/** The first rule of the plant that a run broke. */
async function ruleBroken(run: Promise<RunRecord>): Promise<string | undefined> {
    const { violations } = await run
    return violations[0]?.invariant
}

/** Whether an error says that the program does not compile. */
export function doesNotCompile(error: unknown): boolean {
    return error instanceof BuildError
}
