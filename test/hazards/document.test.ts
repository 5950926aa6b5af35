/** All hazards have a file, and docs/hazards.md says what the files say. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { loadHazards } from "../../sim/campaign/files"
import { root } from "../../tools/paths"
import { textOf } from "../support/sources"
import { withHazards } from "./document"

const path = "docs/hazards.md"
const hazards = loadHazards()
/** Less would not show much (docs/hazards.md). */
const CONTROLLED_MIN = 12

describe("hazards: files", () => {
    test("hazards: files: one for each of the 24", () => {
        const numbered = Array.from(
            { length: 24 },
            (_, index) => `H-${String(index + 1).padStart(2, "0")}`
        )
        expect(hazards.map(({ id }) => id)).toEqual(numbered)
    })

    test("hazards: controlled ones: at least 12 of 24, the others say what they wait for", () => {
        const controlled = hazards.filter(({ status }) => status === "controlled")
        expect(controlled.length).toBeGreaterThanOrEqual(CONTROLLED_MIN)
    })

    test("hazards: requirements: each that is cited exists", () => {
        const text = textOf("docs/requirements.md")
        const cited = hazards.flatMap(({ requirements }) => requirements)
        expect(cited.filter(id => !text.includes(`| ${id} |`))).toEqual([])
    })

    test("hazards: cases: each names one control that is lost, by a fault, an element or a property", () => {
        const idle = hazards
            .flatMap(({ cases }) => cases)
            .filter(({ defeat: { faults, chain, plant, cartridges } }) => {
                const properties = Object.keys({ ...plant, ...cartridges })
                return faults.length === 0 && !chain && properties.length === 0
            })
        expect(idle.map(({ name }) => name)).toEqual([])
    })
})

test("hazards: docs/hazards.md: says what the files say", async () => {
    const before = textOf(path)
    const after = await withHazards(before, hazards)
    if (process.env["UPDATE_DOCS"]) writeFileSync(join(root, path), after)
    expect(
        textOf(path),
        "UPDATE_DOCS=1 npx vitest run test/hazards/document.test.ts writes it"
    ).toBe(after)
})
