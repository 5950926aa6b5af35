import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import { report } from "../../tools/report"
import { table } from "../../tools/table"
import { textPlot } from "../../tools/textplot"
import { timeline } from "../../tools/timeline"
import { fabricated } from "../support/fabricated"

const plain = (lines: readonly string[]): string[] => lines.map(stripVTControlCharacters)

describe("timeline", () => {
    const { scenario, result } = fabricated()
    const lines = plain(timeline(scenario, result))

    test("timeline: steps, states, messages and reactions: stand in the order of time", () => {
        const times = lines.map(line => Number(/^ *([\d.]+) s/.exec(line)?.[1]))
        expect(times).toEqual([...times].sort((one, other) => one - other))
        expect(lines).toHaveLength(1 + 6 + 8 + 1 + 2)
    })

    test("timeline: a cartridge that is pulled: the cause stands before what came of it", () => {
        const from = lines.findIndex(line => line.includes("cartridge pulled out"))
        expect(lines.slice(from).map(line => line.slice(12).trim())).toEqual([
            "▸ cartridge pulled out",
            "■ drive energy gone 0.2 ms after remove",
            "· chain: strokes no longer permitted",
            "● Running → Stopping",
            "✗ fault CartridgeRemoved latched",
            '» "Cartridge removed. Fit a new one."',
            "■ needles in 158 ms after remove",
            "● Stopping → Faulted  because: NoCartridge",
        ])
    })

    test("timeline: a fitted cartridge: says what it is", () => {
        expect(lines.join("\n")).toContain("cartridge a fitted (adjustable, 0.00 mm to 1.50 mm)")
    })
})

describe("text plot", () => {
    const { samples } = fabricated()
    const lines = plain(textPlot(samples))
    const row = (label: string): string =>
        lines.find(line => line.trimStart().startsWith(label)) ?? ""

    test("text plot: a run of 9 s: depth, rate, enable, state and time are 72 columns wide", () => {
        expect(lines).toHaveLength(1 + 8 + 3 + 1)
        for (const line of lines.slice(1)) expect(line).toHaveLength(8 + 72)
    })

    test("text plot: tip at 1.00 mm from 3.4 s to 7.0 s: fills these columns and no others", () => {
        const lowest = row("0.00").slice(8)
        const [from, to] = [Math.floor((3400 * 72) / 9000), Math.floor((7000 * 72) / 9000)]
        expect(lowest).toBe(" ".repeat(from) + "█".repeat(to - from) + " ".repeat(72 - to))
    })

    test("text plot: states: each name at the beginning of its span", () => {
        expect(row("state").slice(8)).toMatch(/^▏SelfTest *▏Locked *▏Read.*▏Running *▏*▏Faulted *$/)
    })

    test("text plot: no samples: no lines", () => {
        expect(textPlot([])).toEqual([])
    })
})

describe("report", () => {
    const text = stripVTControlCharacters(report({ path: "some.json", ...fabricated() }))

    test("report: an expectation that was not met: says which, what was expected, what was found", () => {
        expect(text).toContain("✗ plant.driveOnMs: expected 0, found 3600")
        expect(text).toContain("✓ plant.strokes 421, expected 400..500")
        expect(text).toContain("1 of 3 expectations not met.")
    })

    test("report: figures: come from the plant with their units", () => {
        expect(text).toContain(
            "1.003 mm at most; 3 µm over the selected depth, 0 µm over the cartridge"
        )
        expect(text).toContain("421 in 3.60 s of drive; 0 unauthorised")
        expect(text).toContain(
            "remove: drive energy gone 0.2 ms, program 8.1 ms, needles in 158 ms"
        )
        expect(text).toContain(
            "Faulted, fault CartridgeRemoved, because: NoCartridge, FaultLatched"
        )
    })

    test("report: a reaction that did not happen: is shown as missing, not as zero", () => {
        const run = fabricated()
        run.result.reactions[0]!.retractedMs = null
        expect(stripVTControlCharacters(report({ path: "", ...run }))).toContain("needles in –")
    })
})

describe("table", () => {
    test("table: words to the left, numbers to the right, nothing as a dash", () => {
        const rows = [
            { case: "idle", speedup: 1234.5678, budget: null },
            { case: "running", speedup: 80, budget: 50 },
        ]
        expect(plain(table(rows))).toEqual([
            "case     speedup  budget",
            "idle      1234.6       –",
            "running       80      50",
        ])
    })
})
