/** A mutation: one small change of one source file, as text, so that it can be made, shown and told apart. */

/** What sort of change. */
export type Operator =
    | "operator"
    | "constant"
    | "dropped condition"
    | "negated condition"
    | "removed statement"
    | "swapped statements"

/** Replaces the letters from `start` up to `end`. */
export interface Edit {
    readonly operator: Operator
    readonly start: number
    readonly end: number
    readonly replacement: string
}

export interface Mutation extends Edit {
    /** Path below the root, with `/` between folders. */
    readonly path: string
    /** Line of the first changed letter, counted from 1. */
    readonly line: number
}

/** The text with the change made. */
export function mutated(text: string, edit: Edit): string {
    return text.slice(0, edit.start) + edit.replacement + text.slice(edit.end)
}

/** The changed lines as a diff has them: first as they were, then as they became. */
export function diff(text: string, edit: Edit): string[] {
    const from = text.lastIndexOf("\n", edit.start - 1) + 1
    const end = text.indexOf("\n", edit.end)
    const to = end < 0 ? text.length : end
    const before = text.slice(from, to)
    const after = mutated(before, { ...edit, start: edit.start - from, end: edit.end - from })
    const lines = (part: string, sign: string): string[] =>
        part
            .split("\n")
            .filter(line => line.trim() !== "")
            .map(line => `${sign} ${line.trim()}`)
    return [...lines(before, "-"), ...lines(after, "+")]
}
