/** The actions of a scenario: what a person, a neighbour on the bus, or fate does to the pen, and when. */
import { z } from "zod"
import { faultKinds, faultUnitNames } from "./faults"
import type { FaultUnit } from "./faults"
import { flag, oneOf, strict, text, whole } from "./fields"

/** A day; longer scenarios are refused, because a mistyped time should not run for hours. */
const longestMs = 86_400_000

export const atMs = whole("ms", 0, longestMs)
export const untilMs = whole("ms", 1, longestMs)

const name = text("a name of 1 to 40 letters, digits, - or _", /^[\w-]{1,40}$/)
const unit = oneOf("a fault unit", faultUnitNames as [FaultUnit, ...FaultUnit[]])
const serviceValue = z.union([z.number(), z.string(), z.boolean()], {
    error: "a number, a text, true or false",
})

function step<Name extends string, Shape extends z.ZodRawShape>(action: Name, shape: Shape) {
    return strict(`the step "${action}"`, { atMs, do: z.literal(action), ...shape })
}

/** What each action takes, beside its time. */
const steps = [
    step("insert", { cartridge: name }),
    step("remove", {}),
    step("latch_bounce", { ms: whole("ms", 1, 1_000) }),
    step("set_depth", { um: whole("µm", 0, 2_500, 50) }),
    step("set_rate", { hz: whole("Hz", 30, 150) }),
    step("confirm_deep", {}),
    step("acknowledge", {}),
    step("profile", { name }),
    step("press", {}),
    step("release", {}),
    step("foot", { a: flag, b: flag }),
    step("clear_fault", {}),
    step("power_cut", { offMs: whole("ms", 1, 600_000) }),
    step("fault", {
        unit,
        kind: oneOf("a fault kind", faultKinds),
        forMs: whole("ms", 1, longestMs).optional(),
        value: z.number({ error: "a number" }).optional(),
    }),
    step("heal", { unit }),
    step("force", { mN: whole("mN", 0, 20_000) }),
    step("glide", { umPerS: whole("µm/s", 0, 500_000), deg: whole("degrees", 0, 359) }),
    step("service", {
        service: name,
        register: name.optional(),
        command: name.optional(),
        args: z.array(serviceValue, { error: "a list of values" }).optional(),
    }),
    step("redeploy", {}),
    step("vm_hang", { forMs: whole("ms", 1, 600_000) }),
    step("vm_panic", {}),
] as const

export const actionNames = steps.map(schema => schema.shape.do.value)

/** One step of a scenario: `atMs` after power-on, `do` this. */
export const stepSchema = z.discriminatedUnion("do", steps, {
    error: `an action: one of ${actionNames.join(", ")}`,
})

export type Step = z.output<typeof stepSchema>
