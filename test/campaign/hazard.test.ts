/** Hazard files: what is refused, and what an instance of a case looks like. */
import { describe, expect, test } from "vitest"
import { loadHazards } from "../../sim/campaign/files"
import { parseHazard, type Hazard } from "../../sim/campaign/hazard"
import { instanceOf } from "../../sim/campaign/instance"
import { invariantNames } from "../../sim/campaign/invariantnames"
import { occurrenceNames } from "../../sim/campaign/occurred"
import { casesOn } from "../../sim/campaign/plan"
import { textOf } from "../support/sources"

const hazards = loadHazards()
const good = hazards.find(hazard => hazard.id === "H-07")!

/** The file of H-07 with one value changed. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
    const copy = structuredClone(good) as unknown as Record<string | number, unknown>
    let place = copy
    for (const key of path.slice(0, -1)) place = place[key] as typeof place
    place[path.at(-1)!] = value
    return copy
}

describe("hazard files: refused with the place", () => {
    test.each([
        [["id"], "H-25", "id: expected H-01 to H-24"],
        [["status"], "solved", 'status: expected the status "controlled" or "open"'],
        [["severity"], 5, "severity: expected a whole number from 2 to 4"],
        [["colour"], "red", "colour: expected only the keys schema, id, title"],
        [["cases"], [], "cases: expected at least one case"],
        [["cases", 0, "occurred"], "maybe", "cases[0].occurred: expected an occurrence: one of"],
        [["cases", 0, "harm", "figure"], "pain", "cases[0].harm.figure: expected a figure: one of"],
        [["cases", 0, "harm", "over"], -1, "cases[0].harm.over: expected a number from 0"],
        [
            ["cases", 0, "defeat", "faults", 0, "unit"],
            "door",
            "unit: expected a fault unit: one of",
        ],
        [
            ["cases", 0, "defeat", "chain"],
            "luck",
            "cases[0].defeat.chain: expected a chain element",
        ],
        [["cases", 0, "scenario", "steps"], [], "steps: expected at least one step"],
    ])("hazard files: %j is %j: refused", (path, value, message) => {
        expect(() => parseHazard(changed(path, value), "H-07.json")).toThrow(message)
    })

    test("hazard files: open without what it waits for: refused", () => {
        const open = { ...(changed(["status"], "open") as object) }
        expect(() => parseHazard(open, "H-07.json")).toThrow("waitsFor: expected")
    })
})

describe("hazard files: of this repository", () => {
    test("hazard files: numbers: 24 of them, none missing", () => {
        const ids = Array.from(
            { length: 24 },
            (_, index) => `H-${String(index + 1).padStart(2, "0")}`
        )
        expect(hazards.map(hazard => hazard.id)).toEqual(ids)
    })

    test("hazard files: a hundred seeds of every case: scenarios that a pen can play", () => {
        const drawn = (hazard: Hazard, variant: "stepper" | "solenoid"): number =>
            casesOn(hazard, variant).reduce((count, one) => {
                for (let seed = 0; seed < 100; seed++) {
                    const { scenario, causeAtMs } = instanceOf(hazard, one, seed, variant)
                    expect(scenario.untilMs).toBeGreaterThan(causeAtMs)
                    count++
                }
                return count
            }, 0)
        const counts = hazards.flatMap(hazard => [
            drawn(hazard, "stepper"),
            drawn(hazard, "solenoid"),
        ])
        expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThan(2_000)
    })

    test("hazard files: another distraction: leaves cause and treatment as they are", () => {
        const one = good.cases[0]!
        const busy = {
            ...one,
            distractions: [...one.distractions, { atMs: 500, do: "clear_fault" }],
        }
        for (let seed = 0; seed < 20; seed++) {
            const own = (which: typeof one) => {
                const { scenario, causeAtMs } = instanceOf(good, which, seed, "stepper")
                return [
                    causeAtMs,
                    scenario.cartridges,
                    scenario.steps.filter(step => step.atMs > 2_500 && step.do !== "set_rate"),
                ]
            }
            expect(own(busy)).toEqual(own(one))
        }
    })
})

describe("instances: refused", () => {
    const one = good.cases[0]!
    const withSteps = (steps: Record<string, unknown>[]): unknown =>
        instanceOf(good, { ...one, scenario: { ...one.scenario, steps } }, 1, "stepper")

    test("instances: no step is the cause: refused", () => {
        expect(() => withSteps([{ afterMs: 1, do: "remove" }])).toThrow(
            'one step with "cause": true, found 0'
        )
    })

    test("instances: a step without a time: refused", () => {
        expect(() => withSteps([{ do: "remove", cause: true }])).toThrow(
            "atMs or afterMs, in whole ms"
        )
    })

    test("instances: an unknown action: refused as in a scenario", () => {
        expect(() => withSteps([{ afterMs: 1, do: "explode", cause: true }])).toThrow(
            "expected an action: one of"
        )
    })
})

describe("documents: docs/campaign.md", () => {
    test("documents: docs/campaign.md: names every occurrence, invariant and key of a hazard", () => {
        const text = textOf("docs/campaign.md")
        const keys = Object.keys(good).map(key => `\`${key}\``)
        const named = [...occurrenceNames, ...invariantNames].map(name => `\`${name}\``)
        expect([...keys, ...named].filter(name => !text.includes(name))).toEqual([])
    })
})
