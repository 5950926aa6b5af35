import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { POINTS_UM } from "../../src/core/calibration"
import {
    beginMove,
    holdLoop,
    newPlungerLoop,
    type PlungerLoop,
    stepLoop,
} from "../../src/core/plungerloop"
import { ceilingCode, newSolenoidMap } from "../../src/core/solenoidmap"

/** 5 µm/mA from −400 µm at no current, 4.883 mA a code: a code is worth 24.4 µm. */
const map = {
    ...newSolenoidMap(),
    codes: POINTS_UM.map(um => Math.round(((um + 400) / 5 / 4.883) * 16)),
}
const targetUm = 1000

/** A move to 1 mm with the ceiling that a run has. */
function moving(ceilingUm = targetUm + 50): PlungerLoop {
    const loop = newPlungerLoop()
    beginMove(loop, map, targetUm, ceilingUm)
    loop.mapUm = targetUm
    return loop
}

/** Reads the carriage so far from its target, `ticks` times. */
function at(loop: PlungerLoop, offUm: number, ticks = 1): PlungerLoop {
    for (let tick = 0; tick < ticks; tick++) stepLoop(loop, targetUm + offUm)
    return loop
}

/** A plunger that stands where it was sent. */
const standing = (): PlungerLoop => at(moving(), 0, 2)

describe("plunger loop: beginning", () => {
    test("plunger loop: a move: begins with the map's code, below the ceiling's", () => {
        const loop = moving()
        expect(loop.code).toBe(ceilingCode(map, targetUm))
        expect(loop.ceiling).toBe(ceilingCode(map, targetUm + 50))
        expect(loop.codeUm).toBeGreaterThanOrEqual(24)
        expect(loop.codeUm).toBeLessThanOrEqual(25)
    })

    test("plunger loop: a target beyond the ceiling: begins at the ceiling", () => {
        expect(moving(700).code).toBe(ceilingCode(map, 700))
    })

    test("plunger loop: at the spring end, where a code moves nothing: a code counts as 20 µm", () => {
        const loop = newPlungerLoop()
        beginMove(loop, map, -250, -200)
        expect(loop.codeUm).toBeGreaterThanOrEqual(20)
    })

    test("plunger loop: travel of a code: that of the next one above the target; 20 µm at least", () => {
        // Whole codes at the points: 25 µm a code up to 1,100 µm, 50 µm beyond.
        const bent = {
            ...newSolenoidMap(),
            codes: [0, 20, 40, 60, 70, 80, 88].map(code => 16 * code),
        }
        const travel = (um: number, codes = bent.codes): number => {
            const loop = newPlungerLoop()
            beginMove(loop, { ...bent, codes }, um, 2500)
            return loop.codeUm
        }
        expect([travel(1050), travel(1075), travel(1100)]).toEqual([25, 25, 50])
        const fine = [0, 30, 60, 90, 120, 150, 160].map(code => 16 * code)
        expect(travel(1000, fine)).toBe(20)
    })

    test("plunger loop: another move: nothing is left of the one before", () => {
        const loop = moving()
        at(loop, -100, 40)
        at(loop, 0, 20)
        at(loop, -10, 5)
        loop.disagrees = true
        loop.disagreements = 1
        beginMove(loop, map, targetUm, targetUm + 50)
        expect(loop).toEqual({ ...moving(), mapUm: loop.mapUm })
    })

    test("plunger loop: never used: has no current and has not arrived", () => {
        const { codeUm, ...rest } = newPlungerLoop()
        expect(codeUm).toBe(1)
        expect(Object.values(rest).filter(value => value !== 0 && value !== false)).toEqual([])
    })
})

