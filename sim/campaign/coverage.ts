/** What a campaign has visited: events in states, and faults. */
import type { RunRecord } from "./play"

export interface Coverage {
    /** States of the interlock in which something was done to the pen. */
    readonly states: number
    /** Pairs of state and event. */
    readonly pairs: number
    /** Pairs of unit and kind of fault that were injected. */
    readonly faultPairs: number
    /** How many runs visited each event, by state. */
    readonly visits: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export function coverageOf(runs: readonly RunRecord[]): Coverage {
    const visits: Record<string, Record<string, number>> = {}
    const events = new Set<string>()
    let pairs = 0
    for (const run of runs)
        for (const visit of run.visits) {
            const [state = "", event = ""] = visit.split(" ")
            const row = (visits[state] ??= {})
            if (row[event] === undefined) pairs++
            row[event] = (row[event] ?? 0) + 1
            events.add(event)
        }
    const faultPairs = [...events].filter(event => event.includes(".")).length
    return { states: Object.keys(visits).length, pairs, faultPairs, visits }
}
