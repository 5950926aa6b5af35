/** The journal as sessions: what was done with each cartridge, from its opening to its end. */
import type { JournalEntry, JournalRead, SessionSum, Stretch } from "./entries"

type Of<Kind extends JournalEntry["kind"]> = Extract<JournalEntry, { kind: Kind }>

export interface TreatmentSession {
    readonly session: number
    /** UTC; null: the pen did not know the time. */
    readonly startedAt: string | null
    readonly endedAt: string | null
    /** Open: it has not ended yet. Lost: its end, or its beginning, is not in the journal any more. */
    readonly end: "stopped" | "open" | "lost"
    readonly start: { readonly counter: number; readonly at: string | null } | null
    readonly cartridge: { readonly kind: string; readonly lot: string; readonly rom: string } | null
    /** The pen held the key that every bench knows; null where the beginning is not there to tell. */
    readonly benchKey: boolean | null
    /** Strokes, runs and time in all; null where nothing tells them. */
    readonly sum: SessionSum | null
    readonly stretches: readonly (Stretch & { readonly at: string | null })[]
    readonly confirmations: readonly Of<"deepConfirmed">[]
    readonly faults: readonly Of<"fault">[]
    readonly refusals: readonly Of<"refusal">[]
}

interface Gathered {
    readonly session: number
    start: Of<"sessionStart"> | undefined
    stop: Of<"sessionStop"> | undefined
    readonly inside: JournalEntry[]
}

/** Sessions in the order of their beginning. An entry between two sessions belongs to the one before it. */
export function sessionsOf(journal: JournalRead): TreatmentSession[] {
    const gathered: Gathered[] = []
    for (const entry of journal.entries) {
        const last = gathered.at(-1)
        if (entry.kind === "sessionStart")
            gathered.push({ session: entry.session, start: entry, stop: undefined, inside: [] })
        else if ("session" in entry && begins(entry, last)) {
            const one: Gathered = {
                session: entry.session,
                start: undefined,
                stop: undefined,
                inside: [],
            }
            gathered.push(one)
            take(one, entry)
        } else if (last) take(last, entry)
    }
    return gathered.map(one => sessionOf(one, journal.open))
}

/** An entry of a session whose beginning was overwritten. A fault outside of sessions names the last one. */
function begins(entry: JournalEntry, last: Gathered | undefined): boolean {
    if (entry.kind === "fault" || !("session" in entry)) return false
    return last === undefined || entry.session !== last.session
}

function take(one: Gathered, entry: JournalEntry): void {
    if (entry.kind === "sessionStop") one.stop = entry
    else one.inside.push(entry)
}

function sessionOf(one: Gathered, open: JournalRead["open"]): TreatmentSession {
    const { session, start, stop, inside } = one
    const running = !stop && open?.session === session ? open : undefined
    const of = <Kind extends JournalEntry["kind"]>(kind: Kind): Of<Kind>[] =>
        inside.filter((entry): entry is Of<Kind> => entry.kind === kind)
    const stretches = of("stretch")
    return {
        session,
        startedAt: start?.at ?? stop?.startedAt ?? null,
        endedAt: stop?.at ?? null,
        end: stop && start ? "stopped" : running ? "open" : "lost",
        start: start ? { counter: start.counter, at: start.at } : null,
        cartridge: start ? { kind: start.cartridge, lot: start.lot, rom: start.rom } : null,
        benchKey: start?.benchKey ?? null,
        sum: stop ?? running ?? null,
        stretches: running?.stretch ? [...stretches, { ...running.stretch, at: null }] : stretches,
        confirmations: of("deepConfirmed"),
        faults: of("fault"),
        refusals: of("refusal"),
    }
}
