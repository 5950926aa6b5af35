/**
 * The session that power cuts are tried on: a cartridge is fitted, opened, used once, worn a little and taken out, in
 * front of a journal that is full. Everything else of a run is drawn from its seed.
 */
import { Entry, ENTRIES, entryAddress, ENTRY_BYTES, sealEntry } from "../../src/core/journal"
import { act } from "../actions"
import type { Variant } from "../faults"
import type { Machine } from "../machine"
import { Pen } from "../pen"
import { Random } from "../random"
import { parseScenario, type Scenario, type Step } from "../scenario"

type WithoutTime<Any> = Any extends unknown ? Omit<Any, "atMs"> : never
export type Action = WithoutTime<Step>

/** Parts of a session, each with the time in which a supply may fail (ms). */
export interface Stage {
    readonly name: string
    readonly fromMs: number
    readonly toMs: number
}

/** Few, so that a short run wears some steps of the cartridge. */
const RATED_STROKES = 640
/** Every pen has tested itself and found its home by then. */
const READY_MS = 3_000
/** Every run in so many is of a product line that takes a cartridge back for half an hour. */
const WINDOW_RUNS = 4
const WINDOW_MINUTES = 30
const DATE = "2026-11-22T10:00:00Z"
/** Well before that, seconds since 2000-01-01. */
const WRITTEN_SECONDS = 840_000_000

export class CutSession {
    readonly stages: readonly Stage[]
    readonly windowMinutes: number
    private readonly scenario: Scenario
    private readonly steps: readonly [number, Action][]

    private constructor(
        readonly pen: Pen,
        readonly random: Random,
        seed: number,
        variant: Variant,
        windowMinutes: number
    ) {
        this.windowMinutes = windowMinutes
        const cartridge = {
            kind: "adjustable",
            minUm: 0,
            maxUm: 1500,
            ratedStrokes: RATED_STROKES,
            expires: "2027-06-30",
        }
        const file = { schema: 1, seed, variant, cartridges: {}, steps: [], untilMs: 1 }
        const cartridges = { a: cartridge, fresh: cartridge }
        this.scenario = parseScenario({ ...file, cartridges }, "power cuts", () => new Uint8Array())
        const insertMs = READY_MS + random.integer(0, 60)
        const pressMs = insertMs + 1_000 + random.integer(0, 40)
        const releaseMs = pressMs + 900 + random.integer(0, 400)
        const removeMs = releaseMs + 900 + random.integer(0, 100)
        this.steps = [
            [0, { do: "set_depth", um: random.integer(2, 30) * 50 }],
            [0, { do: "set_rate", hz: random.integer(60, 150) }],
            [insertMs, { do: "insert", cartridge: "a" }],
            [insertMs + 750, { do: "acknowledge" }],
            [pressMs, { do: "press" }],
            [releaseMs, { do: "release" }],
            [removeMs, { do: "remove" }],
        ]
        this.stages = [
            { name: "mount", fromMs: 400, toMs: READY_MS },
            { name: "insertion", fromMs: insertMs, toMs: insertMs + 600 },
            { name: "start", fromMs: pressMs, toMs: pressMs + 600 },
            { name: "run", fromMs: pressMs + 600, toMs: releaseMs },
            { name: "stop", fromMs: releaseMs, toMs: removeMs },
            { name: "end", fromMs: removeMs, toMs: removeMs + 400 },
        ]
    }

    static async make(
        seed: number,
        variant: Variant,
        bytecode: Uint8Array,
        machine: Machine
    ): Promise<CutSession> {
        const random = new Random(seed, "power cut")
        const windowMinutes = random.integer(1, WINDOW_RUNS) === 1 ? WINDOW_MINUTES : 0
        const pen = await Pen.make({
            seed,
            variant,
            bytecode,
            machine,
            date: DATE,
            sessionWindowMinutes: windowMinutes,
        })
        fillJournal(pen.memory, random.integer(0, 3 * ENTRIES))
        return new CutSession(pen, random, seed, variant, windowMinutes)
    }

    /** Has all of it happen when its time comes, as long as nobody calls it off. */
    schedule(wanted: () => boolean): void {
        for (const [atMs, action] of this.steps)
            this.pen.clock.at(atMs * 1000, () => {
                if (wanted()) this.do(action)
            })
    }

    /** Does it now. */
    do(action: Action): void {
        act(this.pen, this.scenario, { atMs: Math.floor(this.pen.nowMs), ...action })
    }

    wait(ms: number): void {
        this.pen.runUntil(this.pen.nowMs + ms)
    }

    /** Whether it came to this within `ms`. */
    until(ms: number, condition: () => boolean): boolean {
        for (const endMs = this.pen.nowMs + ms; this.pen.nowMs < endMs && !condition();)
            this.wait(5)
        return condition()
    }
}

/** A ring without a free place, whose next entry has this counter behind its first round. */
function fillJournal(memory: Uint8Array, more: number): void {
    const next = ENTRIES + more
    for (let counter = next - ENTRIES; counter < next; counter++) {
        const at = entryAddress(counter)
        const entry = memory.subarray(at, at + ENTRY_BYTES)
        sealEntry(entry, counter, Entry.Refusal, WRITTEN_SECONDS + counter)
    }
}
