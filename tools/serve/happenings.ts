/** What happened to a living pen since somebody last asked, in the words of the timeline. */
import type { Happening, Trip } from "../../bench/messages"
import { duration } from "../../bench/words"
import type { Pen } from "../../sim/pen"
import type { Reaction, RunEvent } from "../../sim/result"
import type { Scenario, Step } from "../../sim/scenario"
import { eventTexts } from "../timeline"
import { stepText } from "../wording"

const harms = ["fault", "vm_hang", "vm_panic", "redeploy", "power_cut", "latch_bounce"]

export class Happenings {
    private events = 0
    private messages = 0
    private reactions = 0
    /** Trips of which not everything is known yet, and what was told of them. */
    private readonly open = new Map<Reaction, { id: number; told: string }>()

    constructor(private readonly pen: Pen) {}

    /** What is new up to `untilMs`, in the order of time. A pen may have lived a little beyond that. */
    take(untilMs: number, scenario: Scenario): Happening[] {
        const { events, firmware } = this.pen
        const found: Happening[] = []
        while (this.events < events.length && events[this.events]!.atMs <= untilMs)
            found.push(...happeningsOf(events[this.events++]!, scenario))
        const { messages } = firmware
        while (this.messages < messages.length && messages[this.messages]!.atMs <= untilMs) {
            const { atMs, priority, text } = messages[this.messages++]!
            found.push({ atMs, kind: "message", priority, text })
        }
        return found.sort((one, other) => one.atMs - other.atMs)
    }

    /** Trips that are new, or of which more is known than before. */
    takeTrips(): Trip[] {
        const { reactions } = this.pen.observer
        while (this.reactions < reactions.length) {
            const id = this.reactions++
            this.open.set(reactions[id]!, { id, told: "" })
        }
        const trips: Trip[] = []
        for (const [reaction, known] of this.open) {
            const { cause, atMs, driveOffMs, firmwareOffMs, retractedMs } = reaction
            const trip = { id: known.id, cause, atMs, driveOffMs, firmwareOffMs, retractedMs }
            const told = JSON.stringify(trip)
            if (told === known.told) continue
            known.told = told
            trips.push(trip)
            if (driveOffMs !== null && firmwareOffMs !== null && retractedMs !== null)
                this.open.delete(reaction)
        }
        return trips
    }
}

/** What the plant did after a cause, once it is known. */
export function tripHappenings(trip: Trip): Happening[] {
    const { cause, atMs, driveOffMs, retractedMs } = trip
    const line = (afterMs: number | null, what: string): Happening[] =>
        afterMs === null
            ? []
            : [
                  {
                      atMs: atMs + afterMs,
                      kind: "plant",
                      text: `${what} ${duration(afterMs)} after ${cause}`,
                  },
              ]
    return [...line(driveOffMs, "drive energy gone"), ...line(retractedMs, "needles in")]
}

function happeningsOf(event: RunEvent, scenario: Scenario): Happening[] {
    const { atMs, kind } = event
    if (kind === "step") {
        const { fault, ...rest } = event
        const step = (fault === undefined ? rest : { ...rest, kind: fault }) as unknown as Step
        const isHarm = harms.includes(step.do)
        return [{ atMs, kind: isHarm ? "harm" : "deed", text: stepText(step, scenario) }]
    }
    const kinds: Record<string, Happening["kind"]> = { state: "state", fault: "fault" }
    return eventTexts(event).map(text => ({ atMs, kind: kinds[kind] ?? "detail", text }))
}
