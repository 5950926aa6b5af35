import { expect, test } from "vitest"
import { Rv3028 as Rv3028Model } from "../../sim/chips/rv3028"
import { Clock } from "../../sim/clock"
import { Rv3028 } from "../../src/drivers/rv3028"
import { HostI2c } from "../support/hostbus"

/** 2026-11-22T10:00:00Z, and as the pen counts it. */
const UNIX = Date.UTC(2026, 10, 22, 10) / 1000
const SECONDS = UNIX - Date.UTC(2000, 0, 1) / 1000

function newRig() {
    const clock = new Clock()
    const chip = new Rv3028Model(clock)
    clock.advanceBy(100_000)
    chip.provision(UNIX)
    const bus = new HostI2c(clock, chip)
    return { clock, chip, bus, rtc: new Rv3028(bus) }
}

test("RV-3028 driver: set clock: seconds since 2000, three transactions", () => {
    const { rtc, bus, clock } = newRig()
    rtc.poll()
    expect([rtc.seconds, bus.transactions]).toEqual([SECONDS, 3])
    clock.advanceBy(90_000_000)
    rtc.poll()
    expect(rtc.seconds).toBe(SECONDS + 90)
})

test("RV-3028 driver: 1,000 phases of a second: never off by more than the reading lasts", () => {
    const { rtc, clock } = newRig()
    const startUs = clock.nowUs
    for (let index = 0; index < 1000; index++) {
        clock.advanceBy(255_777)
        const before = Math.floor((clock.nowUs - startUs) / 1_000_000)
        rtc.poll()
        expect(rtc.seconds - SECONDS - before).toBeGreaterThanOrEqual(0)
        expect(rtc.seconds - SECONDS - before).toBeLessThanOrEqual(1)
    }
})

test.each(["off", "garbage", "reset"] as const)(
    "PEN-SAF-09: RV-3028 driver: clock %s: the time is not known",
    kind => {
        const { rtc, chip, clock } = newRig()
        rtc.poll()
        chip.fail(kind)
        clock.advanceBy(1000)
        for (let index = 0; index < 20; index++) {
            rtc.poll()
            expect(rtc.seconds).toBe(0)
        }
    }
)

test("PEN-SAF-09: RV-3028 driver: clock that was never set: the time is not known", () => {
    const clock = new Clock()
    const rtc = new Rv3028(new HostI2c(clock, new Rv3028Model(clock)))
    clock.advanceBy(200_000)
    rtc.poll()
    expect(rtc.seconds).toBe(0)
})
