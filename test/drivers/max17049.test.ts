import { expect, test } from "vitest"
import { Max17049 as Max17049Model } from "../../sim/chips/max17049"
import { Clock } from "../../sim/clock"
import { Max17049 } from "../../src/drivers/max17049"
import { Max17049Register } from "../../src/drivers/max17049.regs"
import { hex, readAt } from "../chips/i2cmaster"
import { HostI2c } from "../support/hostbus"

/** A gauge at a pack of that charge, on for a second and a half. */
function newGauge(percent = 60, mv = 7_640) {
    const clock = new Clock()
    const pack = { mv, percent }
    const chip = new Max17049Model(clock, {
        terminalMv: () => pack.mv,
        percent: () => pack.percent,
        openMv: () => pack.mv,
    })
    const bus = new HostI2c(clock, chip)
    clock.advanceBy(1_500_000)
    return { clock, chip, bus, pack, gauge: new Max17049(bus) }
}

/** What three polls come to: configured, seen to be configured, read. */
function read({ gauge, clock }: { gauge: Max17049; clock: Clock }): [number, number] {
    for (let polls = 0; polls < 3; polls++) {
        gauge.poll()
        clock.advanceBy(100_000)
    }
    return [gauge.packMv, gauge.percent]
}

test("MAX17049 driver: start: hibernation off, seen to stay, then voltage in steps of 40 mV and whole percent", () => {
    const rig = newGauge(60.9)
    rig.gauge.poll()
    expect([rig.bus.transactions, rig.gauge.percent]).toEqual([2, 0])
    expect(hex(readAt(rig.chip, Max17049Register.Hibernate, 2))).toBe("00 00")
    rig.gauge.poll()
    expect([rig.bus.transactions, rig.gauge.percent]).toEqual([3, 0])
    rig.gauge.poll()
    expect([rig.gauge.packMv, rig.gauge.percent]).toEqual([7_640, 60])
})

test("MAX17049 driver: ready: one transaction a poll, voltage and charge of one moment", () => {
    const rig = newGauge()
    read(rig)
    const before = rig.bus.transactions
    rig.pack.mv = 6_800
    rig.pack.percent = 8
    rig.clock.advanceBy(1_000_000)
    rig.gauge.poll()
    rig.clock.advanceBy(1_000_000)
    rig.gauge.poll()
    expect(rig.bus.transactions - before).toBe(2)
    expect([rig.gauge.packMv, rig.gauge.percent]).toEqual([6_800, 8])
})

test("MAX17049 driver: never answers, or stops to: it says nothing", () => {
    const silent = new Max17049(new HostI2c(new Clock()))
    for (let polls = 0; polls < 3; polls++) silent.poll()
    expect(silent.percent).toBe(0)
    const rig = newGauge()
    expect(read(rig)).toEqual([7_640, 60])
    rig.chip.fail("off")
    rig.gauge.poll()
    expect(rig.gauge.percent).toBe(0)
})

test("MAX17049 driver: reset: says nothing until it has a charge again, and is configured anew", () => {
    const rig = newGauge()
    read(rig)
    rig.chip.fail("reset")
    expect(hex(readAt(rig.chip, Max17049Register.Hibernate, 2))).toBe("80 30")
    const said: number[] = []
    for (let polls = 0; polls < 12; polls++) {
        rig.clock.advanceBy(160_000)
        rig.gauge.poll()
        said.push(rig.gauge.percent)
    }
    expect(said.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0])
    expect(said.slice(-3)).toEqual([60, 60, 60])
    expect(hex(readAt(rig.chip, Max17049Register.Hibernate, 2))).toBe("00 00")
})

test("MAX17049 driver: another part at its address: never ready, nothing is written to it", () => {
    const rig = newGauge()
    // Every byte of it is noise; a gauge has a version of 001x.
    rig.chip.fail("garbage", 0, 3)
    for (let polls = 0; polls < 20; polls++) {
        rig.gauge.poll()
        expect(rig.gauge.percent).toBe(0)
    }
    rig.chip.heal()
    expect(hex(readAt(rig.chip, Max17049Register.Hibernate, 2))).toBe("80 30")
})

test("MAX17049 driver: left alone for an hour: it never hibernates", () => {
    const rig = newGauge()
    read(rig)
    for (let minutes = 0; minutes < 60; minutes++) {
        rig.clock.advanceBy(60_000_000)
        rig.gauge.poll()
        expect(rig.chip.hibernates).toBe(false)
    }
})
