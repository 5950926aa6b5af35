/** Mutations of expressions: operators, constants, and conditions dropped or negated. */
import ts from "typescript"
import type { Edit } from "./mutation"

const { SyntaxKind } = ts

/** What stands for an operator instead; comparisons move their bound and turn round. */
const instead = new Map<ts.SyntaxKind, readonly string[]>([
    [SyntaxKind.LessThanToken, ["<=", ">="]],
    [SyntaxKind.LessThanEqualsToken, ["<", ">"]],
    [SyntaxKind.GreaterThanToken, [">=", "<="]],
    [SyntaxKind.GreaterThanEqualsToken, [">", "<"]],
    [SyntaxKind.EqualsEqualsEqualsToken, ["!=="]],
    [SyntaxKind.ExclamationEqualsEqualsToken, ["==="]],
    [SyntaxKind.AmpersandAmpersandToken, ["||"]],
    [SyntaxKind.BarBarToken, ["&&"]],
    [SyntaxKind.PlusToken, ["-"]],
    [SyntaxKind.MinusToken, ["+"]],
    [SyntaxKind.AsteriskToken, ["/"]],
    [SyntaxKind.SlashToken, ["*"]],
    [SyntaxKind.PercentToken, ["*"]],
    [SyntaxKind.AmpersandToken, ["|"]],
    [SyntaxKind.BarToken, ["&"]],
    [SyntaxKind.CaretToken, ["|"]],
    [SyntaxKind.LessThanLessThanToken, [">>"]],
    [SyntaxKind.GreaterThanGreaterThanToken, ["<<"]],
    [SyntaxKind.GreaterThanGreaterThanGreaterThanToken, ["<<"]],
    [SyntaxKind.PlusEqualsToken, ["-="]],
    [SyntaxKind.MinusEqualsToken, ["+="]],
    [SyntaxKind.AsteriskEqualsToken, ["/="]],
    [SyntaxKind.BarEqualsToken, ["&="]],
    [SyntaxKind.AmpersandEqualsToken, ["|="]],
    [SyntaxKind.CaretEqualsToken, ["|="]],
    [SyntaxKind.PlusPlusToken, ["--"]],
    [SyntaxKind.MinusMinusToken, ["++"]],
])

const comparisons = new Set<ts.SyntaxKind>([
    SyntaxKind.LessThanToken,
    SyntaxKind.LessThanEqualsToken,
    SyntaxKind.GreaterThanToken,
    SyntaxKind.GreaterThanEqualsToken,
    SyntaxKind.EqualsEqualsEqualsToken,
    SyntaxKind.ExclamationEqualsEqualsToken,
])

/** The mutations of one node, without those of the nodes inside it. */
export function expressionEdits(node: ts.Node): Edit[] {
    if (ts.isBinaryExpression(node)) return binaryEdits(node)
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
        return unaryEdits(node)
    if (ts.isNumericLiteral(node)) return numberEdits(node)
    if (node.kind === SyntaxKind.TrueKeyword) return [replace(node, "false", "constant")]
    if (node.kind === SyntaxKind.FalseKeyword) return [replace(node, "true", "constant")]
    if (ts.isConditionalExpression(node))
        return [
            ...negated(node.condition),
            replace(node, node.whenTrue.getText(), "dropped condition"),
            replace(node, node.whenFalse.getText(), "dropped condition"),
        ]
    if (ts.isIfStatement(node))
        return [...negated(node.expression), replace(node.expression, "true", "dropped condition")]
    // A loop that never ends would only cost its time limit.
    if (ts.isWhileStatement(node))
        return [...negated(node.expression), replace(node.expression, "false", "dropped condition")]
    return []
}

function replace(node: ts.Node, replacement: string, operator: Edit["operator"]): Edit {
    return { operator, start: node.getStart(), end: node.getEnd(), replacement }
}

function binaryEdits(node: ts.BinaryExpression): Edit[] {
    const token = node.operatorToken
    const others = instead.get(token.kind) ?? []
    const edits = others
        .filter((_, index) => index > 0 || !doesNothing(node))
        .map(other => replace(token, other, "operator"))
    if (!isLogical(node)) return edits
    const { left, right } = node
    return [
        ...edits,
        replace(node, left.getText(), "dropped condition"),
        replace(node, right.getText(), "dropped condition"),
        ...negated(left),
        ...negated(right),
    ]
}

/** Whether the first other operator plainly does the same: a shift by 0, or the bound of a clamp, moved onto itself. */
function doesNothing(node: ts.BinaryExpression): boolean {
    const { operatorToken, left, right, parent } = node
    const shifts = [SyntaxKind.LessThanLessThanToken, SyntaxKind.GreaterThanGreaterThanToken]
    if (shifts.includes(operatorToken.kind)) return right.getText() === "0"
    // Of the two other operators of an ordering the first one moves its bound.
    if (instead.get(operatorToken.kind)?.length !== 2) return false
    const bounds = [left.getText(), right.getText()].sort().join()
    const isBounds = (one: ts.Node, other: ts.Node): boolean =>
        [one.getText(), other.getText()].sort().join() === bounds
    // `a > b ? b : a`
    if (ts.isConditionalExpression(parent))
        return parent.condition === node && isBounds(parent.whenTrue, parent.whenFalse)
    // `if (a > b) a = b`
    if (!ts.isIfStatement(parent) || parent.elseStatement) return false
    if (!ts.isExpressionStatement(parent.thenStatement)) return false
    const { expression } = parent.thenStatement
    if (!ts.isBinaryExpression(expression)) return false
    const assigns = expression.operatorToken.kind === SyntaxKind.EqualsToken
    return assigns && isBounds(expression.left, expression.right)
}

function unaryEdits(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Edit[] {
    const inner = node.operand
    const other = instead.get(node.operator)?.[0]
    if (node.operator === SyntaxKind.PlusPlusToken || node.operator === SyntaxKind.MinusMinusToken)
        return [
            replace(
                node,
                ts.isPrefixUnaryExpression(node)
                    ? `${other ?? ""}${inner.getText()}`
                    : `${inner.getText()}${other ?? ""}`,
                "operator"
            ),
        ]
    if (node.operator === SyntaxKind.ExclamationToken)
        return [replace(node, inner.getText(), "negated condition")]
    return [replace(node, inner.getText(), "operator")]
}

function numberEdits(node: ts.NumericLiteral): Edit[] {
    const value = Number(node.text)
    return [value + 1, value - 1].map(other =>
        // In brackets: a minus before a negative number would be another operator.
        replace(node, other < 0 ? `(${other})` : String(other), "constant")
    )
}

/** Negation of a condition, where no other mutation already amounts to it. */
function negated(condition: ts.Expression): Edit[] {
    const inner = withoutBrackets(condition)
    const isOther =
        (ts.isPrefixUnaryExpression(inner) && inner.operator === SyntaxKind.ExclamationToken) ||
        (ts.isBinaryExpression(inner) && comparisons.has(inner.operatorToken.kind)) ||
        (isLogical(inner) && isLogical(condition.parent))
    return isOther ? [] : [replace(condition, `!(${condition.getText()})`, "negated condition")]
}

function withoutBrackets(node: ts.Expression): ts.Expression {
    return ts.isParenthesizedExpression(node) ? withoutBrackets(node.expression) : node
}

function isLogical(node: ts.Node): boolean {
    return (
        ts.isBinaryExpression(node) &&
        (node.operatorToken.kind === SyntaxKind.AmpersandAmpersandToken ||
            node.operatorToken.kind === SyntaxKind.BarBarToken)
    )
}
