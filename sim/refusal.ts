/**
 * Bad input, said so that a person can mend it: where the offending value stands, what was expected, what was
 * found. Every reader of files and options in `sim/` and `tools/` refuses with this one error.
 */
import type { core } from "zod"

export interface Problem {
    /** Path of the offending value, such as `steps[3].um`; empty for the whole input. */
    readonly path: string
    readonly expected: string
    readonly found: string
}

/** Thrown for input that is refused; `pen` ends with exit code 2 for it. */
export class Refusal extends Error {
    constructor(
        /** File or option that the problems are in. */
        readonly source: string,
        readonly problems: readonly Problem[]
    ) {
        super(problems.map(problem => `${source}: ${sentence(problem)}`).join("\n"))
        this.name = "Refusal"
    }
}

/** A refusal of one value. */
export function refuse(source: string, path: string, expected: string, found: unknown): Refusal {
    return new Refusal(source, [{ path, expected, found: shown(found) }])
}

function sentence({ path, expected, found }: Problem): string {
    return `${path === "" ? "" : `${path}: `}expected ${expected}, found ${found}`
}

/** A value as it stood in the file, cut to one short line. */
export function shown(value: unknown): string {
    if (value === undefined) return "nothing"
    const text = JSON.stringify(value)
    return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** `["steps", 3, "um"]` as `steps[3].um`; names that are no plain words stand in quotes. */
export function pathText(path: readonly PropertyKey[]): string {
    let text = ""
    for (const part of path) {
        if (typeof part === "number") text += `[${part}]`
        else if (!/^\w+$/.test(String(part))) text += `[${JSON.stringify(String(part))}]`
        else text += text === "" ? String(part) : `.${String(part)}`
    }
    return text
}

/**
 * Turns the issues of a schema into problems. The schemas here carry in their message what they expect, so that
 * only the path and the value that was found have to be added.
 */
export function problemsOf(issues: readonly core.$ZodIssue[], input: unknown): Problem[] {
    return issues.flatMap(issue => {
        const keys = issue.code === "unrecognized_keys" ? issue.keys : []
        const paths = keys.length > 0 ? keys.map(key => [...issue.path, key]) : [issue.path]
        return paths.map(path => ({
            path: pathText(path),
            expected: issue.message,
            found:
                keys.length > 0 ? `the key "${String(path.at(-1))}"` : shown(valueAt(input, path)),
        }))
    })
}

/** The value at a path, or undefined where there is none. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
    let value = input
    for (const part of path) {
        if (typeof value !== "object" || value === null) return undefined
        if (!Object.hasOwn(value, part)) return undefined
        value = (value as Record<PropertyKey, unknown>)[part]
    }
    return value
}
