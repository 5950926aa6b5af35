/** Tries many mutations on several processes, and gives every one its verdict. */
import type { Verdict } from "./messages"
import { coverage } from "./coverage"
import type { Mutation } from "./mutation"
import { Broken, type Durations, type Task, Tester } from "./tester"

export interface Tried extends Verdict {
    readonly mutation: Mutation
}

export interface CampaignOptions {
    readonly jobs: number
    /** Rebuild what no test of the host notices, and play the slice. */
    readonly bytecode: boolean
    /** What is left then, against the behaviour suite. */
    readonly suite: boolean
    readonly onVerdict?: (tried: Tried) => void
}

/**
 * Verdicts in the order of `mutations`. First and last everything runs once without a mutation, and has to pass: a
 * tester that fails anything, or has been spoilt by a mutant, proves nothing. Throws `Broken`.
 */
export async function tryMutations(
    mutations: readonly Mutation[],
    options: CampaignOptions
): Promise<Tried[]> {
    const covered = coverage()
    const durations: Durations = new Map()
    const paths = new Set(mutations.map(({ path }) => path))
    const needed = [...covered].filter(([, files]) => [...paths].some(path => files.has(path)))
    const { bytecode, suite } = options
    const everything: Task = { tests: needed.map(([test]) => test), bytecode, suite }
    const testers = Array.from({ length: options.jobs }, () => new Tester(durations))
    const verdicts: Tried[] = []
    let next = 0
    const work = async (tester: Tester): Promise<void> => {
        while (next < mutations.length) {
            const index = next++
            const mutation = mutations[index]!
            const tests = testsFor(mutation.path, covered, durations)
            const verdict = await tester.attempt({ mutation, tests, bytecode, suite })
            verdicts[index] = { mutation, ...verdict }
            options.onVerdict?.(verdicts[index])
        }
        await mustPass(
            tester,
            { ...everything, bytecode: false, suite: false },
            "after the last mutation"
        )
    }
    try {
        await mustPass(testers[0]!, everything, "without a mutation")
        await Promise.all(testers.map(work))
        await Promise.all(testers.map(tester => tester.stop()))
    } finally {
        for (const tester of testers) tester.kill()
    }
    return verdicts
}

async function mustPass(tester: Tester, everything: Task, when: string): Promise<void> {
    const { outcome, by } = await tester.attempt(everything)
    if (outcome !== "survived")
        throw new Broken(
            `${when}, the tests must pass: ${by}. Run \`npm test\` and mend that first.`
        )
}

/** The tests named after the file first, then the fastest: most mutants die early. */
function testsFor(
    path: string,
    covered: ReadonlyMap<string, ReadonlySet<string>>,
    durations: Durations
): string[] {
    const name = path.slice(path.lastIndexOf("/") + 1, -".ts".length)
    const rank = (test: string): number =>
        (durations.get(test) ?? 0) - (test.endsWith(`/${name}.test.ts`) ? 1e9 : 0)
    return [...covered]
        .filter(([, files]) => files.has(path))
        .map(([test]) => test)
        .sort((one, other) => rank(one) - rank(other))
}
