/** The pen behind the page: lives at the pace that somebody sets, and does what it is asked. */
import type { CheckedAsk, Tell, UpdateTold } from "../../bench/messages"
import type { Variant } from "../../sim/faults"
import { LivePen } from "../../sim/live"
import { Machine } from "../../sim/machine"
import { refuse } from "../../sim/refusal"
import { type Scenario, parseScenario } from "../../sim/scenario"
import { Bulletin } from "./bulletin"
import { journalLines } from "./journal"
import { Pacer } from "./pacer"
import { recordText, verdictOf } from "./record"
import { fromTray } from "./tray"
import type { Updating } from "./updating"

export interface PlaybackMeans {
    /** Milliseconds since 1970. */
    readonly wallMs: () => number
    readonly bytecodeOf: (variant: Variant) => Promise<Uint8Array>
    readonly scenarioOf: (name: string, changes: { variant?: Variant; seed?: number }) => Scenario
    readonly tell: (tell: Tell) => void
    /** Updates a living pen; throws nothing. */
    readonly update: (updating: Updating) => Promise<void>
}

/** A pen that lives longer is begun anew. */
const DAY_MS = 86_400_000
/** Virtual time that is lived in one go. */
const SLICE_MS = 10
/** Real time that one turn may take, so that messages do not wait. */
const TURN_MS = 25
/** Real time between two pictures, less than a screen's. */
const PUBLISH_MS = 10
/** A pen that is later than this does not make up for it. */
const FORGIVEN_MS = 250

export class Playback {
    private readonly machine = new Machine()
    private readonly pacer: Pacer
    private live: LivePen | undefined
    private bulletin: Bulletin | undefined
    /** Where a scenario ends, and the pen pauses once. */
    private endMs = DAY_MS
    private fitted = 0
    private publishedWallMs = 0
    /** An update is under way, and was made to this pen. */
    private updating = false
    private updated = false

    constructor(private readonly means: PlaybackMeans) {
        this.pacer = new Pacer(means.wallMs(), 0)
    }

    /** Somebody looks again: what was missed meanwhile is not made up for. */
    resume(): void {
        if (this.live) this.pacer.forgive(this.means.wallMs(), this.live.nowMs)
    }

    /** The pen is beyond what the bench can simulate; a new one can be begun. */
    stop(): void {
        this.live = undefined
    }

    /** Does what a page asks. Throws `Refusal` for what cannot be done. */
    async handle(ask: CheckedAsk, content?: Uint8Array): Promise<void> {
        switch (ask.type) {
            case "begin":
                return this.begin(emptyPlan(ask), "")
            case "play":
                return this.begin(this.planOf(ask), ask.scenario)
            case "replay":
                return this.begin(parseScenario(ask.scenario, ask.name, noImage), ask.name)
            case "act":
                this.pen.act(ask.action)
                return
            case "fit":
                return this.fit(ask.cartridge)
            case "pace":
                return this.pace(ask)
            case "advance":
                return this.advance(ask.ms)
            case "save":
                return this.save()
            case "journal":
                return this.means.tell({
                    type: "journal",
                    lines: journalLines(this.pen.pen.memory),
                })
            case "update":
                return this.update(content ?? new Uint8Array(0))
            case "control":
                return
        }
    }

    /** One turn: lives until where the wall clock says, and tells what came of it. */
    turn(): void {
        const { live, pacer, means } = this
        if (!live) return
        const wallMs = means.wallMs()
        const lagMs = pacer.paused ? 0 : Math.max(0, wallMs - pacer.wallMsOf(live.nowMs))
        this.liveUntil(live, pacer.dueMs(wallMs), wallMs + TURN_MS)
        const laterMs = means.wallMs()
        if (!pacer.paused && laterMs - pacer.wallMsOf(live.nowMs) > FORGIVEN_MS)
            pacer.forgive(laterMs, live.nowMs)
        if (laterMs - this.publishedWallMs < PUBLISH_MS) return
        this.publishedWallMs = laterMs
        this.bulletin?.publish(laterMs, lagMs)
    }

    private get pen(): LivePen {
        if (this.live) return this.live
        throw refuse("bench", "", "a pen that lives", "none: begin a new one")
    }

