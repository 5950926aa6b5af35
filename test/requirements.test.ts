/**
 * Every safety requirement is cited in the name of a test, or listed in `requirements-open.json` with what will
 * bring it. A name is what `test`, `test.each` or `describe` is called with.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { describe, expect, test } from "vitest"
import open from "./requirements-open.json" with { type: "json" }
import { root } from "../tools/paths"
import { eachNode, filesEnding, textOf } from "./support/sources"

const document = "docs/requirements.md"
/** A row of its tables: everything before the last cell, and the last cell. */
const row = /^(\| PEN-(?:SAF|FUN)-\d\d \|.*\|) ([^|]*?) \|$/gm

const required = [...textOf(document).matchAll(row)].flatMap(([, start = ""]) =>
    idsIn(start).slice(0, 1)
)
const safety = required.filter(id => id.startsWith("PEN-SAF-"))
const cited = new Set(filesEnding(".test.ts").flatMap(citationsIn))

function citationsIn(path: string): string[] {
    const found: string[] = []
    eachNode(path, node => {
        if (!ts.isCallExpression(node) || !/^(test|describe)\b/.test(node.expression.getText()))
            return
        const [name, rows] = [node.arguments[0], tableOf(node)]
        found.push(...idsIn(name?.getText() ?? ""), ...idsIn(rows))
    })
    return found
}

/** Names may come from the rows of `test.each(...)`, written there or in a constant of the same file. */
function tableOf(call: ts.CallExpression): string {
    const rows = ts.isCallExpression(call.expression) ? call.expression.arguments[0] : undefined
    if (!rows || !ts.isIdentifier(rows)) return rows?.getText() ?? ""
    let text = ""
    eachNode(call.getSourceFile().fileName, node => {
        if (ts.isVariableDeclaration(node) && node.name.getText() === rows.text)
            text = node.getText()
    })
    return text
}

/** Full names only: `-02 to -04` cites nothing. */
function idsIn(text: string): string[] {
    return text.match(/PEN-(?:SAF|FUN)-\d\d/g) ?? []
}

function writeColumn(): void {
    const files = filesEnding(".test.ts").map(path => ({ path, ids: citationsIn(path) }))
    const text = textOf(document).replace(row, (_row, start: string) => {
        const [id = ""] = idsIn(start)
        const citing = files.filter(file => file.ids.includes(id))
        const names = citing.map(file => `\`${file.path.replace(/^test\//, "")}\``)
        return `${start} ${names.length > 0 ? names.join(", ") : "open"} |`
    })
    writeFileSync(join(root, document), text)
}

describe("requirements", () => {
    test("requirements: docs/requirements.md: lists PEN-SAF-01 to 22 and PEN-FUN-01 to 15", () => {
        const numbered = (group: string, count: number): string[] =>
            Array.from(
                { length: count },
                (_, index) => `PEN-${group}-${String(index + 1).padStart(2, "0")}`
            )
        expect(required).toEqual([...numbered("SAF", 22), ...numbered("FUN", 15)])
    })

    test("requirements: each safety requirement: is cited by a test, or listed as open", () => {
        expect(safety.filter(id => !cited.has(id) && !(id in open))).toEqual([])
    })

    test("requirements: one that is listed as open: is not cited", () => {
        expect(Object.keys(open).filter(id => cited.has(id))).toEqual([])
    })

    test("requirements: each citation and each open one: exists", () => {
        const named = [...cited, ...Object.keys(open)]
        expect(named.filter(id => !required.includes(id))).toEqual([])
    })

    // A file may cite more than the document tells, so that a new test alone breaks nothing here. With
    // UPDATE_DOCS=1 the column is written anew.
    test("requirements: docs/requirements.md: its column of tests names files that cite", () => {
        if (process.env["UPDATE_DOCS"]) writeColumn()
        const rows = [...textOf(document).matchAll(row)]
        expect(rows).toHaveLength(required.length)
        const wrong = rows.flatMap(([, start = "", where = ""]) => {
            const [id = ""] = idsIn(start)
            const told = [...where.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => `test/${path}`)
            const missing = told.filter(path => !citationsIn(path).includes(id))
            const silent = told.length === 0 && cited.has(id) ? ["says open, is cited"] : []
            return [...missing, ...silent].map(problem => `${id}: ${problem}`)
        })
        expect(wrong, "UPDATE_DOCS=1 npx vitest run test/requirements.test.ts writes it").toEqual(
            []
        )
    })
})
