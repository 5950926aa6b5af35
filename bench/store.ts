/** Everything that the page knows. The link to the host writes it, the parts of the page read it. */
import { computed, signal } from "@preact/signals"
import type { ComponentType } from "preact"
import { type SampleName, sampleFields } from "../sim/samplefields"
import type {
    Happening,
    JournalLine,
    ScenarioEntry,
    Session,
    Status,
    TrayCartridge,
    Trip,
    UpdateTold,
    Verdict,
} from "./messages"

export const connected = signal(false)
export const control = signal({ yours: false, watchers: 0 })
export const tray = signal<readonly TrayCartridge[]>([])
export const scenarios = signal<readonly ScenarioEntry[]>([])
export const session = signal<Session>({
    variant: "stepper",
    seed: 1,
    triggerMode: "hold",
    scenario: "",
    untilMs: 0,
})
export const status = signal<Status>({
    state: "SelfTest",
    fault: "None",
    inhibits: [],
    depthUm: 500,
    rateHz: 100,
    pressed: false,
    foot: false,
    cartridge: "",
    cartridgeMinUm: null,
    cartridgeMaxUm: null,
    needles: 0,
    beside: "",
    faults: [],
    strokes: 0,
    strokesUnauthorised: 0,
    driveOnMs: 0,
    batteryMv: 0,
    paused: false,
    speedPercent: 100,
})
export const frame = signal({ atMs: 0, lamps: 0, lagMs: 0, keptPercent: 100 })
export const happenings = signal<readonly Happening[]>([])
export const trips = signal<readonly Trip[]>([])
export const journal = signal<readonly JournalLine[]>([])
/** The update of the pen that is under way, or was the last; null: none. */
export const update = signal<UpdateTold | null>(null)
export const verdict = signal<Verdict | null>(null)
/** The last thing that was refused, or that a person should know; empty when it was read. */
export const notice = signal("")

/** What shows a real pen instead of the simulated one; null while none is connected. */
export const realPen = signal<ComponentType | null>(null)

/** Whether this page may act on the pen. */
export const inControl = computed(() => connected.value && control.value.yours)

/** The newest sample. */
export const latest = signal<readonly (number | null)[]>(sampleFields.map(() => 0))

const places = Object.fromEntries(sampleFields.map((name, index) => [name, index])) as Record<
    SampleName,
    number
>

/** Where the tips went in the last strokes, µm. */
export const swept = signal({ lowUm: 0, highUm: 0 })

/** A value of the newest sample. */
export function now(name: SampleName): number {
    return latest.value[places[name]] ?? 0
}

/** What an index into samples is called. */
export function placeOf(name: SampleName): number {
    return places[name]
}

/** Lines of the log that are kept, and trips that are shown. */
const HAPPENINGS_MAX = 600
const TRIPS_MAX = 20

export function keepHappenings(more: readonly Happening[]): void {
    happenings.value = [...happenings.value, ...more].slice(-HAPPENINGS_MAX)
}

export function keepTrip(trip: Trip): void {
    const others = trips.value.filter(one => one.id !== trip.id)
    trips.value = [...others, trip].sort((one, other) => one.id - other.id).slice(-TRIPS_MAX)
}
