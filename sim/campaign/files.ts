/** The hazard files of this repository. */
import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../tools/paths"
import { Refusal } from "../refusal"
import { parseHazard, type Hazard } from "./hazard"

/** Reads and checks every `hazards/H-NN.json`, in the order of their numbers. Throws `Refusal`. */
export function loadHazards(folder = join(root, "hazards")): Hazard[] {
    const names = readdirSync(folder).filter(name => /^H-\d\d\.json$/.test(name))
    return names.sort().map(name => loadHazard(join(folder, name), name))
}

function loadHazard(path: string, name: string): Hazard {
    let value: unknown
    try {
        value = JSON.parse(readFileSync(path, "utf8"))
    } catch (error) {
        const found = error instanceof Error ? error.message : String(error)
        throw new Refusal(path, [{ path: "", expected: "a JSON file that can be read", found }])
    }
    const hazard = parseHazard(value, path)
    if (`${hazard.id}.json` === name) return hazard
    const expected = `the identifier of its file name (${name.slice(0, 4)})`
    throw new Refusal(path, [{ path: "id", expected, found: hazard.id }])
}
