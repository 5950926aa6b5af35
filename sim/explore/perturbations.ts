/** What may happen to a pen beside its treatment, as commands of a model: each knows when it means something. */
import fc from "fast-check"
import { faultPairs, type FaultUnit, type Variant } from "../faults"
import type { Action, Plan, Treatment } from "./plan"

/** Nothing is played while a session is planned: the plan is model and reality in one. */
type PlanCommand = fc.Command<Plan, Plan>

/** Within one tick, within a start or a stop, and long enough for anything to end. */
const pause = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }) },
    { weight: 4, arbitrary: fc.integer({ min: 31, max: 700 }) },
    { weight: 1, arbitrary: fc.integer({ min: 701, max: 4_000 }) }
)

class Perturbation implements PlanCommand {
    constructor(
        private readonly afterMs: number,
        private readonly name: string,
        private readonly may: (plan: Readonly<Plan>) => boolean,
        private readonly does: (plan: Plan, afterMs: number) => void
    ) {}

    check(plan: Readonly<Plan>): boolean {
        return this.may(plan)
    }

    run(plan: Plan): void {
        this.does(plan, this.afterMs)
    }

    toString(): string {
        return `after ${this.afterMs} ms: ${this.name}`
    }
}

const always = (): boolean => true

/** An action whose values are drawn, possible while `may` says so. */
function action<Value>(
    values: fc.Arbitrary<Value>,
    what: (value: Value) => Action,
    may: (plan: Readonly<Plan>, value: Value) => boolean = always
): fc.Arbitrary<PlanCommand> {
    return fc.tuple(pause, values).map(([afterMs, value]) => {
        const done = what(value)
        return new Perturbation(
            afterMs,
            JSON.stringify(done),
            plan => may(plan, value),
            plan => plan.add(afterMs, done)
        )
    })
}

const nothing = fc.constant(null)
const depth = fc.integer({ min: 0, max: 50 }).map(step => step * 50)
const short = fc.integer({ min: 1, max: 400 })

/** Everything that a person or fate may do, both alike. */
export function perturbations(treatment: Treatment): fc.Arbitrary<PlanCommand>[] {
    return [
        ...handling(),
        ...mishaps(),
        // What is listed more than once is drawn more often: failures, and the way back from them.
        ...failures(treatment),
        ...failures(treatment),
        ...failures(treatment),
        again,
        again,
    ]
}

const again: fc.Arbitrary<PlanCommand> = fc
    .integer({ min: 1, max: 3_000 })
    .map(afterMs => new Perturbation(afterMs, "try again", always, (plan, ms) => plan.tryAgain(ms)))

function handling(): fc.Arbitrary<PlanCommand>[] {
    return [
        action(
            fc.constantFrom("a", "b"),
            cartridge => ({ do: "insert", cartridge }),
            plan => !plan.fitted
        ),
        action(
            nothing,
            () => ({ do: "remove" }),
            plan => plan.fitted !== undefined
        ),
        action(
            depth,
            um => ({ do: "set_depth", um }),
            // Who is dead or jammed cannot follow the knob, and a screw holds what it said before (PEN-SAF-06).
            plan => plan.atMs >= plan.deadUntilMs && !MOVERS.some(unit => plan.failed.has(unit))
        ),
        action(fc.integer({ min: 30, max: 150 }), hz => ({ do: "set_rate", hz })),
        action(nothing, () => ({ do: "confirm_deep" })),
        action(nothing, () => ({ do: "acknowledge" })),
        action(nothing, () => ({ do: "clear_fault" })),
        action(
            nothing,
            () => ({ do: "press" }),
            plan => !plan.triggerDown
        ),
        action(
            nothing,
            () => ({ do: "release" }),
            plan => plan.triggerDown
        ),
        action(fc.tuple(fc.boolean(), fc.boolean()), ([a, b]) => ({ do: "foot", a, b })),
    ]
}

function mishaps(): fc.Arbitrary<PlanCommand>[] {
    return [
        action(
            fc.integer({ min: 1, max: 60 }),
            ms => ({ do: "latch_bounce", ms }),
            plan => plan.fitted !== undefined
        ),
        action(fc.integer({ min: 1, max: 1_500 }), offMs => ({ do: "power_cut", offMs })),
        action(fc.integer({ min: 1, max: 1_500 }), forMs => ({ do: "vm_hang", forMs })),
        action(nothing, () => ({ do: "vm_panic" })),
        action(nothing, () => ({ do: "redeploy" })),
    ]
}

/** Without these the carriage stays where it is, or goes where it will. */
const MOVERS: readonly FaultUnit[] = ["motion", "solenoid", "spi", "leadScrew", "plunger", "rail"]
/** By then a stop has ended and the carriage is inside. */
const FOLLOWED_MS = 400

/** Values for kinds whose default would change nothing. */
const VALUES: Readonly<Record<string, number>> = { "hall.wrong": 4_000, "strokeWitness.wrong": 50 }

function failures({ pairs }: Treatment): fc.Arbitrary<PlanCommand>[] {
    if (pairs.length === 0) return []
    const once = fc.tuple(fc.constantFrom(...pairs), fc.option(short, { nil: undefined }))
    const units = [...new Set(pairs.map(({ unit }) => unit))]
    return [
        action(
            once,
            ([{ unit, kind }, forMs]) => ({
                do: "fault",
                unit,
                kind,
                ...(forMs === undefined ? {} : { forMs }),
                ...(`${unit}.${kind}` in VALUES ? { value: VALUES[`${unit}.${kind}`] } : {}),
            }),
            // What is in the cartridge can only fail while one is fitted; and whoever jams has followed the knob.
            (plan, [{ unit }]) =>
                plan.fitted !== undefined &&
                (!MOVERS.includes(unit) || plan.atMs >= plan.knobMs + FOLLOWED_MS)
        ),
        action(fc.constantFrom(...units), unit => ({ do: "heal", unit })),
    ]
}

const cartridge = fc.oneof(
    fc
        .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 20, max: 50 }))
        .map(([min, max]) => ({ kind: "adjustable", minUm: min * 50, maxUm: max * 50 })),
    fc.integer({ min: 4, max: 50 }).map(step => ({ kind: "fixed", lengthUm: step * 50 })),
    fc.constant({ kind: "nano" }),
    fc.constant({ kind: "adjustable", minUm: 0, maxUm: 1_500, crc: "bad" }),
    fc.constant({ kind: "roller", lengthUm: 1_000 })
)

/** The beginning of a session. Its own cartridge fits its depth, so that the treatment gets under way. */
export function treatments(seed: number, variant: Variant): fc.Arbitrary<Treatment> {
    const known = faultPairs().filter(({ fitted }) => fitted.includes(variant))
    const units = [...new Set(known.map(({ unit }) => unit))]
    const one = fc.constantFrom(...units).map(unit => known.filter(pair => pair.unit === unit))
    const pairs = fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 5, arbitrary: one },
        { weight: 1, arbitrary: fc.subarray(known, { minLength: 2 }) }
    )
    return fc.record({
        seed: fc.constant(seed),
        variant: fc.constant(variant),
        a: fc.constant({ kind: "adjustable", minUm: 0, maxUm: 2_500 }),
        b: cartridge,
        depthUm: fc.integer({ min: 4, max: 50 }).map(step => step * 50),
        rateHz: fc.integer({ min: 30, max: 150 }),
        triggerMode: fc.constantFrom("hold", "toggle"),
        pairs,
    })
}
