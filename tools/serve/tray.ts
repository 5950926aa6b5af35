/** The tray of the bench: a cartridge of every kind, and one with every defect that a scenario can describe. */
import type { TrayCartridge } from "../../bench/messages"
import type { Cartridges } from "../../sim/live"
import { parseScenario } from "../../sim/scenario"

interface Row extends TrayCartridge {
    /** In the words of a scenario, without what every cartridge has by default. */
    readonly is: object
}

const wide = { kind: "adjustable", minUm: 0, maxUm: 1500 }

const rows: readonly Row[] = [
    row("adjustable", "Adjustable", "0 to 1.50 mm", wide),
    row("deep", "Adjustable, deep", "0 to 2.50 mm", { ...wide, maxUm: 2500 }),
    row("fixed-500", "Fixed 0.50 mm", "only at its length", { kind: "fixed", lengthUm: 500 }),
    row("fixed-1000", "Fixed 1.00 mm", "only at its length", { kind: "fixed", lengthUm: 1000 }),
    row("nano", "Nano", "0 to 0.25 mm", { kind: "nano" }),
    row("roller", "Roller head", "not driven", { kind: "roller", lengthUm: 500 }, false),
    row("used", "Used", "its mark is burnt", { ...wide, used: true }, false),
    row("worn", "Nearly worn", "rated for 500 strokes", { ...wide, ratedStrokes: 500 }),
    row("expired", "Expired", "on 2025-12-31", { ...wide, expires: "2025-12-31" }, false),
    row("checksum", "Bad checksum", "its record is damaged", { ...wide, crc: "bad" }, false),
    row("tag-bad", "Forged tag", "not genuine", { ...wide, tag: "bad" }, false),
    row("tag-missing", "No tag", "not genuine", { ...wide, tag: "missing" }, false),
    row("clone", "Clone", "a copied memory", { ...wide, cloneOf: "adjustable" }, false),
    row("version", "Newer layout", "version 2 of the record", { ...wide, version: 2 }, false),
    row("bent", "Needles too long", "by 0.20 mm, and nothing says so", {
        ...wide,
        tipOffsetUm: 200,
    }),
]

function row(name: string, title: string, detail: string, is: object, good = true): Row {
    return { name, title, detail, good, is }
}

/** What lies in the tray, for whoever chooses from it. */
export const tray: readonly TrayCartridge[] = rows.map(({ name, title, detail, good }) => ({
    name,
    title,
    detail,
    good,
}))

/**
 * A new cartridge of a sort in the tray, under `name`, and the original that it is a clone of. Undefined for a sort
 * that does not lie there.
 */
export function fromTray(sort: string, name: string): Cartridges | undefined {
    const found = rows.find(one => one.name === sort)
    if (!found) return undefined
    const original = rows.find(one => "cloneOf" in found.is && one.name === found.is.cloneOf)
    const cloned = `${name}-original`
    const described = { ...found.is, ...(original ? { cloneOf: cloned } : {}) }
    const cartridges = { [name]: described, ...(original ? { [cloned]: original.is } : {}) }
    const file = { schema: 1, cartridges, steps: [], untilMs: 1 }
    return parseScenario(file, "tray", () => new Uint8Array()).cartridges
}
