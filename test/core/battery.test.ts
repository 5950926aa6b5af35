/** Which charge counts, from what the gauge reads (PEN-SAF-19). */
import fc from "fast-check"
import { expect, test } from "vitest"
import { takeCharge } from "../../src/core/battery"
import { newInputs } from "../../src/core/inputs"
import { PACK_MAX_MV, PACK_MIN_MV, RESERVE_PERCENT, UPDATE_PERCENT } from "../../src/core/limits"
import { newMonitor } from "../../src/core/monitor"

type Reading = readonly [packMv: number, percent: number]

const good = (percent: number): Reading => [7_400, percent]
const silent: Reading = [0, 0]

/** The charge that counts after each of these readings, from power-on. */
function counted(...readings: Reading[]): number[] {
    const inputs = newInputs()
    const monitor = newMonitor()
    return readings.map(([packMv, percent]) => {
        takeCharge(monitor, inputs, packMv, percent)
        return inputs.batteryPercent
    })
}

test.each<[string, Reading[], number[]]>([
    ["at power-on, until two readings agree", [good(90), good(90)], [0, 90]],
    ["falling by 1 % from one reading to the next", [good(50), good(50), good(49)], [0, 50, 49]],
    ["one reading lost", [good(50), good(50), silent, good(50), good(50)], [0, 50, 50, 0, 50]],
    ["two readings lost", [good(50), good(50), silent, silent], [0, 50, 50, 0]],
    ["noise", [good(50), good(50), good(80), good(30), good(60)], [0, 50, 50, 0, 0]],
    ["half of it lost at once", [good(60), good(60), good(30), good(30)], [0, 60, 60, 30]],
    ["a bus that reads ones", [[10_200, 255] as const, [10_200, 255] as const], [0, 0]],
    [
        "a cell lost, the charge not aware of it",
        [good(60), good(60), [4_100, 60], [4_100, 60]],
        [0, 60, 60, 0],
    ],
])("PEN-SAF-19: charge: %s", (_what, readings, expected) => {
    expect(counted(...readings)).toEqual(expected)
})

const reading = fc.tuple(fc.integer({ min: 0, max: 10_240 }), fc.integer({ min: 0, max: 255 }))

test("PEN-SAF-19: charge: any readings: never more than a sound reading of the last three said", () => {
    fc.assert(
        fc.property(fc.array(reading, { minLength: 2, maxLength: 20 }), readings => {
            const charges = counted(...readings)
            for (let index = 2; index < readings.length; index++) {
                const lately = readings.slice(index - 2, index + 1)
                const sound = lately.filter(([mv]) => mv >= PACK_MIN_MV && mv <= PACK_MAX_MV)
                const most = Math.max(0, ...sound.map(([, percent]) => percent))
                if (charges[index]! > most) return false
            }
            return true
        })
    )
})

test("PEN-SAF-19: charge: two readings that agree: count at once, whatever was before", () => {
    fc.assert(
        fc.property(
            fc.array(reading, { maxLength: 20 }),
            fc.integer({ min: PACK_MIN_MV, max: PACK_MAX_MV }),
            fc.integer({ min: 0, max: 255 }),
            (before, packMv, percent) => {
                const last = [packMv, percent] as const
                expect(counted(...before, last, last).at(-1)).toBe(percent)
            }
        )
    )
})

test("PEN-SAF-19: limits: the reserve is below what an update needs, and holds 5 min of the greatest current", () => {
    expect(RESERVE_PERCENT).toBeLessThan(UPDATE_PERCENT)
    const worstMa = 615 + 160 + 100
    const packMah = 600
    const gaugeErrorPercent = 5
    const neededPercent = (((worstMa * 5) / 60) * 100) / packMah + gaugeErrorPercent
    expect(RESERVE_PERCENT).toBeGreaterThanOrEqual(neededPercent)
    expect(RESERVE_PERCENT - neededPercent).toBeLessThan(5)
})
