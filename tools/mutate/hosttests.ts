/** Runs tests of the host against a mutated source, in one process that stays warm. */
import { join } from "node:path"
import type { TestSpecification, Vitest } from "vitest/node"
import { createVitest } from "vitest/node"
import { root } from "../paths"

export class HostTests {
    private constructor(
        private readonly vitest: Vitest,
        private readonly specifications: Map<string, TestSpecification>,
        /** The file that has another text, and that text. */
        private readonly changed: { path: string; text: string }
    ) {}

    static async start(tests: readonly string[]): Promise<HostTests> {
        const changed = { path: "", text: "" }
        const vitest = await createVitest(
            "test",
            {
                root,
                config: false,
                watch: false,
                include: [...tests],
                setupFiles: "test/support/chance.ts",
                pool: "threads",
                isolate: false,
                maxWorkers: 1,
                fileParallelism: false,
                bail: 1,
                testTimeout: 60_000,
                reporters: [{}],
            },
            {
                plugins: [
                    {
                        name: "mutation",
                        enforce: "pre",
                        load: id => (id.split("?")[0] === changed.path ? changed.text : undefined),
                    },
                ],
            }
        )
        const found = await vitest.globTestSpecifications()
        const byPath = new Map(found.map(one => [one.moduleId, one]))
        return new HostTests(vitest, byPath, changed)
    }

    /** From now on a file of the repository has this text; the one before has its own again. */
    change(path: string, text: string): void {
        const before = this.changed.path
        this.changed.path = join(root, path)
        this.changed.text = text
        if (before !== "") this.vitest.invalidateFile(before)
        this.vitest.invalidateFile(this.changed.path)
    }

    /** Name of the first test of a file that fails, or undefined when all pass. */
    async firstFailure(test: string): Promise<string | undefined> {
        const specification = this.specifications.get(join(root, test))
        if (!specification) throw new Error(`${test} is not a test of the host`)
        const { testModules, unhandledErrors } = await this.vitest.runTestSpecifications(
            [specification],
            false
        )
        const module = testModules.find(({ moduleId }) => moduleId === specification.moduleId)
        if (!module) throw new Error(`${test} was not run`)
        for (const one of module.children.allTests("failed")) return one.fullName
        const failed = module.state() === "failed" || unhandledErrors.length > 0
        return failed ? `${test} does not load` : undefined
    }

    async stop(): Promise<void> {
        await this.vitest.close()
    }
}
