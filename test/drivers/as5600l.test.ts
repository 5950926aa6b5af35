import { expect, test } from "vitest"
import { As5600l as As5600lModel } from "../../sim/chips/as5600l"
import { Clock } from "../../sim/clock"
import { As5600l } from "../../src/drivers/as5600l"
import { DriverError, Result } from "../../src/drivers/errors"
import { HostI2c } from "../support/hostbus"

function newKnobs() {
    const clock = new Clock()
    const position = { depth: 100, rate: 2000 }
    const depthChip = new As5600lModel(clock, 0x40, { raw: () => position.depth })
    const rateChip = new As5600lModel(clock, 0x41, { raw: () => position.rate })
    const bus = new HostI2c(clock, depthChip, rateChip)
    const depth = new As5600l(bus, 0x40)
    const rate = new As5600l(bus, 0x41)
    return { position, depthChip, bus, depth, rate }
}

test("AS5600L driver: two knobs on one bus: each reads its own angle", () => {
    const { position, depth, rate } = newKnobs()
    depth.init()
    rate.init()
    expect([depth.raw, rate.raw]).toEqual([100, 2000])
    for (const raw of [0, 1, 255, 256, 4095]) {
        position.depth = raw
        expect(depth.poll()).toBe(Result.Done)
        expect(depth.raw).toBe(raw)
    }
    expect(depth.magnetGood).toBe(true)
})

test("AS5600L driver: sixteen polls: seventeen transactions", () => {
    const { depth, bus } = newKnobs()
    depth.init()
    const before = bus.transactions
    for (let index = 0; index < 16; index++) depth.poll()
    expect(bus.transactions - before).toBe(17)
})

test("AS5600L driver: magnet lost: told within sixteen polls, and again when it is back", () => {
    const { depth, depthChip } = newKnobs()
    depth.init()
    depthChip.fail("open")
    for (let index = 0; index < 16; index++) depth.poll()
    expect(depth.magnetGood).toBe(false)
    depthChip.heal()
    for (let index = 0; index < 16; index++) depth.poll()
    expect(depth.magnetGood).toBe(true)
})

test("AS5600L driver: no answer: the angle is kept and start names the part", () => {
    const { depth, depthChip, position } = newKnobs()
    depth.init()
    depthChip.fail("off")
    position.depth = 3000
    expect(depth.poll()).toBe(Result.WriteRefused)
    expect(depth.raw).toBe(100)
    expect(() => depth.init()).toThrow(DriverError)
})
