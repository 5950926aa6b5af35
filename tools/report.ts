/** The human output of a run: what happened, the plot, the figures, and whether it was as expected. */
import { isAbsolute, relative } from "node:path"
import pc from "picocolors"
import { resultAt } from "../sim/expect"
import type { RunResult, Sample } from "../sim/result"
import type { Scenario } from "../sim/scenario"
import { shown } from "../sim/refusal"
import { textPlot } from "./textplot"
import { timeline } from "./timeline"
import { milliseconds, millimetres, statePaint } from "./wording"

export interface Report {
    /** The scenario file. */
    path: string
    scenario: Scenario
    result: RunResult
    samples: readonly Sample[]
    /** Where the drawn plot was written, if it was. */
    plot?: string
}

/** The whole text, ending in a newline. */
export function report(input: Report): string {
    const { scenario, result, samples } = input
    const parts = [
        heading(input),
        timeline(scenario, result),
        textPlot(samples),
        figures(result),
        verdict(input),
    ]
    return `${parts.map(lines => lines.join("\n")).join("\n\n")}\n`
}

/** A path below the current folder is named from there. */
function shortest(path: string): string {
    const below = relative(process.cwd(), path)
    return isAbsolute(path) && !below.startsWith("..") ? below : path
}

function heading({ path, result }: Report): string[] {
    const seconds = (result.virtualMs / 1000).toFixed(1)
    const host = (result.hostMs / 1000).toFixed(2)
    const speed = `${seconds} s of pen time in ${host} s, ${result.speedup.toFixed(0)} × real time`
    return [
        `${pc.bold("Dermalock")}  ${shortest(path)}`,
        pc.dim(`${result.variant}, seed ${result.seed}, ${speed}`),
        pc.dim(
            `bytecode ${result.bytecodeSha256.slice(0, 16)}  trace ${result.traceSha256.slice(0, 16)}`
        ),
    ]
}

function figures({ final, plant, reactions }: RunResult): string[] {
    const over = `${plant.overSelectedUmMax} µm over the selected depth`
    const overCartridge = `${plant.overCartridgeUmMax} µm over the cartridge`
    const drive = `${(plant.driveOnMs / 1000).toFixed(2)} s of drive`
    const inhibits = final.inhibits.length > 0 ? `, because: ${final.inhibits.join(", ")}` : ""
    const fault = final.fault === "None" ? "" : `, fault ${pc.red(final.fault)}`
    return [
        line("Depth", `${millimetres(plant.protrusionUmMax)} at most; ${over}, ${overCartridge}`),
        line("Strokes", `${plant.strokes} in ${drive}; ${unauthorised(plant.strokesUnauthorised)}`),
        line(
            "After stop",
            `${plant.strokesAfterStopMax} ${plant.strokesAfterStopMax === 1 ? "stroke" : "strokes"} at most`
        ),
        ...reactions.map((reaction, index) => {
            const off = reached("drive energy gone", reaction.driveOffMs)
            const program = reached("program", reaction.firmwareOffMs)
            const retracted = reached("needles in", reaction.retractedMs)
            const text = `${reaction.cause}: ${off}, ${program}, ${retracted}`
            return line(index === 0 ? "Reactions" : "", text)
        }),
        line("Ends", `${statePaint(final.state)(final.state)}${fault}${inhibits}`),
    ]
}

function line(label: string, text: string): string {
    return `${pc.bold(label.padEnd(12))}${text}`
}

function unauthorised(strokes: number): string {
    const text = `${strokes} unauthorised`
    return strokes === 0 ? pc.green(text) : pc.red(text)
}

function reached(what: string, ms: number | null): string {
    return ms === null ? pc.dim(`${what} –`) : `${what} ${milliseconds(ms)}`
}

function verdict({ scenario, result, plot }: Report): string[] {
    const failed = new Map(result.expect.failed.map(one => [one.path, one]))
    const lines = Object.entries(scenario.expect).map(([path, expected]) => {
        const failure = failed.get(path)
        const wanted = shown(expected).replaceAll('"', "")
        if (failure)
            return `  ${pc.red("✗")} ${path}: expected ${wanted}, found ${shown(failure.found)}`
        const found = shown(resultAt(result, path)).replaceAll('"', "")
        return `  ${pc.green("✓")} ${path} ${pc.dim(found === wanted ? wanted : `${found}, expected ${wanted}`)}`
    })
    const count = lines.length
    const summary = result.expect.ok
        ? pc.green(count === 0 ? "No expectations to check." : `All ${count} expectations met.`)
        : pc.red(`${failed.size} of ${count} expectations not met.`)
    return [...lines, summary, ...(plot === undefined ? [] : [`Plot written to ${plot}`])]
}
