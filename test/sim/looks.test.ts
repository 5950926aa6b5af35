/** Looks at a pen: every period, or not before something wakes. */
import { expect, test } from "vitest"
import { Clock } from "../../sim/clock"
import { Looks } from "../../sim/looks"

const PERIOD_US = 1_000

interface Bench {
    readonly clock: Clock
    readonly looks: Looks
    readonly atUs: number[]
    mayRest: boolean
}

function bench(fromUs = 300): Bench {
    const clock = new Clock()
    clock.advanceTo(fromUs)
    const made = { clock, atUs: [] as number[], mayRest: false }
    const looks = new Looks(clock, PERIOD_US, () => {
        made.atUs.push(clock.nowUs)
        return made.mayRest
    })
    return Object.assign(made, { looks })
}

test("looks: there is something to see: at once, and every period", () => {
    const { clock, atUs } = bench()
    clock.advanceTo(2_400)
    expect(atUs).toEqual([300, 1_300, 2_300])
})

test("looks: nothing to see: none before it wakes, and then when one would have been anyway", () => {
    const pen = bench()
    pen.mayRest = true
    pen.clock.advanceTo(7_350)
    expect(pen.atUs).toEqual([300, 1_300])
    pen.mayRest = false
    pen.looks.wake()
    pen.looks.wake()
    pen.clock.advanceTo(9_400)
    expect(pen.atUs).toEqual([300, 1_300, 8_300, 9_300])
})

test("looks: woken at the instant of a look: that one is made, and no look twice", () => {
    const pen = bench()
    pen.mayRest = true
    pen.clock.advanceTo(4_300)
    pen.looks.wake()
    pen.clock.advanceTo(4_350)
    pen.looks.wake()
    pen.clock.advanceTo(5_400)
    expect(pen.atUs).toEqual([300, 1_300, 4_300, 5_300])
})

test("clock: it creeps: time has moved, and what is continuous follows with the next step", () => {
    const clock = new Clock()
    const stretches: [number, number][] = []
    clock.addProcess({ integrate: (fromUs, toUs) => stretches.push([fromUs, toUs]) })
    clock.at(90, () => undefined)
    clock.advanceTo(10)
    clock.creepTo(35)
    expect(clock.nowUs).toBe(35)
    expect(stretches).toEqual([[0, 10]])
    clock.advanceTo(60)
    expect(stretches).toEqual([
        [0, 10],
        [10, 60],
    ])
    expect(() => clock.creepTo(90)).toThrow("cannot creep from 60 us to 90 us")
    expect(() => clock.creepTo(59)).toThrow("cannot creep from 60 us to 59 us")
})
