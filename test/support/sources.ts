/** The files of this repository, and their syntax, for the tests that read them. */
import { readFileSync, readdirSync } from "node:fs"
import { dirname, join, normalize, relative } from "node:path"
import ts from "typescript"
import { root } from "../../tools/paths"

const skipped = new Set(["node_modules", ".git", ".devicescript", ".pen"])

/** Paths below the root with one of the endings, in alphabetical order, with `/` between folders. */
export function filesEnding(...endings: string[]): string[] {
    const found: string[] = []
    const walk = (folder: string): void => {
        for (const entry of readdirSync(folder, { withFileTypes: true })) {
            if (skipped.has(entry.name)) continue
            const path = join(folder, entry.name)
            if (entry.isDirectory()) walk(path)
            else if (endings.some(ending => entry.name.endsWith(ending)))
                found.push(relative(root, path).replaceAll("\\", "/"))
        }
    }
    walk(root)
    return found.sort()
}

export function textOf(path: string): string {
    return readFileSync(join(root, path), "utf8")
}

const trees = new Map<string, ts.SourceFile>()

export function treeOf(path: string): ts.SourceFile {
    const known = trees.get(path)
    if (known) return known
    const tree = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2022, true)
    trees.set(path, tree)
    return tree
}

/** Calls `visit` for every node of a file. */
export function eachNode(path: string, visit: (node: ts.Node) => void): void {
    const walk = (node: ts.Node): void => {
        visit(node)
        ts.forEachChild(node, walk)
    }
    walk(treeOf(path))
}

/** Line of a node, counted from 1. */
export function lineOf(node: ts.Node): number {
    const file = node.getSourceFile()
    return file.getLineAndCharacterOfPosition(node.getStart()).line + 1
}

export interface Import {
    /** As written. */
    readonly name: string
    /** Path below the root for an import of this repository, else null. */
    readonly target: string | null
    /** Gone when the program runs. */
    readonly typeOnly: boolean
}

const sourceFiles = new Set(filesEnding(".ts", ".tsx", ".mjs", ".js", ".json", ".css"))

/** What a file imports, re-exports, or loads later. */
export function importsOf(path: string): Import[] {
    const imports: Import[] = []
    eachNode(path, node => {
        const name = importedName(node)
        if (name !== undefined)
            imports.push({ name, target: targetOf(path, name), typeOnly: isTypeOnly(node) })
    })
    return imports
}

function importedName(node: ts.Node): string | undefined {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
        return literal(node.moduleSpecifier)
    const isLater =
        ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    return isLater ? literal(node.arguments[0]) : undefined
}

function isTypeOnly(node: ts.Node): boolean {
    if (ts.isImportDeclaration(node))
        return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    return ts.isExportDeclaration(node) && node.isTypeOnly
}

function literal(node: ts.Node | undefined): string | undefined {
    return node && ts.isStringLiteral(node) ? node.text : undefined
}

function targetOf(path: string, name: string): string | null {
    if (!name.startsWith(".")) return null
    const base = normalize(join(dirname(path), name)).replaceAll("\\", "/")
    return (
        [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find(file =>
            sourceFiles.has(file)
        ) ?? base
    )
}
