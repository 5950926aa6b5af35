/**
 * The scenario file: what is done to a pen, and when. Parsing refuses whatever it does not know, with the path of
 * the value. The format is described for its users in docs/scenarios.md.
 */
import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { z } from "zod"
import { cartridgeSchema } from "./cartridgeschema"
import type { DescribedCartridge } from "./cartridgeschema"
import { faultUnit, whyNoFault } from "./faults"
import { flag, oneOf, strict, whole } from "./fields"
import { Refusal, problemsOf, refuse, shown } from "./refusal"
import { stepSchema, untilMs } from "./steps"
import type { Step } from "./steps"

export type { DescribedCartridge } from "./cartridgeschema"
export type { Step } from "./steps"

const penSchema = strict("the pen", {
    batteryPercent: whole("%", 0, 100).default(90),
    triggerMode: oneOf("a trigger mode", ["hold", "toggle"]).default("hold"),
    temperatureC: whole("°C", -20, 60).default(23),
    calibration: oneOf("a calibration", ["good", "missing", "corrupt", "oneSlot"]).default("good"),
    clock: oneOf("a clock", ["set", "lost"]).default("set"),
    sessionWindowMinutes: whole("min", 0, 120).default(0),
    /** Not given: closed where a peer is to be heard. */
    benchStrap: flag.optional(),
})

const expectedValue = z.union(
    [z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))],
    { error: "a text, a number, true, false, null or a list of those" }
)

const fileSchema = strict("a scenario", {
    schema: z.literal(1, { error: "1, the only version of this format" }),
    variant: oneOf("a variant", ["stepper", "solenoid"]).default("stepper"),
    seed: whole("", 0, 0x7fffffff).default(1),
    date: z.iso
        .datetime({ error: "a date and time in UTC, such as 2026-11-22T10:00:00Z" })
        .default("2026-11-22T10:00:00Z"),
    pen: penSchema.prefault({}),
    cartridges: z
        .record(z.string().regex(/^[\w-]{1,40}$/), cartridgeSchema, {
            error: "cartridges by name: 1 to 40 letters, digits, - or _",
        })
        .default({}),
    steps: z.array(stepSchema, { error: "a list of steps" }).max(10_000),
    untilMs,
    expect: z
        .record(z.string(), expectedValue, { error: "expected values by their path in the result" })
        .default({}),
})

/** 144 bytes of a DS2431 as they were read from one, with its ROM ID. */
export interface ImageCartridge {
    readonly image: string
    readonly rom: string
    readonly memory: Uint8Array
}

export type ScenarioFile = z.output<typeof fileSchema>

/** A scenario that is ready to run: all checks done, images read, steps in the order of their time. */
export interface Scenario extends Omit<ScenarioFile, "cartridges"> {
    readonly cartridges: Readonly<Record<string, DescribedCartridge | ImageCartridge>>
}

/** Size of a DS2431: 128 bytes of data and the 16 bytes of row 0080. */
export const imageBytes = 144

/**
 * Parses a scenario. `source` names it in refusals; `readImage` reads a cartridge image by its path relative to
 * the scenario. Throws `Refusal`.
 */
export function parseScenario(
    value: unknown,
    source: string,
    readImage: (path: string) => Uint8Array
): Scenario {
    const parsed = fileSchema.safeParse(value)
    if (!parsed.success) throw new Refusal(source, problemsOf(parsed.error.issues, value))
    const file = parsed.data
    const problems = [...stepProblems(file), ...cartridgeProblems(file)]
    if (problems.length > 0) throw new Refusal(source, problems)
    const cartridges: Record<string, DescribedCartridge | ImageCartridge> = {}
    for (const [name, cartridge] of Object.entries(file.cartridges)) {
        const path = `cartridges.${name}.image`
        cartridges[name] =
            "image" in cartridge
                ? { ...cartridge, memory: imageOf(cartridge.image, source, path, readImage) }
                : cartridge
    }
    // Sorting is stable: steps of the same instant happen in the order in which they are written.
    const steps = [...file.steps].sort((one, other) => one.atMs - other.atMs)
    return { ...file, steps, cartridges }
}

/**
 * Reads and parses a scenario file, with some of its values changed beforehand. Throws `Refusal` for a file that
 * cannot be read and for bad input.
 */
