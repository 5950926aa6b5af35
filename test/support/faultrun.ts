/**
 * One fault in one state, as a bench would do it: bring the pen there, break it, act as an unsuspecting
 * person, repair it, clear and acknowledge, and start again. Judged on the plant.
 */
import { act } from "../../sim/actions"
import type { FaultPair, Variant } from "../../sim/faults"
import { Pen } from "../../sim/pen"
import { Random } from "../../sim/random"
import type { PlantFigures } from "../../sim/result"
import { parseScenario, type Step } from "../../sim/scenario"

export const faultStates = [
    "PowerOn",
    "SelfTest",
    "Locked",
    "Ready",
    "Arming",
    "Running",
    "Stopping",
] as const
export type FaultState = (typeof faultStates)[number]

/** What was seen, from the fault to the start after the repair. */
export interface FaultRun {
    readonly figures: PlantFigures
    /** State, fault and inhibits just before the repair. */
    readonly broken: { state: string; fault: string; inhibits: string[] }
    /** The same at the end. */
    readonly final: { state: string; fault: string; inhibits: string[] }
    /** Every fault that the program showed between the injection and the repair, in order. */
    readonly faults: string[]
    /** Restarts, panics and resets of the program. */
    readonly restarts: string[]
    readonly remedy: Remedy
    /** Strokes were made again after the repair. */
    readonly strokesAgain: boolean
    /** Longest drive energy outside Arming and Running, ms. */
    readonly strayDriveMs: number
    /** Most strokes after the latch of the chain fell: the cam is braked from then on. */
    readonly strokesBrakedMax: number
    /** Longest from a fall of the latch of the chain until the needles were in, ms. */
    readonly inMsMax: number
    /** From the fault in Running to the end of drive energy and to the needles being in; null = not. */
    readonly driveOffMs: number | null
    readonly retractedMs: number | null
    /** Everything else that is worth a line. */
    readonly log: string[]
}

const SCENARIO = parseScenario(
    {
        schema: 1,
        cartridges: Object.fromEntries(
            ["a", "b", "c"].map(name => [
                name,
                { kind: "adjustable", minUm: 0, maxUm: 1500, tipOffsetUm: 12 },
            ])
        ),
        steps: [],
        untilMs: 86_400_000,
    },
    "fault run",
    () => new Uint8Array()
)

/** Values for kinds whose default would change nothing. */
const VALUES: Partial<Record<string, number>> = {
    "hall.wrong": 4000,
    "gauge.wrong": -80,
    "strokeWitness.wrong": 50,
}

const LOOK_MS = 1

class Bench {
    private strayMs = 0
    strayMsMax = 0
    strokesBrakedMax = 0
    inMsMax = 0
    private strokesAtStop = -1
    private outSinceMs = -1

    constructor(readonly pen: Pen) {
        const look = (): void => {
            const { plant } = pen.world
            const may = pen.firmware.state === "Running" || pen.firmware.state === "Arming"
            this.strayMs = plant.drivePowered && !may ? this.strayMs + LOOK_MS : 0
            this.strayMsMax = Math.max(this.strayMsMax, this.strayMs)
            if (this.outSinceMs >= 0)
                this.inMsMax = Math.max(this.inMsMax, pen.nowMs - this.outSinceMs)
            if (plant.reachUm <= 0) this.outSinceMs = -1
            if (this.strokesAtStop >= 0)
                this.strokesBrakedMax = Math.max(
                    this.strokesBrakedMax,
                    plant.strokes - this.strokesAtStop
                )
            pen.clock.after(LOOK_MS * 1000, look)
        }
        look()
        const { chain, plant } = pen.world
        chain.strokeSafe.onEdge(level => {
            this.strokesAtStop = level === 0 ? plant.strokes : -1
            this.outSinceMs = level === 0 && plant.reachUm > 0 ? pen.nowMs : -1
        })
    }

    do(step: Record<string, unknown>): void {
        act(this.pen, SCENARIO, { atMs: 0, ...step } as Step)
    }

    wait(ms: number): void {
        this.pen.runUntil(this.pen.nowMs + ms)
    }

    /** Waits for a state; false after `limitMs`. */
    reach(state: string, limitMs: number): boolean {
        const endMs = this.pen.nowMs + limitMs
        while (this.pen.firmware.state !== state) {
            if (this.pen.nowMs >= endMs) return false
            this.wait(5)
        }
        return true
    }

    mustReach(state: string, limitMs: number): void {
        if (this.reach(state, limitMs)) return
        const { firmware } = this.pen
        throw new Error(
            `fault run: ${state} not reached: ${firmware.state} ${firmware.fault} ${firmware.inhibits.join()}`
        )
    }

    get status(): { state: string; fault: string; inhibits: string[] } {
        const { state, fault, inhibits } = this.pen.firmware
        return { state, fault, inhibits: [...inhibits] }
    }
}

