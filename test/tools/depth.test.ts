import { describe, expect, test } from "vitest"
import { SETTINGS, type Visit } from "../../sim/benchdepth"
import { depthRows, toleranceFactor } from "../../tools/depth"

test.each([
    // ISO 16269-6, two-sided, 95 % of a normal population with 95 % confidence, mean and deviation unknown.
    [10, 3.379],
    [30, 2.549],
    [60, 2.333],
    [100, 2.233],
    [1000, 2.036],
])("depth: tolerance factor of %i pens: as tabled, within 1 %%", (n, tabled) => {
    expect(Math.abs(toleranceFactor(n) / tabled - 1)).toBeLessThan(0.01)
})

const visit = (um: number, errorUm: number | null): Visit => ({
    um,
    errorUm,
    settleMs: errorUm === null ? null : 30,
    halfMs: null,
    retractMs: errorUm === null ? null : 40,
    fault: errorUm === null ? "DepthDisagrees" : "",
})

/** A pen that is `errorUm` off everywhere, and `awayUm` further at its second visit. */
function pen(errorUm: number | null, awayUm = 0): Visit[] {
    const settings = Array.from({ length: SETTINGS }, (_, index) => index * 50)
    return [
        ...settings.map(um => visit(um, errorUm)),
        ...settings.map(um => visit(um, errorUm === null ? null : errorUm + awayUm)),
    ]
}

describe("depth: rows", () => {
    test("depth: three pens: mean, deviation and bound by hand, one row for each setting and one for all", () => {
        const rows = depthRows("stepper", [pen(-10), pen(0), pen(40)], 500)
        expect(rows).toHaveLength(SETTINGS + 1)
        // Mean 10, deviation √700 = 26.46, factor of three pens by Howe's formula 9.79.
        expect(rows[20]).toMatchObject({ um: 1000, n: 3, refused: 0, errorUm: 10, sdUm: 26.5 })
        expect(rows[20]!.boundUm).toBeCloseTo(10 + toleranceFactor(3) * Math.sqrt(700), 1)
        expect(rows.at(-1)).toMatchObject({ um: "all", n: 3, limitUm: 500, met: true })
    })

    test("depth: a bound above the promise, or a setting without figures: not met", () => {
        expect(depthRows("stepper", [pen(-10), pen(0), pen(40)], 100).at(-1)!.met).toBe(false)
        expect(depthRows("solenoid", [pen(null), pen(1)], 200).at(-1)!.met).toBe(false)
    })

    test("depth: second visits: are repeatability, and nothing of the error", () => {
        const rows = depthRows("solenoid", [pen(0, 4), pen(0, 4)], 100)
        expect(rows[0]).toMatchObject({ errorUm: 0, sdUm: 0 })
        expect(rows[0]!.repeatUm).toBeCloseTo(Math.sqrt(8), 1)
    })

    test("depth: refused visits: are counted, and no figures", () => {
        const rows = depthRows("solenoid", [pen(null), pen(3), pen(5)], 100)
        expect(rows[0]).toMatchObject({ n: 2, refused: 2, errorUm: 4 })
        expect(rows.at(-1)!.refused).toBe(2 * SETTINGS)
    })
})
