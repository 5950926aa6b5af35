/** Mutations of statements: one removed, or two neighbours swapped. */
import ts from "typescript"
import type { Edit } from "./mutation"

const { SyntaxKind } = ts

/** The mutations of one node's own list of statements or clauses. */
export function statementEdits(node: ts.Node): Edit[] {
    if (ts.isCaseBlock(node)) return node.clauses.map(removed)
    if (ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node))
        return [...node.statements.filter(isRemovable).map(removed), ...neighbours(node.statements)]
    // A body without braces leaves an empty one behind. Without an `else`, the whole statement goes instead.
    if (ts.isIfStatement(node) && node.elseStatement)
        return [node.thenStatement, node.elseStatement]
            .filter(isRemovable)
            .map(body => ({ ...removed(body), replacement: "{}" }))
    return []
}

function removed(node: ts.Node): Edit {
    return {
        operator: "removed statement",
        start: node.getStart(),
        end: node.getEnd(),
        replacement: "",
    }
}

/** A value that is returned or declared cannot go; a line of the log changes nothing but the log. */
function isRemovable(node: ts.Statement): boolean {
    if (ts.isReturnStatement(node)) return node.expression === undefined
    if (ts.isExpressionStatement(node)) return !isLogging(node.expression)
    return (
        ts.isIfStatement(node) ||
        ts.isIterationStatement(node, false) ||
        ts.isSwitchStatement(node) ||
        ts.isBreakStatement(node) ||
        ts.isContinueStatement(node) ||
        ts.isThrowStatement(node)
    )
}

/** Whether it writes to the log, which nothing depends on. */
export function isLogging(node: ts.Node): boolean {
    return ts.isCallExpression(node) && node.expression.getText().startsWith("console.")
}

/** Every two neighbours of which the order may matter, swapped. */
function neighbours(statements: readonly ts.Statement[]): Edit[] {
    return statements.flatMap((second, index): Edit[] => {
        const first = statements[index - 1]
        if (!first || !isMovable(first) || !isMovable(second)) return []
        const one = effectsOf(first)
        const other = effectsOf(second)
        if (!orderMatters(one, other)) return []
        const text = first.getSourceFile().text
        const between = text.slice(first.getEnd(), second.getStart())
        return [
            {
                operator: "swapped statements",
                start: first.getStart(),
                end: second.getEnd(),
                replacement: second.getText() + between + first.getText(),
            },
        ]
    })
}

function isMovable(node: ts.Statement): boolean {
    return (
        ts.isExpressionStatement(node) ||
        ts.isVariableStatement(node) ||
        ts.isIfStatement(node) ||
        ts.isIterationStatement(node, false) ||
        ts.isSwitchStatement(node)
    )
}

/** What a statement reads and writes, by the last name of each path. */
interface Effects {
    /** It calls or leaves: anything may follow from it. */
    opaque: boolean
    /** By name, the operator of every write to it. */
    readonly writes: Map<string, Set<ts.SyntaxKind>>
    readonly reads: Set<string>
    /** Names that do not exist before it. */
    readonly declares: string[]
}

function effectsOf(statement: ts.Node): Effects {
    const effects: Effects = {
        opaque: false,
        writes: new Map(),
        reads: new Set(),
        declares: [],
    }
    const write = (name: string, operator: ts.SyntaxKind): void => {
        effects.writes.set(name, (effects.writes.get(name) ?? new Set()).add(operator))
    }
    const walk = (node: ts.Node): void => {
        if (isOpaque(node)) effects.opaque = true
        if (ts.isVariableDeclaration(node)) {
            write(node.name.getText(), SyntaxKind.EqualsToken)
            effects.declares.push(node.name.getText())
        } else if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
            write(nameOf(node.left), node.operatorToken.kind)
            readPath(node.left, effects.reads)
            walk(node.right)
            return
        } else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
            if (node.operator === SyntaxKind.PlusPlusToken)
                write(nameOf(node.operand), SyntaxKind.PlusEqualsToken)
            if (node.operator === SyntaxKind.MinusMinusToken)
                write(nameOf(node.operand), SyntaxKind.MinusEqualsToken)
        } else if (ts.isIdentifier(node)) effects.reads.add(node.text)
        ts.forEachChild(node, walk)
    }
    walk(statement)
    return effects
}

function isAssignment(kind: ts.SyntaxKind): boolean {
    return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment
}

function isOpaque(node: ts.Node): boolean {
    return (
        ts.isCallExpression(node) ||
        ts.isAwaitExpression(node) ||
        ts.isReturnStatement(node) ||
        ts.isThrowStatement(node) ||
        ts.isBreakOrContinueStatement(node)
    )
}

function nameOf(target: ts.Expression): string {
    if (ts.isPropertyAccessExpression(target)) return target.name.text
    // Two elements of one list are two places, told apart by how they are written.
    return target.getText()
}

/** The names before the last one, and an index, are read where something is assigned to. */
function readPath(target: ts.Expression, reads: Set<string>): void {
    if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) return
    const walk = (node: ts.Node): void => {
        if (ts.isIdentifier(node)) reads.add(node.text)
        ts.forEachChild(node, walk)
    }
    if (ts.isPropertyAccessExpression(target)) walk(target.expression)
    else {
        readPath(target.expression, reads)
        walk(target.argumentExpression)
    }
}

const commuting = new Set([
    SyntaxKind.BarEqualsToken,
    SyntaxKind.AmpersandEqualsToken,
    SyntaxKind.PlusEqualsToken,
])

/** False where both orders plainly do the same, such as two bits set in one number, or only one of them compiles. */
function orderMatters(one: Effects, other: Effects): boolean {
    if (one.declares.some(name => other.reads.has(name))) return false
    if (isFirstValue(one) || isFirstValue(other)) return false
    if (one.opaque || other.opaque) return true
    const touches = (first: Effects, second: Effects): boolean =>
        [...first.writes].some(([name, operators]) => {
            if (second.reads.has(name.replace(/\[.*/s, "").replace(/.*\./s, ""))) return true
            const others = second.writes.get(name)
            if (!others) return false
            const all = new Set([...operators, ...others])
            return all.size > 1 || !commuting.has([...all][0]!)
        })
    return touches(one, other) || touches(other, one)
}

/** A name of its own with a constant: whatever stands beside it can neither see nor change it. */
function isFirstValue({ opaque, declares, reads }: Effects): boolean {
    return !opaque && declares.length > 0 && [...reads].every(name => declares.includes(name))
}