/** Brings a pen into the state, a random moment after it was reached. */
function approach(bench: Bench, state: FaultState, random: Random): void {
    const { pen } = bench
    bench.do({ do: "insert", cartridge: "a" })
    if (state === "PowerOn") return
    pen.powerOn()
    if (state === "SelfTest") return bench.wait(random.integer(1, 2200))
    bench.mustReach("Locked", 4000)
    bench.do({ do: "set_depth", um: 1000 })
    bench.do({ do: "set_rate", hz: random.integer(60, 150) })
    bench.wait(400)
    if (state === "Locked") return bench.wait(random.integer(1, 100))
    bench.do({ do: "acknowledge" })
    bench.mustReach("Ready", 1000)
    bench.wait(130 + random.integer(1, 100))
    if (state === "Ready") return
    bench.do({ do: "press" })
    if (state === "Arming") return bench.wait(random.integer(5, 560))
    bench.mustReach("Running", 1000)
    bench.wait(random.integer(1, 500))
    if (state === "Running") return
    bench.do({ do: "release" })
    bench.wait(random.integer(1, 120))
}

/** What a person had to do to a repaired pen until it was Ready. */
export type Remedy = "clear" | "reinsert" | "power" | "none"

/** Clears and acknowledges; true when that made the pen Ready. */
function clear(bench: Bench): boolean {
    bench.do({ do: "clear_fault" })
    bench.wait(900)
    bench.do({ do: "acknowledge" })
    return bench.reach("Ready", 400)
}

/** Does what a person would try on a repaired pen, the least first. */
function recover(bench: Bench): Remedy {
    if (clear(bench) || clear(bench)) return "clear"
    bench.do({ do: "remove" })
    bench.wait(200)
    bench.do({ do: "insert", cartridge: "b" })
    bench.wait(700)
    if (clear(bench)) return "reinsert"
    bench.do({ do: "remove" })
    bench.do({ do: "power_cut", offMs: 500 })
    bench.wait(500)
    bench.do({ do: "insert", cartridge: "c" })
    bench.reach("Locked", 5000)
    return clear(bench) ? "power" : "none"
}

/** Runs one fault. The seed draws pen, phase and rate; `bytecode` is the variant's. */
export async function runFault(
    bytecode: Uint8Array,
    pair: Pick<FaultPair, "unit" | "kind">,
    state: FaultState,
    seed: number,
    variant: Variant = "stepper"
): Promise<FaultRun> {
    const pen = await Pen.make({ seed, bytecode, variant })
    const random = new Random(seed, `fault ${pair.unit}.${pair.kind} ${state}`)
    const bench = new Bench(pen)
    approach(bench, state, random)
    const first = pen.events.length
    const value = VALUES[`${pair.unit}.${pair.kind}`]
    bench.do({ do: "fault", unit: pair.unit, kind: pair.kind, value })
    pen.events.push({ atMs: pen.nowMs, kind: "inject", unit: pair.unit, fault: pair.kind })
    if (state === "PowerOn") pen.powerOn()
    if (state === "Ready" || state === "Locked") {
        bench.wait(random.integer(1, 300))
        bench.do({ do: "press" })
    }
    bench.wait(1200)
    bench.do({ do: "release" })
    bench.wait(state === "PowerOn" || state === "SelfTest" ? 2500 : 1300)
    // A bus that blocks for a second a phase takes the restarted program three seconds to give up.
    if (pair.unit === "i2c" && pair.kind === "stuckLow") bench.wait(5000)
    const broken = bench.status
    const faults = pen.events
        .slice(first)
        .flatMap(event => (event.kind === "fault" ? [String(event.to)] : []))
    pen.events.push({ atMs: pen.nowMs, kind: "heal" })
    bench.do({ do: "heal", unit: pair.unit })
    bench.wait(300)
    const remedy = recover(bench)
    const strokes = pen.observer.figures().strokes
    bench.wait(50)
    bench.do({ do: "press" })
    bench.wait(900)
    const strokesAgain = pen.observer.figures().strokes > strokes
    bench.do({ do: "release" })
    bench.wait(400)
    return seen(bench, pair, first, { broken, faults, remedy, strokesAgain })
}

/** Everything that the run left behind, from the event numbered `first` on. */
function seen(
    bench: Bench,
    pair: Pick<FaultPair, "unit" | "kind">,
    first: number,
    found: Pick<FaultRun, "broken" | "faults" | "remedy" | "strokesAgain">
): FaultRun {
    const { pen } = bench
    const reaction = pen.observer.reactions.find(
        ({ cause }) => cause === `${pair.unit}.${pair.kind}`
    )
    return {
        ...found,
        figures: pen.observer.figures(),
        final: bench.status,
        restarts: pen.events
            .slice(first)
            .filter(
                event =>
                    event.kind === "program" && event.event !== "boot" && event.event !== "start"
            )
            .map(event => String(event.event)),
        strayDriveMs: bench.strayMsMax,
        strokesBrakedMax: bench.strokesBrakedMax,
        inMsMax: bench.inMsMax,
        driveOffMs: reaction?.driveOffMs ?? null,
        retractedMs: reaction?.retractedMs ?? null,
        log: pen.events
            .slice(first)
            .filter(event => !["chain", "cartridge"].includes(event.kind))
            .map(event => JSON.stringify(event)),
    }
}