describe("plunger loop: arriving", () => {
    test.each([20, -20])("plunger loop: %i µm off: stands after two ticks", offUm => {
        expect(at(moving(), offUm).settled).toBe(false)
        expect(at(moving(), offUm, 2).settled).toBe(true)
    })

    test.each([21, -21])("plunger loop: %i µm off: does not stand yet", offUm => {
        expect(at(moving(), offUm, 3).settled).toBe(false)
    })

    test("plunger loop: good, bad, good: does not stand yet", () => {
        expect(at(at(at(moving(), 0), -40), 0).settled).toBe(false)
        expect(at(at(at(moving(), 0), 40), 0).settled).toBe(false)
    })

    test("plunger loop: too far, then two good ticks: stands", () => {
        expect(at(at(moving(), 40), 0, 2).settled).toBe(true)
    })

    test("plunger loop: at its ceiling, but too far or on its way: does not stand yet", () => {
        expect(at(moving(targetUm), 25, 4).settled).toBe(false)
        const onItsWay = moving(targetUm)
        for (const offUm of [-75, -60, -45, -30]) at(onItsWay, offUm)
        expect(onItsWay.settled).toBe(false)
    })

    test("plunger loop: short of the target: waits three ticks, then two codes at most", () => {
        const loop = moving(2000)
        const first = loop.code
        expect(at(loop, -100, 3).code).toBe(first)
        expect(at(loop, -100).code).toBe(first + 2)
    })

    test.each([
        [-30, 1],
        [-40, 2],
        [-21, 1],
        [28, -1],
    ])("plunger loop: %i µm off: %i codes", (offUm, codes) => {
        const loop = moving(2000)
        const first = loop.code
        expect(at(loop, offUm, 4).code).toBe(first + codes)
    })

    test("plunger loop: still on its way: is not corrected; slower than 5 µm a tick is", () => {
        const loop = moving(2000)
        const first = loop.code
        at(loop, -100, 3)
        expect(at(loop, -95).code).toBe(first)
        expect(at(loop, -100).code).toBe(first)
        expect(at(loop, -96).code).toBe(first + 2)
        expect(at(loop, -100).code).toBe(first + 4)
    })

    test("plunger loop: too far: is called back in the first tick, four codes at most", () => {
        const loop = moving()
        const first = loop.code
        expect(at(loop, 30).code).toBe(first)
        expect(at(loop, 31).code).toBe(first - 1)
        expect(at(loop, 500).code).toBe(first - 5)
    })

    test("PEN-SAF-03: plunger loop: short for ever: never above the ceiling", () => {
        const loop = moving()
        for (let tick = 0; tick < 60; tick++) {
            at(loop, -150)
            expect(loop.code).toBeLessThanOrEqual(loop.ceiling)
        }
    })

    test("plunger loop: too far for ever: never below no current", () => {
        expect(at(moving(), 500, 40).code).toBe(0)
        const nearlyOff = moving()
        nearlyOff.code = 1
        expect(at(nearlyOff, 50).code).toBe(0)
    })

    test("plunger loop: 75 µm short at its ceiling: stands; 76 µm does not", () => {
        const short = moving(targetUm)
        expect(at(short, -75, 3).settled).toBe(true)
        expect(at(moving(targetUm), -76, 20).settled).toBe(false)
        expect(at(moving(2000), -75, 3).settled).toBe(false)
    })
})

describe("plunger loop: failing", () => {
    test.each([-100, 31])("plunger loop: %i µm off for ever: fails in tick 30", offUm => {
        const loop = moving()
        expect(at(loop, offUm, 29).failed).toBe(false)
        expect(at(loop, offUm).failed).toBe(true)
    })

    test("plunger loop: more than 200 µm short once the way is made: fails at once", () => {
        // Three ticks for the current, and 1,250 µm at 42 µm/ms.
        const loop = at(moving(), -201, 5)
        expect(loop.failed).toBe(false)
        expect(at(loop, -201).failed).toBe(true)
        expect(at(moving(), -200, 29).failed).toBe(false)
    })

    test("plunger loop: stands: does not fail, however long it is held", () => {
        expect(at(standing(), 0, 200).failed).toBe(false)
        expect(at(at(standing(), 0, 200), 31).failed).toBe(false)
    })
})

test("PEN-SAF-03: plunger loop: a coil that needs more than the chip regulates, any readings: 126 at most", () => {
    // The weakest coil that a calibration may claim: code 160 at the deepest point.
    const weak = {
        ...newSolenoidMap(),
        codes: [0, 20, 40, 70, 100, 130, 160].map(code => 16 * code),
    }
    const readings = fc.array(fc.integer({ min: -600, max: 2600 }), { maxLength: 60 })
    const depths = fc.integer({ min: -400, max: 2500 })
    let highest = 0
    fc.assert(
        fc.property(depths, fc.integer({ min: 0, max: 200 }), readings, (depthUm, moreUm, ums) => {
            const loop = newPlungerLoop()
            beginMove(loop, weak, depthUm, depthUm + moreUm)
            expect(loop.code).toBeLessThanOrEqual(126)
            for (const um of ums) {
                highest = Math.max(highest, stepLoop(loop, um))
                expect(loop.code).toBeLessThanOrEqual(Math.min(126, loop.ceiling))
            }
        })
    )
    expect(highest).toBe(126)
})

