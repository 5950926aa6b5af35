import { describe, expect, test } from "vitest"
import {
    Max22200aFlag as Flag,
    Max22200aConfig as Config,
    Max22200aRegister as Register,
} from "../../src/drivers/max22200a.regs"
import { Bench, config } from "./max22200abench"

const word = config(64, 64, 25, 0x20 | Config.OL_EN | Config.HHF_EN)

function running(): Bench {
    const bench = new Bench()
    bench.prepare(word)
    bench.switch(true)
    bench.run(10_000)
    return bench
}

describe("MAX22200A faults", () => {
    test("MAX22200A fault: off: ones, no current; healed: power-on values", () => {
        const bench = running()
        bench.chip.fail("off")
        expect([bench.tell(0), bench.chip.targetMa]).toEqual([0xff, 0])
        bench.chip.heal()
        bench.clock.advanceBy(500)
        expect(bench.read(Register.STATUS)).toBe(0x00040002)
        expect(bench.chip.targetMa).toBe(0)
    })

    test("MAX22200A fault: stuck: reads go on, writes are lost, ENABLE still ends it", () => {
        const bench = running()
        bench.coilMa = 0
        bench.switch(false)
        bench.chip.setDieCelsius(145)
        bench.chip.setDieCelsius(25)
        bench.switch(true)
        bench.chip.fail("stuck")
        for (let time = 0; time < 2; time++)
            expect(bench.read(Register.STATUS)).toBe(0x01000001 | Flag.OVT)
        expect(bench.writeByte(Register.CFG_CH0, 10)).toEqual([Flag.OVT | Flag.ACTIVE])
        bench.switch(false)
        expect(bench.read(Register.CFG_CH0)).toBe(word)
        expect(bench.chip.targetMa).toBe(312.5)
        bench.chip.enable(false)
        bench.clock.advanceBy(2500)
        expect(bench.chip.targetMa).toBe(0)
    })

    test("MAX22200A fault: garbage: seeded noise back, writes arrive", () => {
        const replies = [1, 1, 2].map(seed => {
            const bench = running()
            bench.chip.fail("garbage", 0, seed)
            bench.writeByte(Register.CFG_CH0, 32)
            expect(bench.chip.targetMa).toBe(312.5)
            bench.clock.advanceBy(20_000)
            expect(bench.chip.targetMa).toBe(156.25)
            return [bench.read(Register.CFG_CH0), bench.read(Register.STATUS)]
        })
        expect(replies[0]).toEqual(replies[1])
        expect(replies[0]).not.toEqual(replies[2])
    })

    test("MAX22200A fault: wrong: regulates to more, 60 mA unless told", () => {
        const bench = running()
        bench.chip.fail("wrong")
        bench.run(10_000)
        expect(bench.coilMa).toBeCloseTo(372.5, 3)
        bench.chip.fail("wrong", 10)
        expect(bench.chip.targetMa).toBe(322.5)
        bench.chip.heal()
        expect(bench.chip.targetMa).toBe(312.5)
    })

    test("MAX22200A fault: reset: off, UVM and not ACTIVE with the next command", () => {
        const bench = running()
        bench.chip.fail("reset")
        expect([bench.chip.targetMa, bench.tell(0)]).toEqual([0, Flag.UVM])
    })

    test("MAX22200A fault: open: no current, HHF after HIT, OLF 0.2 ms after off, not before", () => {
        const bench = running()
        bench.chip.fail("open")
        bench.run(50_000)
        expect([bench.coilMa < 1, bench.read(Register.FAULT)]).toEqual([true, 0])
        bench.switch(false)
        bench.run(150)
        expect(bench.read(Register.FAULT)).toBe(0)
        bench.run(50)
        expect(bench.read(Register.FAULT)).toBe(1 << 8)
        bench.switch(true)
        expect(bench.read(Register.FAULT)).toBe(0)
        bench.run(20_000)
        expect(bench.read(Register.FAULT)).toBe(1 << 16)
    })

    test("MAX22200A fault: short: conducts without ENABLE and supply, reads as open load", () => {
        const bench = running()
        bench.switch(false)
        bench.chip.fail("short")
        bench.run(20_000)
        expect(bench.coilMa).toBeCloseTo(925, 0)
        expect(bench.read(Register.FAULT)).toBe(1 << 8)
        bench.chip.enable(false)
        bench.clock.advanceBy(2500)
        bench.chip.power(false)
        expect(bench.chip.drivingFraction).toBe(1)
        bench.chip.heal()
        expect(bench.chip.drivingFraction).toBe(0)
    })

    test("MAX22200A fault: a kind that means nothing here: refused", () => {
        expect(() => new Bench().chip.fail("hiZ")).toThrow(RangeError)
    })
})