    private liveUntil(live: LivePen, dueMs: number, untilWallMs: number): void {
        const toMs = Math.min(dueMs, this.endMs)
        while (live.nowMs < toMs && this.means.wallMs() < untilWallMs)
            live.advanceTo(Math.min(toMs, live.nowMs + SLICE_MS))
        if (live.nowMs >= this.endMs) this.end(live)
    }

    /** A scenario has come to its end: it is judged, and the pen waits for what a person may add. */
    private end(live: LivePen): void {
        this.endMs = DAY_MS
        const { speedPercent } = this.pacer
        this.pace({ paused: true, speedPercent })
        const verdict = verdictOf(live.result(1), live.plan.expect)
        this.means.tell({ type: "verdict", verdict })
    }

    private planOf(ask: Extract<CheckedAsk, { type: "play" }>): Scenario {
        const { variant, seed } = ask
        return this.means.scenarioOf(ask.scenario, {
            ...(variant === undefined ? {} : { variant }),
            ...(seed === undefined ? {} : { seed }),
        })
    }

    private async begin(plan: Scenario, scenario: string): Promise<void> {
        const { variant, seed, untilMs } = plan
        const bytecode = await this.means.bytecodeOf(variant)
        // The pen before can live no more: there is one machine, and it has been given away.
        this.live = undefined
        const live = await LivePen.begin(plan, bytecode, this.machine)
        const { triggerMode } = plan.pen
        const session = { variant, seed, triggerMode, scenario, untilMs }
        this.bulletin = new Bulletin(live, this.pacer, this.means.tell, session)
        this.live = live
        this.endMs = untilMs
        this.fitted = 0
        this.updating = this.updated = false
        const { speedPercent } = this.pacer
        this.pace({ paused: false, speedPercent })
    }

    private pace(pace: { paused: boolean; speedPercent: number }): void {
        const wallMs = this.means.wallMs()
        this.pacer.set(wallMs, this.pen.nowMs, pace)
        this.bulletin?.paceChanged(wallMs)
    }

    private advance(ms: number): void {
        if (!this.pacer.paused) throw refuse("advance", "", "a pen that is paused", "a living one")
        const toMs = this.pen.nowMs + ms
        this.liveUntil(this.pen, toMs, Infinity)
        this.pacer.forgive(this.means.wallMs(), this.pen.nowMs)
    }

    /** The cartridge of that name, or a new one of that sort. */
    private fit(wanted: string): void {
        const live = this.pen
        let name = wanted
        if (!live.knows(wanted)) {
            name = `${wanted}-${++this.fitted}`
            const offered = fromTray(wanted, name)
            if (!offered) throw refuse("fit", "cartridge", "a cartridge in the tray", wanted)
            live.offer(offered)
        }
        live.act({ do: "insert", cartridge: name })
    }

    /** Begins an update; the pen lives on meanwhile, and whatever comes of it is told. */
    private update(content: Uint8Array): void {
        const live = this.pen
        if (this.updating)
            throw refuse("update", "", "a pen that is not being updated", "one that is")
        if (this.pacer.paused) throw refuse("update", "", "a living pen", "a paused one")
        this.updating = this.updated = true
        const isThere = (): boolean => this.live === live
        const tell = (update: UpdateTold): void => this.means.tell({ type: "update", update })
        void this.means.update({ pen: live.pen, content, isThere, tell }).finally(() => {
            if (isThere()) this.updating = false
        })
    }

    private save(): void {
        if (this.updated)
            throw refuse(
                "save",
                "",
                "a pen that was not updated: no scenario does that",
                "one that was"
            )
        const { scenario = "" } = this.bulletin?.session ?? {}
        const name = scenario === "" ? "session" : `${scenario.replace(/\.json$/, "")}-continued`
        this.means.tell({ type: "saved", name, text: recordText(this.pen, 1) })
    }
}

/** A page has no files beside its scenario. */
function noImage(path: string): Uint8Array {
    throw refuse("replay", "image", "no cartridge images: play this file with `pen run`", path)
}

function emptyPlan(ask: Extract<CheckedAsk, { type: "begin" }>): Scenario {
    const { variant, seed, triggerMode, batteryPercent, temperatureC, calibration } = ask
    const pen = { triggerMode, batteryPercent, temperatureC, calibration }
    const file = { schema: 1, variant, seed, pen, steps: [], untilMs: DAY_MS }
    return parseScenario(file, "begin", () => new Uint8Array())
}
