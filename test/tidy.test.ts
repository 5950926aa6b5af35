/** The house style, as far as a program can read it. CONTRIBUTING.md says why. */
import ts from "typescript"
import { describe, expect, test } from "vitest"
import { eachNode, filesEnding, importsOf, lineOf, textOf, treeOf } from "./support/sources"

const lineLettersMax = 120
const functionLinesMax = 70
const fileLinesMax = 300
/** A chip's test is mostly a table of its datasheet. */
const testLinesMax = 400

const code = filesEnding(".ts", ".tsx", ".mjs", ".js")
const typescript = code.filter(path => /\.tsx?$/.test(path))
const documents = filesEnding(".md")

/** Files that somebody starts by name, so that nobody has to import them. */
const entryPoints = [
    /^src\/main\w+\.ts$/,
    /^(src|sim|bench)\/.*\.d\.ts$/,
    /^tools\/\w+\.mjs$/,
    /^bench\/main\.tsx$/,
    /^tools\/platform\.ts$/,
    /^tools\/mutate\/worker\.ts$/,
    /\.test\.ts$/,
    /^test\/support\/chance\.ts$/,
    /\.config\.(ts|js)$/,
    /^tools\/reaction\/plain\/mainstepper\.ts$/,
]

describe("tidy: size", () => {
    test(`tidy: lines of code: at most ${lineLettersMax} letters`, () => {
        const long = code.flatMap(path =>
            textOf(path)
                .split("\n")
                .flatMap((line, index) =>
                    line.length > lineLettersMax ? `${path}:${index + 1}` : []
                )
        )
        expect(long).toEqual([])
    })

    test(`tidy: files: at most ${fileLinesMax} lines, tests ${testLinesMax}`, () => {
        const lines = (path: string): number => textOf(path).trimEnd().split("\n").length
        const most = (path: string): number =>
            path.endsWith(".test.ts") ? testLinesMax : fileLinesMax
        const long = code.filter(path => lines(path) > most(path))
        expect(long).toEqual([])
    })

    test(`tidy: functions: at most ${functionLinesMax} lines`, () => {
        const long: string[] = []
        for (const path of code)
            eachNode(path, node => {
                if (!ts.isFunctionLike(node) || isGroupOfTests(node)) return
                const lines = node.getText().split("\n").length
                if (lines > functionLinesMax)
                    long.push(`${path}:${lineOf(node)} has ${lines} lines`)
            })
        expect(long).toEqual([])
    })
})

/** The callback of `describe` holds tests as a folder holds files; its length says nothing. */
function isGroupOfTests(node: ts.Node): boolean {
    const call = node.parent
    return ts.isCallExpression(call) && call.expression.getText().startsWith("describe")
}

