/**
 * A hazard file, `hazards/H-NN.json`: what can hurt, how it is brought about in the simulated world, which figure of
 * the plant says that it hurt, and which one control is defeated to show that the control matters. docs/campaign.md
 * describes the format for its users.
 */
import { z } from "zod"
import { CHAIN_ELEMENTS, type ChainElement } from "../chain/units"
import { faultKinds, faultUnitNames, type FaultUnit } from "../faults"
import { oneOf, strict, text, whole } from "../fields"
import { Refusal, problemsOf } from "../refusal"
import { figureNames } from "./figures"
import { invariantNames } from "./invariantnames"
import { occurrenceNames } from "./occurred"

const words = z.string({ error: "words" }).min(3, "words").max(400, "at most 400 letters")
const drawn = z.record(z.string(), z.unknown(), { error: "an object" })
const variant = oneOf("a variant", ["stepper", "solenoid"])
const chainElements = Object.keys(CHAIN_ELEMENTS) as [ChainElement, ...ChainElement[]]

/** Brings the pen to a state, so that each file tells only what is its own. */
const beginSchema = strict("the beginning", {
    state: oneOf("a state", ["Locked", "Ready", "Running"]),
    cartridge: z.string().default("a"),
    depthUm: z.unknown(),
    rateHz: z.unknown().default(100),
})

const scenarioSchema = strict("the scenario", {
    pen: drawn.default({}),
    draws: drawn.default({}),
    cartridges: z.record(z.string(), drawn),
    begin: beginSchema.optional(),
    steps: z.array(drawn, { error: "a list of steps" }).min(1, "at least one step"),
    /** How long the run goes on after its last step. */
    afterLastMs: whole("ms", 1, 60_000),
})

const defeatSchema = strict("the defeat", {
    /** The one control that the arm `without` does not have. */
    control: words,
    faults: z
        .array(
            strict("a fault", {
                unit: oneOf("a fault unit", faultUnitNames as [FaultUnit, ...FaultUnit[]]),
                kind: oneOf("a fault kind", faultKinds),
                value: z.number({ error: "a number" }).optional(),
                /** Heals after so long. */
                forMs: whole("ms", 1, 60_000).optional(),
            })
        )
        .default([]),
    /** When the control breaks: 0 unless the self-test would find it then. */
    atMs: whole("ms", 0, 60_000).default(0),
    /** Instead: so long before the cause, where the pen would find the loss soon after. */
    beforeCauseMs: whole("ms", 0, 60_000).optional(),
    /** An element of the safety chain that is left out. */
    chain: oneOf("a chain element", chainElements).optional(),
    /** What is otherwise about cartridges of the scenario, by name. */
    cartridges: z.record(z.string(), drawn).default({}),
    /** Parameters of the plant, such as a screw that does not hold itself. */
    plant: z.record(z.string(), z.number({ error: "a number" })).default({}),
})

const caseSchema = strict("a case", {
    name: text("a name of 1 to 40 small letters, digits and -", /^[a-z0-9-]{1,40}$/),
    variants: z.array(variant).min(1, "at least one variant"),
    scenario: scenarioSchema,
    /** Harmless steps, of which each seed does some. */
    distractions: z.array(drawn).default([]),
    /** What has to be true of the plant just before the step marked `cause`. */
    occurred: oneOf("an occurrence", occurrenceNames),
    /** The plant is harmed when the figure exceeds the limit. */
    harm: strict("the harm", {
        figure: oneOf("a figure", figureNames),
        over: z.number({ error: "a number" }).min(0, "a number from 0"),
    }),
    defeat: defeatSchema,
    /** Invariants that do not hold in this case even with the control, and why that is known and accepted. */
    excused: z.partialRecord(z.enum(invariantNames), words).default({}),
})

const common = {
    schema: z.literal(1, { error: "1, the only version of this format" }),
    id: text("H-01 to H-24", /^H-(0[1-9]|1\d|2[0-4])$/),
    title: words,
    /** 4 serious or permanent, 3 needs treatment, 2 temporary. A guess, for ordering only. */
    severity: whole("", 2, 4),
    requirements: z.array(text("a requirement", /^PEN-(SAF|FUN)-\d\d$/)),
    cause: words,
    harm: words,
    controls: z.array(words),
    /** What is known not to be controlled, or only in part. */
    remains: words.optional(),
}

const hazardSchema = z.discriminatedUnion(
    "status",
    [
        strict("a controlled hazard", {
            ...common,
            status: z.literal("controlled"),
            cases: z.array(caseSchema).min(1, "at least one case"),
        }),
        strict("an open hazard", {
            ...common,
            status: z.literal("open"),
            /** The part that has to come first. */
            waitsFor: words,
            cases: z.array(caseSchema).default([]),
        }),
    ],
    { error: 'the status "controlled" or "open"' }
)

export type Hazard = z.output<typeof hazardSchema>
export type HazardCase = z.output<typeof caseSchema>

/** Parses a hazard file; `source` names it in refusals. Throws `Refusal`. */
export function parseHazard(value: unknown, source: string): Hazard {
    const parsed = hazardSchema.safeParse(value)
    if (parsed.success) return parsed.data
    throw new Refusal(source, problemsOf(parsed.error.issues, value))
}
