/** docs/plant.md and the model must say the same numbers, and every number must have a source. */
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { PUMP_EDGES, PUMP_HOLD_US } from "../../sim/chain/chargepump"
import {
    CAP_DELAY_US,
    CAP_HYSTERESIS_UM,
    CAP_TOLERANCE_UM,
    CAP_UM,
} from "../../sim/chain/comparator"
import { SET_DELAY_US } from "../../sim/chain/latch"
import { RAIL_OFF_US, RAIL_ON_US } from "../../sim/chain/rail"
import { SERIES_CLOSE_US, SERIES_OPEN_US } from "../../sim/chain/seriesswitch"
import { WATCHDOG_PULSE_US, WATCHDOG_TIMEOUT_US } from "../../sim/chain/watchdog"
import { Random } from "../../sim/random"
import { drawParameters, TOLERANCES } from "../../sim/plant/parameters"
import { drawSolenoid, SOLENOID_TOLERANCES } from "../../sim/plant/solenoidparameters"
import { SEEDS } from "../chain/chainrig"

interface Row {
    readonly values: readonly [string, string]
    readonly source: string
}

/** Rows "| `name` | a | b | unit | source |" of the page, by name. */
function documented(): Map<string, Row> {
    const page = readFileSync(new URL("../../docs/plant.md", import.meta.url), "utf8")
    const rows = new Map<string, Row>()
    for (const line of page.split("\n")) {
        const cells = line.split("|").map(cell => cell.trim())
        const [, name, first, second, , source] = cells
        if (cells.length !== 7 || !name?.startsWith("`")) continue
        rows.set(name.slice(1, -1), { values: [first!, second!], source: source! })
    }
    return rows
}

function number(text: string): number {
    return Number(text.replaceAll(",", "").replace("−", "-").replace("π", String(Math.PI)))
}

/** Constants of the chain: minimum and maximum, or value and tolerance. */
const CHAIN: Record<string, readonly [number, number]> = {
    watchdogTimeoutUs: WATCHDOG_TIMEOUT_US,
    watchdogPulseUs: WATCHDOG_PULSE_US,
    pumpHoldUs: PUMP_HOLD_US,
    pumpEdges: [PUMP_EDGES, PUMP_EDGES],
    setDelayUs: [SET_DELAY_US, SET_DELAY_US],
    capUm: [CAP_UM - CAP_TOLERANCE_UM, CAP_UM + CAP_TOLERANCE_UM],
    capHysteresisUm: [CAP_HYSTERESIS_UM, CAP_HYSTERESIS_UM],
    capDelayUs: [CAP_DELAY_US, CAP_DELAY_US],
    railOnUs: [RAIL_ON_US, RAIL_ON_US],
    railOffUs: RAIL_OFF_US,
    seriesOpenUs: SERIES_OPEN_US,
    seriesCloseUs: [SERIES_CLOSE_US, SERIES_CLOSE_US],
}

const ALL = { ...TOLERANCES, ...SOLENOID_TOLERANCES }

describe("docs/plant.md", () => {
    const rows = documented()

    test.each(Object.entries(ALL))(
        "parameters: %s: page and model agree, and a source is named",
        (name, { nominal, spread }) => {
            const row = rows.get(name)
            expect(row?.values.map(number)).toEqual([nominal, spread])
            expect(row?.source.length).toBeGreaterThan(10)
        }
    )

    test.each(Object.entries(CHAIN))(
        "parameters: %s: page and model agree, and a source is named",
        (name, [low, high]) => {
            const row = rows.get(name)
            expect(row?.values.map(number)).toEqual([low, high])
            expect(row?.source.length).toBeGreaterThan(10)
        }
    )

    test("parameters: the page has no name that the model does not know", () => {
        const known = [...Object.keys(ALL), ...Object.keys(CHAIN)]
        expect([...rows.keys()].filter(name => !known.includes(name))).toEqual([])
    })

    test("parameters: 200 pens: each inside its tolerance, together using most of it", () => {
        const pens = SEEDS.map(seed => {
            const random = new Random(seed, "plant")
            return { ...drawParameters(random), ...drawSolenoid(random) }
        })
        for (const [name, { nominal, spread }] of Object.entries(ALL)) {
            if (name === "seatUm") continue
            const values = pens.map(pen => pen[name as keyof typeof ALL])
            expect(Math.min(...values), name).toBeGreaterThanOrEqual(nominal - spread)
            expect(Math.max(...values), name).toBeLessThanOrEqual(nominal + spread)
            const used = Math.max(...values) - Math.min(...values)
            expect(used, name).toBeGreaterThanOrEqual(spread * 1.8)
        }
    })
})
