import { expect, test } from "vitest"
import { Tmag5273 as Tmag5273Model } from "../../sim/chips/tmag5273"
import { Clock } from "../../sim/clock"
import { DriverError, Result } from "../../src/drivers/errors"
import { Tmag5273 } from "../../src/drivers/tmag5273"
import { HostI2c } from "../support/hostbus"

function newSensor() {
    const clock = new Clock()
    const magnet = { mt: -10 }
    const chip = new Tmag5273Model(clock, { fieldMt: () => magnet.mt })
    const bus = new HostI2c(clock, chip)
    clock.advanceBy(1_000)
    /** Time as the plant passes it: it looks at each step. */
    const pass = (us: number) => {
        for (let spent = 0; spent < us; spent += 50) {
            clock.advanceBy(50)
            chip.convertIfDue()
        }
    }
    return { clock, magnet, chip, bus, pass, sensor: new Tmag5273(bus) }
}

/** Signed 16 bit over ±40 mT. */
const rawOf = (mt: number) => Math.round((mt * 32768) / 40)

test("TMAG5273 driver: start: measures X, and the interrupt stays quiet at any field", () => {
    for (const mt of [-45, -39, 0, 38, 45]) {
        const { sensor, magnet, chip, pass } = newSensor()
        magnet.mt = mt
        let trips = 0
        chip.interrupt.onEdge(level => {
            if (level === 0) trips++
        })
        sensor.init()
        pass(2_000)
        expect(sensor.poll()).toBe(Result.Done)
        const expected = Math.max(-32768, Math.min(32767, rawOf(mt)))
        expect(Math.abs(sensor.raw - expected)).toBeLessThanOrEqual(16)
        expect(trips).toBe(0)
    }
})

test("TMAG5273 driver: warm start: finds the chip in its measuring mode", () => {
    const { sensor, bus, pass } = newSensor()
    sensor.init()
    const again = new Tmag5273(bus)
    again.init()
    pass(1_000)
    expect(again.poll()).toBe(Result.Done)
})

test("TMAG5273 driver: poll: one transaction of five bytes, and the set count advances", () => {
    const { sensor, bus, pass } = newSensor()
    sensor.init()
    const seen = new Set<number>()
    for (let index = 0; index < 8; index++) {
        pass(250)
        const before = bus.transactions
        sensor.poll()
        expect(bus.transactions - before).toBe(1)
        seen.add(sensor.setCount)
    }
    expect(seen.size).toBeGreaterThan(4)
})

test("TMAG5273 driver: conversions stop: the set count stands still", () => {
    const { sensor, chip, magnet, pass } = newSensor()
    sensor.init()
    pass(1_000)
    sensor.poll()
    const { setCount, raw } = sensor
    chip.fail("stuck")
    magnet.mt = 20
    pass(1_000)
    sensor.poll()
    expect([sensor.setCount, sensor.raw]).toEqual([setCount, raw])
})

test("TMAG5273 driver: damaged frame: refused, the last good field is kept", () => {
    const { sensor, chip, magnet, pass } = newSensor()
    sensor.init()
    pass(1_000)
    sensor.poll()
    const { raw } = sensor
    magnet.mt = 30
    chip.fail("garbage")
    expect(sensor.poll()).toBe(Result.BadData)
    expect(sensor.raw).toBe(raw)
})

test.each([
    [-30, 1],
    [-1, 1],
    [-0.01, 1],
    // The register takes 0 as "no comparison": the driver goes one step lower there.
    [0, 2],
    [0.3, 2],
    [12.3, 1],
    [37, 1],
])(
    "PEN-SAF-02: TMAG5273 driver: threshold at %d mT: trips at most %i steps early and never late",
    (mt, steps) => {
        const { sensor, magnet, chip, pass } = newSensor()
        magnet.mt = mt - 2
        sensor.init()
        expect(sensor.setThreshold(rawOf(mt))).toBe(Result.Done)
        pass(2_000)
        expect(chip.interrupt.value).toBe(1)
        magnet.mt = mt - (steps * 40) / 128 - 0.02
        pass(2_000)
        expect(chip.interrupt.value).toBe(1)
        magnet.mt = mt + 0.02
        pass(1_000)
        expect(chip.interrupt.value).toBe(0)
        // It goes on measuring.
        expect(sensor.poll()).toBe(Result.Done)
    }
)

test("TMAG5273 driver: interrupt between two polls: stays until the chip is addressed", () => {
    const { sensor, magnet, chip, pass } = newSensor()
    sensor.init()
    sensor.setThreshold(rawOf(10))
    magnet.mt = 11
    pass(1_000)
    magnet.mt = 0
    pass(5_000)
    expect(chip.interrupt.value).toBe(0)
    sensor.poll()
    pass(1_000)
    expect(chip.interrupt.value).toBe(1)
})

test("TMAG5273 driver: threshold cleared: no field trips", () => {
    const { sensor, magnet, chip, pass } = newSensor()
    sensor.init()
    sensor.setThreshold(rawOf(10))
    magnet.mt = 39
    pass(1_000)
    expect(chip.interrupt.value).toBe(0)
    expect(sensor.clearThreshold()).toBe(Result.Done)
    pass(2_000)
    expect(chip.interrupt.value).toBe(1)
    expect(sensor.poll()).toBe(Result.Done)
})

test("TMAG5273 driver: every third access refused: threshold armed, or refusal told", () => {
    const { sensor, magnet, chip, pass } = newSensor()
    sensor.init()
    chip.fail("intermittent")
    let done = 0
    for (let index = 0; index < 12; index++) {
        const result = sensor.setThreshold(rawOf(5))
        if (result !== Result.Done) continue
        done++
        magnet.mt = 6
        pass(1_000)
        expect(chip.interrupt.value).toBe(0)
        magnet.mt = 0
        pass(1_000)
    }
    expect(done).toBeLessThan(12)
})

test("PEN-SAF-17: TMAG5273 driver: chip reset: no frame is believed until init", () => {
    const { sensor, chip, pass } = newSensor()
    sensor.init()
    pass(1_000)
    chip.fail("reset")
    pass(1_000)
    for (let index = 0; index < 5; index++) {
        pass(1_000)
        expect(sensor.poll()).toBe(Result.BadData)
    }
    sensor.init()
    pass(1_000)
    expect(sensor.poll()).toBe(Result.Done)
})

test("TMAG5273 driver: no chip: start names the part", () => {
    const { sensor, chip } = newSensor()
    chip.fail("off")
    expect(() => sensor.init()).toThrow(DriverError)
    expect(() => sensor.init()).toThrow(/TMAG5273/)
    expect(sensor.poll()).toBe(Result.ReadRefused)
})
