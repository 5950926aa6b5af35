/** Everything that is to be told of one living pen, each thing once and not before its time. */
import type { Session, Tell } from "../../bench/messages"
import type { LivePen } from "../../sim/live"
import type { LiveSample } from "../../sim/samplefields"
import { Telemetry } from "../../sim/telemetry"
import { Happenings, tripHappenings } from "./happenings"
import type { Pacer } from "./pacer"
import { statusOf } from "./status"

/** Real time between two samples. */
const SAMPLE_MS = 5
/** How often the pace that is kept is reckoned, ms of real time. */
const RECKON_MS = 1_000

export class Bulletin {
    private readonly telemetry: Telemetry
    private readonly happenings: Happenings
    /** Samples of instants that are not due yet: a pass of the program may hold on for seconds. */
    private held: LiveSample[] = []
    private statusTold = ""
    private frameTold = ""
    private reckonedAt = { wallMs: 0, virtualMs: 0 }
    private keptPercent = 100

    constructor(
        private readonly live: LivePen,
        private readonly pacer: Pacer,
        private readonly tell: (tell: Tell) => void,
        readonly session: Session
    ) {
        this.telemetry = new Telemetry(live.pen)
        this.happenings = new Happenings(live.pen)
        tell({ type: "begun" })
        tell({ type: "session", session })
    }

    /** The pace has changed at this instant of the wall clock. */
    paceChanged(wallMs: number): void {
        this.telemetry.spacingMs = (SAMPLE_MS * this.pacer.speedPercent) / 100
        this.reckonedAt = { wallMs, virtualMs: this.live.nowMs }
        this.keptPercent = this.pacer.speedPercent
    }

    /** Tells what is new. */
    publish(wallMs: number, lagMs: number): void {
        this.publishTrips()
        const happenings = this.happenings.take(this.live.nowMs, this.live.scenario)
        if (happenings.length > 0) this.tell({ type: "happened", happenings })
        const { live, pacer } = this
        const status = statusOf(live, pacer)
        const text = JSON.stringify(status)
        if (text !== this.statusTold) this.tell({ type: "status", status })
        this.statusTold = text
        this.publishFrame(wallMs, lagMs)
    }

    private publishTrips(): void {
        for (const trip of this.happenings.takeTrips()) {
            const goneMs = trip.atMs + (trip.driveOffMs ?? 0)
            this.tell({ type: "trip", trip, dueMs: this.pacer.wallMsOf(goneMs) })
            const isWhole = trip.driveOffMs !== null && trip.retractedMs !== null
            if (isWhole) this.tell({ type: "happened", happenings: tripHappenings(trip) })
        }
    }

    private publishFrame(wallMs: number, lagMs: number): void {
        const { live, pacer } = this
        this.reckon(wallMs)
        this.held.push(...this.telemetry.take())
        const first = this.held.findIndex(sample => (sample[0] ?? 0) > live.nowMs)
        const samples = this.held.splice(0, first < 0 ? this.held.length : first)
        const lamps = this.telemetry.lamps()
        const told = `${live.nowMs} ${lamps} ${this.keptPercent}`
        if (told === this.frameTold && samples.length === 0) return
        this.frameTold = told
        this.tell({
            type: "frame",
            atMs: live.nowMs,
            samples,
            lamps,
            lagMs: Math.round(lagMs * 10) / 10,
            keptPercent: this.keptPercent,
            dueMs: pacer.wallMsOf(live.nowMs),
        })
    }

    private reckon(wallMs: number): void {
        const { live, reckonedAt, pacer } = this
        const passedMs = wallMs - reckonedAt.wallMs
        if (pacer.paused || passedMs < RECKON_MS) return
        this.keptPercent = Math.round(((live.nowMs - reckonedAt.virtualMs) / passedMs) * 100)
        this.reckonedAt = { wallMs, virtualMs: live.nowMs }
    }
}
