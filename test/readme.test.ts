/** Commands and scenarios in the documents work as they are written. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { parseScenario } from "../sim/scenario"
import { actionNames } from "../sim/steps"
import { root } from "../tools/paths"
import { filesEnding, textOf } from "./support/sources"

interface Block {
    path: string
    language: string
    text: string
}

const blocks: Block[] = filesEnding(".md").flatMap(path =>
    [...textOf(path).matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(
        ([, language = "", text = ""]): Block => ({ path, language, text })
    )
)

const commands = blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ path, text }) =>
        text
            .trim()
            .split("\n")
            .map((line): [string, string] => [path, line])
    )

const scripts = Object.keys((JSON.parse(textOf("package.json")) as { scripts: object }).scripts)

/** Everything that a command in a document writes goes here. */
const scratch = mkdtempSync(join(tmpdir(), "dermalock-readme-"))
afterAll(() => rmSync(scratch, { recursive: true }))

describe("documents: commands", () => {
    test("documents: README: shows how to install, start, test and use pen", () => {
        const lines = commands.filter(([path]) => path === "README.md").map(([, line]) => line)
        expect(lines).toEqual(expect.arrayContaining(["npm ci", "npm start", "npm test"]))
        expect(lines.some(line => line.startsWith("npx pen run"))).toBe(true)
    })

    test("documents: every command: is npm's own, a script of package.json, or pen", () => {
        const known = (line: string): boolean => {
            const [tool = "", verb = "", name = ""] = line.split(" ")
            if (tool === "npm" && verb === "run") return scripts.includes(name)
            if (tool === "npm") return verb === "ci" || scripts.includes(verb)
            return tool === "npx" && verb === "pen"
        }
        expect(commands.filter(([, line]) => !known(line))).toEqual([])
    })

    const pens = commands.filter(([, line]) => line.startsWith("npx pen"))
    test.each(pens)(
        "documents: %s: `%s`: ends with exit code 0",
        (_path, line) => {
            const words = line.split(" ").slice(2)
            const args = words.map(word => word.replace(/^\.pen\//, `${scratch}/`))
            const ended = spawnSync(process.execPath, ["tools/pen.mjs", ...args], {
                cwd: root,
                encoding: "utf8",
            })
            expect([ended.status, ended.stderr]).toEqual([0, ""])
            if (line.includes("--json")) expect(JSON.parse(ended.stdout)).toBeTypeOf("object")
        },
        120_000
    )
})

describe("documents: scenarios", () => {
    const scenarios = blocks.filter(
        ({ language, text }) => language === "json" && /"steps"/.test(text)
    )

    test("documents: docs/scenarios.md: has a whole scenario", () => {
        expect(scenarios.map(({ path }) => path)).toContain("docs/scenarios.md")
    })

    test.each(scenarios)("documents: $path: its scenario: is accepted", ({ path, text }) => {
        const parse = () => parseScenario(JSON.parse(text), path, () => new Uint8Array(144))
        expect(parse).not.toThrow()
    })

    test("documents: docs/scenarios.md: names every action and every key", () => {
        const text = textOf("docs/scenarios.md")
        const schema = parseScenario(
            { schema: 1, steps: [], untilMs: 1, cartridges: { a: { kind: "nano" } } },
            "",
            () => new Uint8Array()
        )
        const { pen, ...others } = schema
        const keys = [
            ...Object.keys(others),
            ...Object.keys(pen).map(key => `pen.${key}`),
            ...Object.keys(schema.cartridges["a"] ?? {}),
            ...actionNames,
        ]
        expect(keys.filter(key => !text.includes(`\`${key}\``))).toEqual([])
    })
})
