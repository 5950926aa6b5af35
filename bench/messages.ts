/**
 * What page and host say to one another, one JSON value a message. The host checks everything that a page sends
 * against these schemas; a page trusts the host that it came from, and takes only the types from here.
 */
import { z } from "zod"
import type { FaultKind, FaultUnit, Variant } from "../sim/faults"
import { flag, oneOf, strict, text, whole } from "../sim/fields"
import type { Priority, Reaction } from "../sim/result"
import type { LiveSample } from "../sim/samplefields"

const variant = oneOf("a variant", ["stepper", "solenoid"])
const seed = whole("", 0, 0x7fffffff)
const trayName = text("the name of a cartridge in the tray", /^[\w-]{1,40}$/)

/** What a page may ask for, by `type`. */
const asks = [
    /** To be the one page that controls the pen. */
    strict("a request for control", { type: z.literal("control") }),
    /** A new pen, switched on. */
    strict("a new pen", {
        type: z.literal("begin"),
        variant,
        seed,
        triggerMode: oneOf("a trigger mode", ["hold", "toggle"]),
        batteryPercent: whole("%", 0, 100).default(90),
        temperatureC: whole("°C", -20, 60).default(23),
        calibration: oneOf("a calibration", ["good", "missing", "corrupt", "oneSlot"]).default(
            "good"
        ),
    }),
    /** A scenario of the folder `scenarios`. */
    strict("a scenario to play", {
        type: z.literal("play"),
        scenario: text("the name of a scenario", /^[\w-]{1,80}$/),
        variant: variant.optional(),
        seed: seed.optional(),
    }),
    /** A scenario that the page has: a file of whoever sits before it. What it may be says sim/scenario.ts. */
    strict("a scenario file", {
        type: z.literal("replay"),
        name: text("a name of 1 to 80 letters", /^[^\p{Cc}]{1,80}$/u),
        scenario: z.record(z.string(), z.unknown(), { error: "a scenario" }),
    }),
    /** A step of a scenario without its time; what it may be says sim/steps.ts. */
    strict("an action", {
        type: z.literal("act"),
        action: z.record(z.string(), z.unknown(), { error: "a step of a scenario" }),
    }),
    /** A cartridge out of the tray: a new one of its sort, or the one that was fitted last. */
    strict("a cartridge", { type: z.literal("fit"), cartridge: trayName }),
    strict("the pace", {
        type: z.literal("pace"),
        paused: flag,
        speedPercent: whole("% of real time", 10, 10_000),
    }),
    /** So much virtual time, while paused. */
    strict("a step of time", { type: z.literal("advance"), ms: whole("ms", 1, 1_000) }),
    /** Everything that was done, as a scenario file. */
    strict("a record", { type: z.literal("save") }),
    /** What stands in the pen's journal. */
    strict("a reading", { type: z.literal("journal") }),
    /** A field update with a package that was handed over before (`/package`), by the SHA-256 of its file. */
    strict("an update", {
        type: z.literal("update"),
        package: text("the SHA-256 of a package", /^[0-9a-f]{64}$/),
    }),
] as const

export const askSchema = z.discriminatedUnion("type", asks, {
    error: `a message with a "type": one of ${asks.map(one => one.shape.type.value).join(", ")}`,
})

/** As a page writes it; what it leaves out is ordinary. */
export type Ask = z.input<typeof askSchema>
/** As the host reads it. */
export type CheckedAsk = z.output<typeof askSchema>

/** A cartridge that lies in the tray. */
export interface TrayCartridge {
    readonly name: string
    readonly title: string
    readonly detail: string
    /** Whether it is what it should be, so that strokes are possible with it. */
    readonly good: boolean
}

export interface ScenarioEntry {
    readonly name: string
    readonly variant: Variant
    readonly untilMs: number
}

/** The pen that lives now. */
export interface Session {
    readonly variant: Variant
    readonly seed: number
    readonly triggerMode: "hold" | "toggle"
    /** Name of the scenario that it plays, or empty. */
    readonly scenario: string
    readonly untilMs: number
}

/** What changes now and then; sent when it does. */
export interface Status {
    readonly state: string
    readonly fault: string
    readonly inhibits: readonly string[]
    /** Where the knobs stand. */
    readonly depthUm: number
    readonly rateHz: number
    readonly pressed: boolean
    /** Both contacts of the foot switch are closed. */
    readonly foot: boolean
    /** Name of the cartridge that is fitted, or empty; and what it truly takes, or null if it must not be driven. */
    readonly cartridge: string
    readonly cartridgeMinUm: number | null
    readonly cartridgeMaxUm: number | null
    readonly needles: number
    /** Name of the cartridge that was fitted last and lies beside the pen, or empty. */
    readonly beside: string
    readonly faults: readonly { readonly unit: FaultUnit; readonly kind: FaultKind }[]
    readonly strokes: number
    readonly strokesUnauthorised: number
    readonly driveOnMs: number
    readonly batteryMv: number
    readonly paused: boolean
    readonly speedPercent: number
}

/** One line of what happened. */
export interface Happening {
    readonly atMs: number
    readonly kind: "deed" | "harm" | "state" | "fault" | "message" | "plant" | "detail"
    readonly text: string
    readonly priority?: Priority
}

/** A cause that ended strokes, as far as its consequences are known by now. */
export interface Trip extends Reaction {
    readonly id: number
}

/** One entry of the pen's journal. */
export interface JournalLine {
    /** Counts every entry that the pen has ever written. */
    readonly counter: number
    /** UTC; null: the pen did not know the time. */
    readonly at: string | null
    readonly text: string
}

/** How far an update has come. */
export interface UpdateTold {
    readonly steps: readonly { readonly step: string; readonly note?: string }[]
    /** Of the program that is sent; null before that. */
    readonly percent: number | null
    /** How it ended; null while it goes on. */
    readonly end: { readonly ok: boolean; readonly text: string } | null
}

export interface Verdict {
    readonly ok: boolean
    readonly lines: readonly { readonly ok: boolean; readonly text: string }[]
}

/** What the host says, by `type`. */
export type Tell =
    | {
          readonly type: "hello"
          readonly tray: readonly TrayCartridge[]
          readonly scenarios: readonly ScenarioEntry[]
          readonly happenings: readonly Happening[]
          readonly trips: readonly Trip[]
      }
    /** A new pen was switched on: what was told before is of another one. */
    | { readonly type: "begun" }
    | { readonly type: "session"; readonly session: Session }
    | { readonly type: "status"; readonly status: Status }
    | {
          readonly type: "frame"
          readonly atMs: number
          readonly samples: readonly LiveSample[]
          readonly lamps: number
          /** How late the pen was before this turn, in ms of real time, and the pace that it kept. */
          readonly lagMs: number
          readonly keptPercent: number
          /** Host time at which this instant of the pen was due, ms since 1970. */
          readonly dueMs: number
      }
    | { readonly type: "happened"; readonly happenings: readonly Happening[] }
    | { readonly type: "trip"; readonly trip: Trip; readonly dueMs: number }
    | { readonly type: "verdict"; readonly verdict: Verdict }
    | { readonly type: "control"; readonly yours: boolean; readonly watchers: number }
    | { readonly type: "saved"; readonly name: string; readonly text: string }
    | { readonly type: "journal"; readonly lines: readonly JournalLine[] }
    | { readonly type: "update"; readonly update: UpdateTold }
    | { readonly type: "refused"; readonly text: string }
