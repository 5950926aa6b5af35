/** The small schemas that files are made of. Each says, in words that follow "expected", what it takes. */
import { z } from "zod"

/** A whole number with its unit, from `min` to `max`, optionally in steps. */
export function whole(unit: string, min: number, max: number, step = 1): z.ZodNumber {
    const kind = step === 1 ? "a whole number" : `a multiple of ${step}`
    const error = `${kind}${unit === "" ? "" : ` of ${unit}`} from ${min} to ${max}`
    const schema = z.number({ error }).int(error).min(min, error).max(max, error)
    return step === 1 ? schema : schema.multipleOf(step, error)
}

/** One of a closed set of words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
    what: string,
    words: Words
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
    return z.enum(words, { error: `${what}: one of ${words.join(", ")}` })
}

/** A text of which `pattern` says which; `what` names it. */
export function text(what: string, pattern: RegExp): z.ZodString {
    return z.string({ error: what }).regex(pattern, what)
}

export const flag = z.boolean({ error: "true or false" })

/** An object that refuses keys it does not know, and says which ones it does. */
export function strict<Shape extends z.ZodRawShape>(
    what: string,
    shape: Shape
): z.ZodObject<Shape, z.core.$strict> {
    const keys = Object.keys(shape).join(", ")
    return z.strictObject(shape, {
        error: issue =>
            issue.code === "unrecognized_keys" ? `only the keys ${keys}` : `${what}: an object`,
    })
}
