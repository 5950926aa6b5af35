/** PEN-FUN-15: one behaviour suite for both variants, and nothing of it left out in silence. */
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { expect, test } from "vitest"
import variants from "./variants.json" with { type: "json" }

const sources = readdirSync("test/firmware")
    .filter(name => name.endsWith(".test.ts"))
    .map(name => readFileSync(`test/firmware/${name}`, "utf8"))

test("PEN-FUN-15: behaviour suite: every skip is listed with its reason, and every listed skip is one", () => {
    const skipped = sources.flatMap(text =>
        [...text.matchAll(/\.skipIf\(notTheScrew\)\(\s*"([^"]+)"/g)].map(found => found[1]!)
    )
    expect(skipped.sort()).toEqual(Object.keys(variants.tests).sort())
    expect(sources.join("").match(/\.(skip|skipIf|todo|runIf)\(/g) ?? []).toHaveLength(
        skipped.length
    )
})

test("PEN-FUN-15: behaviour suite: files of one variant only exist, each with its reason", () => {
    for (const [file, reason] of Object.entries(variants.files)) {
        expect(existsSync(file), file).toBe(true)
        expect(reason.length).toBeGreaterThan(20)
    }
})
