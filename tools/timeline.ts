/** What happened in a run, and why, as one line per event in the order of time. */
import { stripVTControlCharacters } from "node:util"
import pc from "picocolors"
import type { RunEvent, RunResult } from "../sim/result"
import type { Scenario } from "../sim/scenario"
import { milliseconds, millimetres, statePaint, stepText } from "./wording"

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

/** What an event means, in plain words; none for one that only follows another. */
export function eventTexts(event: RunEvent): string[] {
    return eventRow(event).map(({ text }) => stripVTControlCharacters(text))
}

function eventRow(event: RunEvent): Row[] {
    const row = (mark: string, words: string): Row[] => [
        { atMs: event.atMs, rank: 3, mark, text: words },
    ]
    const word = (name: string): string => String(event[name] ?? "")
    switch (event.kind) {
        case "state": {
            const paint = statePaint(word("to"))
            const because = word("because")
            const why = because === "" ? "" : pc.dim(`  because: ${because}`)
            return row(paint("●"), `${paint(`${word("from")} → ${word("to")}`)}${why}`)
        }
        case "fault": {
            const latched = word("to") !== "None"
            const words = latched ? pc.red(`fault ${word("to")} latched`) : "fault cleared"
            return row(latched ? pc.red("✗") : pc.green("✓"), words)
        }
        case "chain":
            return chainWords(word("signal"), event["level"] === 1).flatMap(text =>
                row(pc.dim("·"), text)
            )
        case "overrun":
            return row(
                pc.yellow("!"),
                `tick late: ${String(event["sinceMs"])} ms after the one before`
            )
        case "program":
            return row(pc.dim("·"), pc.dim(`program: ${word("event")}`))
        case "cartridge":
            return row(pc.dim("·"), `cartridge read: ${cartridgeWords(word("text"))}`)
        // Steps and messages stand in the timeline already, from where they came.
        case "step":
        case "message":
            return []
        default:
            return row(pc.dim("·"), pc.dim(detailsText(event)))
    }
}

/** What an edge of the safety chain means; none for one that only follows another. */
function chainWords(signal: string, high: boolean): string[] {
    const words: Record<string, readonly [rise: string, fall: string]> = {
        ALIVE: ["chain: program alive, actuators get power", "chain: program silent"],
        CAP_TRIPPED: ["chain: depth comparator trips", "chain: depth comparator releases"],
        STROKE_SAFE: ["chain: strokes permitted", "chain: strokes no longer permitted"],
    }
    if (signal === "SERIES_CLOSED") return []
    const pair = words[signal] ?? [`chain: ${signal} high`, `chain: ${signal} low`]
    return [pc.dim(high ? pair[0] : pair[1])]
}

/** `adjustable 0 1500 A1B2C3`, as the firmware logs it. */
function cartridgeWords(text: string): string {
    const [kind = "", minUm, maxUm, lot = ""] = text.split(" ")
    if (lot === "") return text
    return `${kind}, ${millimetres(Number(minUm))} to ${millimetres(Number(maxUm))}, lot ${lot}`
}

function detailsText({ atMs: _atMs, kind, ...details }: RunEvent): string {
    const parts = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`)
    return [kind, ...parts].join("  ")
}