export function loadScenario(
    path: string,
    changes: Partial<Pick<Scenario, "variant" | "seed">> = {}
): Scenario {
    const text = readable(path, "", path, file => readFileSync(file)).toString()
    let value: unknown
    try {
        value = JSON.parse(text)
    } catch (error) {
        const found = jsonPlace(error instanceof Error ? error.message : String(error), text)
        throw new Refusal(path, [{ path: "", expected: "JSON", found }])
    }
    // Changes come before the checks: which faults mean something depends on the variant.
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value)
    const changed = isObject ? { ...(value as object), ...changes } : value
    return parseScenario(changed, path, image => readFileSync(resolve(dirname(path), image)))
}

/** The parser's message, with line and column where it tells only a position. */
function jsonPlace(reason: string, text: string): string {
    const position = /at position (\d+)/.exec(reason)?.[1]
    if (position === undefined) return `something else (${reason})`
    const before = text.slice(0, Number(position)).split("\n")
    const column = (before.at(-1)?.length ?? 0) + 1
    return `something else at line ${before.length}, column ${column} (${reason})`
}

/** What `read` gives for a file, or a refusal that says why it cannot be read. */
function readable<Bytes>(
    file: string,
    path: string,
    source: string,
    read: (file: string) => Bytes
): Bytes {
    try {
        return read(file)
    } catch (error) {
        const found = error instanceof Error ? error.message : String(error)
        throw new Refusal(source, [{ path, expected: "a file that can be read", found }])
    }
}

function imageOf(
    image: string,
    source: string,
    path: string,
    readImage: (path: string) => Uint8Array
): Uint8Array {
    const memory = readable(image, path, source, readImage)
    if (memory.length === imageBytes) return memory
    const expected = `a DS2431 image of ${imageBytes} bytes`
    const found = `"${image}" with ${memory.length} bytes`
    throw new Refusal(source, [{ path, expected, found }])
}

/** What a schema of single values cannot see: names, times and pairs that have to fit one another. */
function stepProblems(file: ScenarioFile) {
    const names = Object.keys(file.cartridges)
    return file.steps.flatMap((step, index) => {
        const problems: { path: string; expected: string; found: string }[] = []
        const add = (key: string, expected: string, found: unknown): void => {
            problems.push({ path: `steps[${index}].${key}`, expected, found: shown(found) })
        }
        if (step.atMs > file.untilMs) add("atMs", `at most untilMs (${file.untilMs})`, step.atMs)
        if (step.do === "insert" && !names.includes(step.cartridge)) {
            const known = names.length > 0 ? names.join(", ") : "none is described"
            add("cartridge", `the name of a cartridge (${known})`, step.cartridge)
        }
        if (step.do === "service" && (step.register === undefined) === (step.command === undefined))
            add("register", "either a register or a command", { ...step })
        if (step.do === "fault") faultProblems(step, file.variant, add)
        return problems
    })
}

function faultProblems(
    step: Extract<Step, { do: "fault" }>,
    variant: ScenarioFile["variant"],
    add: (key: string, expected: string, found: unknown) => void
): void {
    const why = whyNoFault(step.unit, step.kind, variant)
    const row = faultUnit(step.unit)
    if (why !== null) add(row.kinds[step.kind] ? "unit" : "kind", why, `${step.unit}.${step.kind}`)
    else if (step.value !== undefined && row.kinds[step.kind]?.value === undefined)
        add("value", `no value: ${step.unit}.${step.kind} takes none`, step.value)
}

function cartridgeProblems(file: ScenarioFile) {
    return Object.entries(file.cartridges).flatMap(([name, cartridge]) => {
        if ("image" in cartridge) return []
        const path = `cartridges.${name}`
        const { cloneOf } = cartridge
        const problems = []
        if ("minUm" in cartridge && cartridge.minUm > cartridge.maxUm) {
            const found = `${cartridge.minUm} and ${cartridge.maxUm}`
            problems.push({ path: `${path}.minUm`, expected: "minUm up to maxUm", found })
        }
        const original = cloneOf === undefined ? undefined : file.cartridges[cloneOf]
        if (cloneOf !== undefined && (original === undefined || "cloneOf" in original)) {
            const expected = "the name of a cartridge that is not itself a clone"
            problems.push({ path: `${path}.cloneOf`, expected, found: shown(cloneOf) })
        }
        return problems
    })
}

/** Refuses a step that the pen cannot do; for whoever plays the scenario. */
export function refuseStep(scenario: Scenario, step: Step, expected: string): Refusal {
    const index = scenario.steps.indexOf(step)
    return refuse("scenario", `steps[${index}].do`, expected, step.do)
}