describe("tidy: words", () => {
    test("tidy: code and documents: nothing left to do is noted in passing", () => {
        // Written apart, so that this file does not find itself.
        const words = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`)
        expect([...code, ...documents].filter(path => words.test(textOf(path)))).toEqual([])
    })

    test("tidy: documents: exactly one title", () => {
        const titles = (path: string): number =>
            textOf(path)
                .replace(/^```[\s\S]*?^```/gm, "")
                .split("\n")
                .filter(line => /^# \S/.test(line)).length
        expect(documents.filter(path => titles(path) !== 1)).toEqual([])
    })

    test("tidy: documents: links within the repository lead somewhere", () => {
        const known = new Set(filesEnding(""))
        const broken = documents.flatMap(path => {
            const folder = path.split("/").slice(0, -1)
            const links = [...textOf(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
            return links
                .map(([, link = ""]) => resolved([...folder, ...link.split("/")]))
                .filter(
                    target =>
                        !known.has(target) && ![...known].some(one => one.startsWith(`${target}/`))
                )
                .map(target => `${path} links to ${target}`)
        })
        expect(broken).toEqual([])
    })
})

function resolved(parts: readonly string[]): string {
    const path: string[] = []
    for (const part of parts) {
        if (part === "..") path.pop()
        else if (part !== "." && part !== "") path.push(part)
    }
    return path.join("/")
}

describe("tidy: code", () => {
    test("tidy: core: prints nothing", () => {
        const prints = typescript.filter(path => path.startsWith("src/core/") && usesConsole(path))
        expect(prints).toEqual([])
    })

    test("tidy: simulation and tests: neither wall clock nor unseeded chance", () => {
        // Host time is measured, never used, where a run is timed for its speed-up.
        const exempt = ["sim/random.ts", "sim/hosttime.ts", /^sim\/bench\w*\.ts$/]
        const paths = typescript.filter(
            path =>
                /^(sim|test)\//.test(path) &&
                !exempt.some(one => (typeof one === "string" ? one === path : one.test(path)))
        )
        expect(paths.flatMap(realTimeIn)).toEqual([])
    })

    test("tidy: files of code: each is imported by somebody", () => {
        const used = new Set(code.flatMap(path => importsOf(path).map(one => one.target)))
        const named = (path: string): boolean => entryPoints.some(pattern => pattern.test(path))
        expect(code.filter(path => !used.has(path) && !named(path))).toEqual([])
    })

    test("tidy: register files: hold exported enums and nothing else", () => {
        const wrong = typescript.filter(path => path.endsWith(".regs.ts") && !onlyEnums(path))
        expect(wrong).toEqual([])
    })

    test("tidy: drivers and register files: say which datasheet they follow", () => {
        const chips = typescript.filter(
            path => path.startsWith("src/drivers/") && !path.endsWith("/errors.ts")
        )
        expect(chips.length).toBeGreaterThan(0)
        expect(chips.filter(path => !/\[DS-[\w-]+\]|datasheet/.test(textOf(path)))).toEqual([])
    })
})

function usesConsole(path: string): boolean {
    let found = false
    eachNode(path, node => {
        if (ts.isIdentifier(node) && node.text === "console") found = true
    })
    return found
}

const clocks = /^(setTimeout|setInterval|setImmediate|Date\.now|Math\.random|performance\.now)$/

function realTimeIn(path: string): string[] {
    const found: string[] = []
    eachNode(path, node => {
        if (ts.isCallExpression(node) && clocks.test(node.expression.getText()))
            found.push(`${path}:${lineOf(node)} calls ${node.expression.getText()}`)
        if (
            ts.isNewExpression(node) &&
            node.expression.getText() === "Date" &&
            !node.arguments?.length
        )
            found.push(`${path}:${lineOf(node)} asks for the date`)
    })
    return found
}

function onlyEnums(path: string): boolean {
    return treeOf(path).statements.every(
        statement =>
            ts.isEnumDeclaration(statement) &&
            (statement.modifiers ?? []).some(one => one.kind === ts.SyntaxKind.ExportKeyword)
    )
}

describe("tidy: map of the repository", () => {
    const map = /^```text\n([\s\S]*?)^```/m.exec(textOf("README.md"))?.[1] ?? ""
    const paths = pathsOfTree(map)

    test("tidy: tree in the README: everything in it exists", () => {
        const known = filesEnding("")
        const exists = (path: string): boolean =>
            known.some(one => one === path || one.startsWith(`${path.replace(/\/$/, "")}/`))
        expect(paths.length).toBeGreaterThan(10)
        expect(paths.filter(path => !exists(path))).toEqual([])
    })

    test("tidy: tree in the README: no folder of the first two levels is left out", () => {
        const folders = filesEnding(".ts", ".json", ".md", ".mjs").flatMap(path => {
            const parts = path.split("/").slice(0, -1)
            return parts.length === 0
                ? []
                : [parts.slice(0, path.startsWith("src/") ? 2 : 1).join("/")]
        })
        const told = new Set(paths.map(path => path.replace(/\/$/, "")))
        expect([...new Set(folders)].filter(folder => !told.has(folder))).toEqual([])
    })
})

/** Paths of a tree drawn with two spaces per level. */
function pathsOfTree(tree: string): string[] {
    const parents: string[] = []
    return tree.split("\n").flatMap(line => {
        const [, indent = "", name = ""] = /^( *)(\S+)/.exec(line) ?? []
        if (name === "") return []
        const level = indent.length / 2
        parents.length = level
        parents.push(name.replace(/\/$/, ""))
        return [parents.join("/")]
    })
}
