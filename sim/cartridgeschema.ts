/** Cartridges as a scenario describes them: what the record says, and what is wrong with it. */
import { z } from "zod"
import { flag, oneOf, strict, text, whole } from "./fields"
import { romCrcGood } from "./rom"

/** Days that the record's 16-bit expiry can hold, counted from 2000-01-01. */
const firstDay = "2000-01-01"
const lastDay = "2179-06-06"
const day = `a date from ${firstDay} to ${lastDay}, such as 2027-06-30`

const expires = z
    .string({ error: day })
    .pipe(z.iso.date({ error: day }))
    .refine(date => date >= firstDay && date <= lastDay, { error: day })

/** Fields that every kind has. The defaults are those of an ordinary 12-needle cartridge. */
const common = {
    needles: whole("needles", 1, 255).default(12),
    gauge: whole("gauge", 1, 255).default(33),
    lot: text("a lot of 1 to 6 capital letters and digits", /^[A-Z0-9]{1,6}$/).default("A1B2C3"),
    expires: expires.optional(),
    tipOffsetUm: whole("µm", -500, 500).default(0),
    ratedStrokes: whole("strokes", 0, 4_294_967_295).default(250_000),
    used: flag.default(false),
    crc: oneOf("a checksum", ["good", "bad"]).default("good"),
    tag: oneOf("an authenticity tag", ["good", "bad", "missing", "forged"]).default("good"),
    version: whole("", 0, 255).default(1),
    cloneOf: text("the name of another cartridge", /^[\w-]{1,40}$/).optional(),
}

const length = { lengthUm: whole("µm", 0, 3_000) }
const range = { minUm: whole("µm", 0, 3_000), maxUm: whole("µm", 0, 3_000) }

/** A nano cartridge is made for at most 250 µm; what its record says may be something else. */
const nanoRange = { minUm: range.minUm.default(0), maxUm: range.maxUm.default(250) }

const kinds = ["adjustable", "fixed", "nano", "roller"] as const

export const describedSchema = z.discriminatedUnion(
    "kind",
    [
        strict("a cartridge", { kind: z.literal("adjustable"), ...range, ...common }),
        strict("a cartridge", { kind: z.literal("fixed"), ...length, ...common }),
        strict("a cartridge", { kind: z.literal("nano"), ...nanoRange, ...common }),
        strict("a cartridge", { kind: z.literal("roller"), ...length, ...common }),
    ],
    { error: `a kind of cartridge: one of ${kinds.join(", ")}, or a raw "image" with its "rom"` }
)

const romText = "16 hexadecimal digits, the last two being the CRC-8 of the others"

export const imageSchema = strict("a cartridge image", {
    image: z.string({ error: "the path of a file, relative to the scenario" }).min(1),
    rom: text(romText, /^[0-9A-Fa-f]{16}$/).refine(rom => romCrcGood(Buffer.from(rom, "hex")), {
        error: romText,
    }),
})

export type DescribedCartridge = z.output<typeof describedSchema>
export type ImageReference = z.output<typeof imageSchema>

/** Either form; which of the two is decided by the key "image", so that the refusal names the right keys. */
export const cartridgeSchema = z
    .unknown()
    .transform((value, context): DescribedCartridge | ImageReference => {
        const isImage = typeof value === "object" && value !== null && "image" in value
        const result = (isImage ? imageSchema : describedSchema).safeParse(value)
        if (result.success) return result.data
        for (const issue of result.error.issues) {
            // The schema's own keys travel in the message; the path is what places the problem.
            const { message, path } = issue
            const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined]
            for (const key of keys)
                context.addIssue({
                    code: "custom",
                    message,
                    path: key === undefined ? path : [...path, key],
                    input: value,
                })
        }
        return z.NEVER
    })
