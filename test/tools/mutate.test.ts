/** The mutation tester on mutants of which the end is known, and as a command. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { spawnSync } from "node:child_process"
import { beforeAll, describe, expect, test } from "vitest"
import { tryMutations, type Tried } from "../../tools/mutate/campaign"
import type { Mutation } from "../../tools/mutate/mutation"
import { mutationsOf } from "../../tools/mutate/mutations"
import { root } from "../../tools/paths"

/** One file with one file of tests, so that a verdict comes fast. */
const path = "src/core/cartridge.ts"

/** Something written in front of everything else. */
function before(replacement: string): Mutation {
    return { operator: "operator", path, line: 1, start: 0, end: 0, replacement }
}

/** The first comparison of the file turned round. */
function turnedRound(): Mutation {
    const mutations = mutationsOf(path, readFileSync(join(root, path), "utf8"))
    return mutations.find(({ replacement }) => replacement === "!==")!
}

describe("mutants of which the end is known", () => {
    let tried: Tried[]
    beforeAll(async () => {
        const mutations = [
            turnedRound(),
            before("const number: string = 1\n"),
            before("// The same, with one more line.\n"),
            before("while (true) {}\n"),
            turnedRound(),
            before("// The same again.\n"),
        ]
        tried = await tryMutations(mutations, { jobs: 1, bytecode: false, suite: false })
    })

    test("mutant: comparison turned round: is killed, by a test of that file", () => {
        expect(tried[0]!.outcome).toBe("killed")
        expect(tried[0]!.by).toMatch(/record/)
    })

    test("mutant: wrong type: does not compile, and counts for nothing", () => {
        expect(tried[1]!.outcome).toBe("invalid")
        expect(tried[1]!.by).toMatch(/not assignable to type 'string'/)
    })

    test("mutant: nothing that matters: survives", () => {
        expect(tried[2]!.outcome).toBe("survived")
    })

    test("mutant: never comes to an end: is ended, and the next ones are judged as before", () => {
        expect(tried[3]!.outcome).toBe("late")
        expect(tried[3]!.by).toBe("no end of test/core/cartridge.test.ts")
        expect(tried.slice(4).map(({ outcome }) => outcome)).toEqual(["killed", "survived"])
    })
})

describe("pen mutate", () => {
    const pen = (...words: string[]) =>
        spawnSync(process.execPath, ["tools/pen.mjs", "mutate", ...words], {
            cwd: root,
            encoding: "utf8",
        })

    test(
        "pen mutate: a few of one file: one JSON value, whose numbers add up",
        { timeout: 60_000 },
        () => {
            const few = ["--files", path, "--sample", "6", "--no-bench", "--jobs", "1"]
            const ended = pen(...few, "--json", "--min", "0")
            expect([ended.status, ended.stderr]).toEqual([0, ""])
            const { tried, killed, survived, invalid, survivors, files } = JSON.parse(
                ended.stdout
            ) as {
                tried: number
                killed: number
                survived: number
                invalid: number
                survivors: { file: string; diff: string[] }[]
                files: { file: string }[]
            }
            expect([tried, killed + survived + invalid]).toEqual([6, 6])
            expect(survivors.length).toBe(survived)
            expect(files.map(({ file }) => file)).toEqual([path])
        }
    )

    test.each<[string, string[], RegExp]>([
        ["files that are not mutated", ["--files", "test/*"], /expected a pattern that fits/],
        ["a threshold of 101 %", ["--min", "101"], /percentage from 0 to 100/],
        ["a sample of 0", ["--sample", "0"], /whole number from 1/],
    ])("pen mutate: %s: is refused", (_, words, text) => {
        const ended = pen(...words)
        expect(ended.status).toBe(2)
        expect(ended.stderr).toMatch(text)
    })
})
