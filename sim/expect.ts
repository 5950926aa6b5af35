/**
 * The `expect` block of a scenario: paths into the result, each with the value that has to stand there. A text may
 * compare instead: `"<= 2"`, `"< 2"`, `">= 2"`, `"> 2"`, `"!= Running"`, `"990..1010"` (both ends included), and
 * `"has NoCartridge"` for a list. Everything else has to be equal.
 */
import type { ExpectedValue, FailedExpectation, RunResult } from "./result"

/** Checks every expectation against the result; the order is that of the scenario. */
export function checkExpectations(
    expected: Readonly<Record<string, ExpectedValue>>,
    result: Omit<RunResult, "expect">
): RunResult["expect"] {
    const failed: FailedExpectation[] = []
    for (const [path, value] of Object.entries(expected)) {
        const found = resultAt(result, path)
        if (!meets(found, value)) failed.push({ path, expected: value, found: found ?? null })
    }
    return { ok: failed.length === 0, failed }
}

/**
 * The value at a dotted path. In a list, a number is an index, `length` its length, and any other word picks the
 * first entry of that `cause` or `kind`: `reactions.remove.driveOffMs`. A cause with a dot in it (`motion.reset`)
 * is tried as a whole first.
 */
export function resultAt(result: unknown, path: string): unknown {
    let value = result
    let rest = path.split(".")
    while (rest.length > 0) {
        if (typeof value !== "object" || value === null) return undefined
        const taken = Array.isArray(value) ? entryOf(value, rest) : memberOf(value, rest)
        value = taken.value
        rest = rest.slice(taken.used)
    }
    return value
}

interface Taken {
    value: unknown
    used: number
}

function memberOf(value: object, [name = ""]: string[]): Taken {
    const known = Object.hasOwn(value, name)
    return { value: known ? (value as Record<string, unknown>)[name] : undefined, used: 1 }
}

function entryOf(list: readonly unknown[], [word = "", next]: string[]): Taken {
    if (word === "length") return { value: list.length, used: 1 }
    if (/^\d+$/.test(word)) return { value: list[Number(word)], used: 1 }
    const called = (name: string): unknown => list.find(entry => isCalled(entry, name))
    const pair = next === undefined ? undefined : called(`${word}.${next}`)
    return pair === undefined ? { value: called(word), used: 1 } : { value: pair, used: 2 }
}

function isCalled(entry: unknown, name: string): boolean {
    if (typeof entry !== "object" || entry === null) return false
    return ("cause" in entry && entry.cause === name) || ("kind" in entry && entry.kind === name)
}

/** Whether a found value is what was expected. A value that is not there meets nothing but "!= …". */
export function meets(found: unknown, expected: ExpectedValue): boolean {
    if (typeof expected !== "string") return JSON.stringify(found) === JSON.stringify(expected)
    const range = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(expected)
    if (range)
        return typeof found === "number" && found >= Number(range[1]) && found <= Number(range[2])
    const [operator = "", ...words] = expected.split(" ")
    const operand = words.join(" ")
    const comparison = operand === "" ? undefined : comparisons[operator]
    return comparison ? comparison(found, operand) : found === expected
}

const comparisons: Record<string, (found: unknown, operand: string) => boolean> = {
    has: (found, operand) => Array.isArray(found) && found.includes(operand),
    "!=": (found, operand) => String(found) !== operand,
    "<=": (found, limit) => typeof found === "number" && found <= Number(limit),
    "<": (found, limit) => typeof found === "number" && found < Number(limit),
    ">=": (found, limit) => typeof found === "number" && found >= Number(limit),
    ">": (found, limit) => typeof found === "number" && found > Number(limit),
}
