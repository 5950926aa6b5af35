/** The scenarios that a page can choose from. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { ScenarioEntry } from "../../bench/messages"
import { loadScenario } from "../../sim/scenario"

/** Scenario files of a folder, in alphabetical order. One that cannot be read is left out; `pen run` says why. */
export function scenarioEntries(folder: string): ScenarioEntry[] {
    const names = readdirSync(folder).filter(name => name.endsWith(".json"))
    return names.sort().flatMap(file => {
        try {
            const { variant, untilMs } = loadScenario(join(folder, file))
            return [{ name: file.replace(/\.json$/, ""), variant, untilMs }]
        } catch {
            return []
        }
    })
}
