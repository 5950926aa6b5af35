import { describe, expect, test } from "vitest"
import { matcher } from "../../tools/mutate/glob"
import { diff, mutated } from "../../tools/mutate/mutation"
import { mutationsOf } from "../../tools/mutate/mutations"
import { sample } from "../../tools/mutate/sample"
import { judge, scoreOf } from "../../tools/mutate/score"
import type { Tried } from "../../tools/mutate/campaign"

/** What becomes of a statement inside a function, by sort of change. */
function mutants(statement: string, operator: string): string[] {
    const head = "function f() {\n"
    const text = `${head}${statement}\n}\n`
    return mutationsOf("src/core/x.ts", text)
        .filter(mutation => mutation.operator === operator)
        .map(mutation => mutated(text, mutation).slice(head.length, -"\n}\n".length))
        .sort()
}

describe("mutations", () => {
    test.each<[string, string, string[]]>([
        ["operator", "x = a < b", ["x = a <= b", "x = a >= b"]],
        ["operator", "x = a === b", ["x = a !== b"]],
        ["operator", "x = a < b ? b : a", ["x = a >= b ? b : a"]],
        ["operator", "x = a === b ? b : a", ["x = a !== b ? b : a"]],
        ["operator", "x = a < b ? c : a", ["x = a <= b ? c : a", "x = a >= b ? c : a"]],
        ["operator", "if (a.b > c) a.b = c", ["if (a.b <= c) a.b = c"]],
        ["operator", "if (a < 0) a = 0", ["if (a >= 0) a = 0"]],
        ["operator", "if (a > b) a = c", ["if (a <= b) a = c", "if (a >= b) a = c"]],
        ["operator", "x = 1 << 0", []],
        ["operator", "x = 1 << 1", ["x = 1 >> 1"]],
        ["operator", "x = a && b", ["x = a || b"]],
        ["operator", "x = a + b * c", ["x = a + b / c", "x = a - b * c"]],
        ["operator", "x = -a", ["x = a"]],
        ["operator", "x |= a << b", ["x &= a << b", "x |= a >> b"]],
        ["operator", "x++", ["x--"]],
        ["operator", "--x", ["++x"]],
        ["constant", "x = 7", ["x = 6", "x = 8"]],
        ["constant", "x = -0x10", ["x = -15", "x = -17"]],
        ["constant", "x = 1 - 0", ["x = 0 - 0", "x = 1 - (-1)", "x = 1 - 1", "x = 2 - 0"]],
        ["constant", "x = true", ["x = false"]],
        ["dropped condition", "x = a && b", ["x = a", "x = b"]],
        ["dropped condition", "if (a) x()", ["if (true) x()"]],
        ["dropped condition", "while (a) x()", ["while (false) x()"]],
        ["dropped condition", "x = a ? b : c", ["x = b", "x = c"]],
        ["negated condition", "if (a) x()", ["if (!(a)) x()"]],
        ["negated condition", "x = !a", ["x = a"]],
        ["negated condition", "x = a || b", ["x = !(a) || b", "x = a || !(b)"]],
        ["negated condition", "if (a < b) x()", []],
        ["removed statement", "a()", [""]],
        ["removed statement", "if (a) return", ["", ""]],
        ["removed statement", "if (a) return b\nelse c()", ["", "if (a) return b\nelse {}"]],
        ["removed statement", "return a", []],
        ["removed statement", "console.log(`a ${b < c}`)", []],
        ["swapped statements", "a()\nb()", ["b()\na()"]],
        ["swapped statements", "a = b\nb = c", ["b = c\na = b"]],
        ["swapped statements", "a = 1\na = 2", ["a = 2\na = 1"]],
        ["swapped statements", "a = 1\nb = 2", []],
        ["swapped statements", "if (a) x |= 1\nif (b) x |= 2", []],
        ["swapped statements", "if (a) x |= 1\nif (b) x &= 2", ["if (b) x &= 2\nif (a) x |= 1"]],
        ["swapped statements", "const a = f()\ng(a)", []],
        ["swapped statements", "const a = f()\nlet b = 0", []],
        ["swapped statements", "let b = c\ng(a)", ["g(a)\nlet b = c"]],
        ["swapped statements", "a[0] = b\na[1] = c", []],
        ["swapped statements", "a[0] = b\na[1] = a[0]", ["a[1] = a[0]\na[0] = b"]],
    ])("mutations: %s of `%s`: are these", (operator, statement, expected) => {
        const found = mutants(statement, operator)
        if (statement === "if (a) return") expect(found).toContain("")
        else expect(found).toEqual(expected)
    })

    test("mutations: a case of a switch: can be removed, and its break", () => {
        const found = mutants("switch (a) { case 1: b(); break }", "removed statement")
        expect(found).toEqual([
            "",
            "switch (a) {  }",
            "switch (a) { case 1:  break }",
            "switch (a) { case 1: b();  }",
        ])
    })

    test("mutations: types, imports and interfaces: are left alone", () => {
        const text = 'import { a } from "b"\ninterface C { d: 1 }\ntype E = 2 | 3\nlet f: 4 | -1\n'
        expect(mutationsOf("src/core/x.ts", text)).toEqual([])
    })

    test("mutations: line and diff: say where and what", () => {
        const text = "f()\n\nif (\n    a &&\n    b\n)\n    g()\n"
        const [mutation] = mutationsOf("src/core/x.ts", text).filter(
            ({ operator }) => operator === "dropped condition"
        )
        expect(mutation).toMatchObject({ path: "src/core/x.ts", line: 4 })
        expect(diff(text, mutation!)).toEqual(["- a &&", "- b", "+ true"])
    })
})