describe("plunger loop: holding", () => {
    test.each([
        [-21, 1],
        [-20, 0],
        [20, 0],
        [21, -1],
    ])("plunger loop: held %i µm off on the mean of ten ticks: %i codes", (offUm, codes) => {
        const loop = standing()
        const first = loop.code
        expect(at(loop, offUm, 9).code).toBe(first)
        expect(at(loop, offUm).code).toBe(first + codes)
        expect(at(loop, 0, 9).code).toBe(first + codes)
        expect(at(loop, 0).code).toBe(first + codes)
    })

    test("plunger loop: held, one correction after the other: each for its own ten ticks", () => {
        const loop = standing()
        const first = loop.code
        at(loop, -21, 9)
        expect(at(loop, -20).code).toBe(first)
        at(loop, -21, 9)
        expect(at(loop, -20).code).toBe(first)
        expect(at(loop, -21, 10).code).toBe(first + 1)
        expect(at(loop, -21, 9).code).toBe(first + 1)
        expect(at(loop, -21).code).toBe(first + 2)
    })

    test.each([
        ["27 µm off for eight ticks and right for two: 21.6 on the mean", -27, 0, 1],
        ["26 µm off for eight ticks and right for two: 20.8 on the mean", -26, 0, 0],
        ["too far by as much", 27, 0, -1],
        ["too far and short by turns", -90, 360, 0],
    ])(
        "plunger loop: held with means of several ticks: %s: so many codes",
        (_, eight, two, codes) => {
            const loop = standing()
            const first = loop.code
            holdLoop(loop, targetUm + eight, 8)
            expect(loop.code).toBe(first)
            holdLoop(loop, targetUm + two, 2)
            expect(loop.code).toBe(first + codes)
        }
    )

    test("plunger loop: held: how long the move lasted and where it was seen last changes nothing", () => {
        const whatIsRead = fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 40 })
        const agoAndLast = fc.tuple(fc.nat(1000), fc.integer({ min: -400, max: 2500 }))
        fc.assert(
            fc.property(whatIsRead, agoAndLast, (offsUm, [ticks, lastUm]) => {
                const loops = [standing(), { ...standing(), ticks, lastUm }]
                for (const offUm of offsUm) {
                    const [one, other] = loops.map(loop => {
                        const { code, failed, disagrees, settled } = at(loop, offUm)
                        return [code, failed, disagrees, settled]
                    })
                    expect(other).toEqual(one)
                }
            })
        )
    })

    test.each([101, -101])(
        "PEN-SAF-07: plunger loop: the map sees it %i µm elsewhere: told in the second tick in a row",
        offUm => {
            const loop = standing()
            loop.mapUm = targetUm - offUm
            expect(at(loop, 0).disagrees).toBe(false)
            loop.mapUm = targetUm
            at(loop, 0)
            loop.mapUm = targetUm - offUm
            expect(at(loop, 0).disagrees).toBe(false)
            expect(at(loop, 0).disagrees).toBe(true)
        }
    )

    test.each([81, -81])(
        "PEN-SAF-07: plunger loop: %i µm from where it was sent: told in the second tick",
        offUm => {
            const loop = standing()
            expect(at(loop, offUm).disagrees).toBe(false)
            expect(at(loop, offUm).disagrees).toBe(true)
        }
    )

    test("PEN-SAF-07: plunger loop: 80 µm from the target, 100 µm from the map: permitted", () => {
        for (const offUm of [80, -80]) expect(at(standing(), offUm, 5).disagrees).toBe(false)
        for (const offUm of [100, -100]) {
            const loop = standing()
            loop.mapUm = targetUm + offUm
            expect(at(loop, 0, 5).disagrees).toBe(false)
        }
    })
})
