/** Every mutation that can be made of a source file, in the order of its text. */
import ts from "typescript"
import { expressionEdits } from "./expressions"
import type { Mutation } from "./mutation"
import { isLogging, statementEdits } from "./statements"

/**
 * All mutations of a file. Types, imports and lines of the log are left alone: the first two do nothing at run
 * time, and nothing depends on the third.
 */
export function mutationsOf(path: string, text: string): Mutation[] {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
    const found: Mutation[] = []
    const walk = (node: ts.Node): void => {
        if (isLeftAlone(node)) return
        for (const edit of [...expressionEdits(node), ...statementEdits(node)]) {
            const line = source.getLineAndCharacterOfPosition(edit.start).line + 1
            found.push({ ...edit, path, line })
        }
        ts.forEachChild(node, walk)
    }
    walk(source)
    return found.sort((one, other) => one.start - other.start || one.end - other.end)
}

function isLeftAlone(node: ts.Node): boolean {
    return (
        ts.isTypeNode(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node) ||
        ts.isImportDeclaration(node) ||
        isLogging(node)
    )
}