describe("sample of mutations", () => {
    const all = Array.from({ length: 1000 }, (_, index) => index)

    test("sample: same seed: same choice; another seed: another", () => {
        expect(sample(all, 20, 1)).toEqual(sample(all, 20, 1))
        expect(sample(all, 20, 1)).not.toEqual(sample(all, 20, 2))
    })

    test("sample: more asked than there are: all, each once, in order", () => {
        expect(sample(all, Infinity, 1)).toEqual(all)
    })

    test("sample: one of four, over many seeds: each comes about as often", () => {
        const counts = [0, 0, 0, 0]
        for (let seed = 0; seed < 400; seed++) counts[sample([0, 1, 2, 3], 1, seed)[0]!]!++
        expect(Math.min(...counts)).toBeGreaterThan(70)
    })
})

describe("scores", () => {
    const tried = (path: string, ...outcomes: Tried["outcome"][]): Tried[] =>
        outcomes.map(outcome => ({
            outcome,
            by: "",
            mutation: { operator: "constant", start: 0, end: 0, replacement: "", path, line: 1 },
        }))
    const lock = tried("src/core/interlock.ts", "killed", "late", "killed", "invalid")
    const rest = tried("src/core/match.ts", "killed", "survived", "invalid")

    test("score: killed and late among those that compile", () => {
        expect(scoreOf([...lock, ...rest])).toEqual({
            killed: 4,
            late: 1,
            survived: 1,
            invalid: 2,
            score: 80,
        })
    })

    test("score: nothing that compiles: no score, and no threshold is met", () => {
        expect(scoreOf(tried("src/core/x.ts", "invalid")).score).toBeNull()
        expect(judge([], [{ files: "src", percent: 0 }])[0]!.ok).toBe(false)
    })

    test("thresholds: a file counts for the first that names it", () => {
        const judged = judge(
            [...lock, ...rest],
            [
                { files: "src/core/interlock.ts", percent: 95 },
                { files: "src/core", percent: 85 },
            ]
        )
        expect(judged.map(({ score, ok }) => [score, ok])).toEqual([
            [100, true],
            [50, false],
        ])
    })
})

test.each<[string, string, boolean]>([
    ["src/core/*.ts", "src/core/match.ts", true],
    ["src/core/*.ts", "src/core/deep/match.ts", false],
    ["src/**/*.ts", "src/core/deep/match.ts", true],
    ["src/**/*.ts", "src/main.ts", true],
    ["src/core", "src/core/match.ts", true],
    ["src/core", "src/corev2/match.ts", false],
    ["src/app/s?mpler.ts", "src/app/sampler.ts", false],
    ["./src/core/ma*", "src/core/match.ts", true],
])("pattern %s: path %s: %s", (pattern, path, fits) => {
    expect(matcher(pattern)(path)).toBe(fits)
})
