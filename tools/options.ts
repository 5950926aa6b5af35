/** Readers of command line values; a value they refuse ends `pen` with exit code 2. */
import { InvalidArgumentError, Option } from "commander"

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

export const jsonOption = (): Option =>
    new Option("--json", "print exactly one JSON value on standard output")

export const variantOption = (): Option =>
    new Option("--variant <name>", "variant of the pen").choices(["stepper", "solenoid"])
