/** What happened in a run, and why, as one line per event in the order of time. */
import pc from "picocolors"
import type { RunEvent, RunResult } from "../sim/result"
import type { Scenario } from "../sim/scenario"
import { milliseconds, statePaint, stepText } from "./wording"

interface Row {
    atMs: number
    /** Order among rows of one instant: the cause first, then the pen's answer. */
    rank: number
    mark: string
    text: string
}

/** The lines of the timeline. */
export function timeline(scenario: Scenario, result: RunResult): string[] {
    const rows = [
        { atMs: 0, rank: 0, mark: pc.dim("•"), text: "power on" },
        ...stepRows(scenario),
        ...reactionRows(result),
        ...result.messages.map(message => {
            const paint = { high: pc.red, medium: pc.yellow, low: pc.dim }[message.priority]
            return {
                atMs: message.atMs,
                rank: 4,
                mark: paint("»"),
                text: paint(`"${message.text}"`),
            }
        }),
        ...result.events.flatMap(eventRow),
    ]
    rows.sort((one, other) => one.atMs - other.atMs || one.rank - other.rank)
    return rows.map(({ atMs, mark, text }) => `${pc.dim(timeText(atMs))}  ${mark} ${text}`)
}

function timeText(atMs: number): string {
    return `${(atMs / 1000).toFixed(3)} s`.padStart(10)
}

function stepRows(scenario: Scenario): Row[] {
    return scenario.steps.map(step => {
        const harmful = ["fault", "vm_hang", "vm_panic", "redeploy", "power_cut"].includes(step.do)
        const mark = harmful ? pc.red("!") : pc.bold("▸")
        return { atMs: step.atMs, rank: 1, mark, text: pc.bold(stepText(step, scenario)) }
    })
}

/** What the plant did after each cause, placed where the last of it was reached. */
function reactionRows(result: RunResult): Row[] {
    return result.reactions.flatMap(({ cause, atMs, driveOffMs, retractedMs }) => {
        const rows: Row[] = []
        const add = (afterMs: number | null, what: string): void => {
            if (afterMs === null) return
            const text = `${what} ${pc.dim(`${milliseconds(afterMs)} after ${cause}`)}`
            rows.push({ atMs: atMs + afterMs, rank: 2, mark: pc.green("■"), text })
        }
        add(driveOffMs, "drive energy gone")
        add(retractedMs, "needles in")
        return rows
    })
}

function eventRow(event: RunEvent): Row[] {
    const { atMs, kind, ...details } = event
    if (kind === "state") {
        const { from = null, to = null, ...why } = details
        const arrow = `${text(from)} → ${text(to)}`
        const reason = reasonText(why)
        const mark = statePaint(text(to))("●")
        return [{ atMs, rank: 3, mark, text: `${statePaint(text(to))(arrow)}${reason}` }]
    }
    // Steps and messages stand in the timeline already, from where they came.
    if (kind === "do" || kind === "message") return []
    return [{ atMs, rank: 3, mark: pc.dim("·"), text: `${pc.dim(kind)}${reasonText(details)}` }]
}

function text(value: string | number | boolean | null): string {
    return value === null ? "?" : String(value)
}

/** The rest of an event, without what says nothing: `fault None`, no inhibits. */
function reasonText(details: Record<string, string | number | boolean | null>): string {
    const parts = Object.entries(details)
        .filter(([, value]) => value !== null && value !== "" && value !== "None")
        .map(([name, value]) => `${name} ${text(value)}`)
    return parts.length > 0 ? pc.dim(`  ${parts.join(", ")}`) : ""
}
