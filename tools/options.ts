/** Readers of command line values; a value they refuse ends `pen` with exit code 2. */
import { InvalidArgumentError, Option } from "commander"
import { romCrcGood } from "../sim/rom"

/** A reader of whole numbers from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
    return text => {
        const value = Number(text)
        if (/^-?\d+$/.test(text) && value >= min && value <= max) return value
        throw new InvalidArgumentError(
            `expected a whole number from ${min} to ${max}, found "${text}"`
        )
    }
}

/** A reader of seed ranges: `A..B`, both included, or one seed. */
export function seedRange(text: string): { from: number; to: number } {
    const [, first = "", last = first] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (first !== "" && from <= to) return { from, to }
    throw new InvalidArgumentError(
        `expected seeds A..B from 0 to 999999999 with A not above B, found "${text}"`
    )
}

/** A reader of 1-Wire ROM IDs. */
export function romId(text: string): Uint8Array {
    const rom = Uint8Array.from(Buffer.from(text, "hex"))
    if (/^[0-9A-Fa-f]{16}$/.test(text) && romCrcGood(rom)) return rom
    throw new InvalidArgumentError(
        `expected 16 hexadecimal digits, the last two being the CRC-8 of the others, found "${text}"`
    )
}

/** A reader of parts: `I/N`, part I of N, counted from 1. */
export function partOf(text: string): { index: number; count: number } {
    const [, first = "", last = ""] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []
    const [index, count] = [Number(first), Number(last)]
    if (index >= 1 && index <= count) return { index, count }
    throw new InvalidArgumentError(`expected I/N with I from 1 to N, found "${text}"`)
}

export const jsonOption = (): Option =>
    new Option("--json", "print exactly one JSON value on standard output")

export const variantOption = (): Option =>
    new Option("--variant <name>", "variant of the pen").choices(["stepper", "solenoid"])
