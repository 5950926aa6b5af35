import { expect, test } from "vitest"
import { S35770 as S35770Model } from "../../sim/chips/s35770"
import { Clock } from "../../sim/clock"
import { DriverError, Result } from "../../src/drivers/errors"
import { S35770 } from "../../src/drivers/s35770"
import { HostI2c } from "../support/hostbus"

function newWitness() {
    const clock = new Clock()
    const chip = new S35770Model(clock)
    const bus = new HostI2c(clock, chip)
    const pulse = (count: number) => {
        for (let index = 0; index < count; index++) chip.pulse()
    }
    return { chip, bus, pulse, witness: new S35770(bus) }
}

test("S-35770 driver: start: pulses before it are no strokes", () => {
    const { witness, pulse } = newWitness()
    pulse(5)
    witness.init()
    expect(witness.count).toBe(5)
})

test("S-35770 driver: poll: one transaction, the strokes since the start", () => {
    const { witness, pulse, bus } = newWitness()
    witness.init()
    pulse(300)
    const before = bus.transactions
    expect(witness.poll()).toBe(Result.Done)
    expect(bus.transactions - before).toBe(1)
    expect(witness.count).toBe(300)
})

test("S-35770 driver: count wraps at 24 bits: it starts again", () => {
    const { witness, chip, pulse } = newWitness()
    chip.fail("wrong", 0xfffffe)
    witness.init()
    pulse(5)
    expect(witness.poll()).toBe(Result.Done)
    expect(witness.count).toBe(3)
})

test("S-35770 driver: a lost transfer: no strokes are invented, none are lost", () => {
    const { witness, chip, bus, pulse } = newWitness()
    witness.init()
    pulse(7)
    const silent = new S35770(new HostI2c(new Clock()))
    expect(silent.poll()).toBe(Result.ReadRefused)
    expect(silent.count).toBe(0)
    expect(witness.poll()).toBe(Result.Done)
    expect(witness.count).toBe(7)
    chip.fail("off")
    expect(witness.poll()).toBe(Result.ReadRefused)
    expect(witness.count).toBe(7)
    expect(bus.transactions).toBe(3)
})

test("S-35770 driver: no chip: start names the part", () => {
    const { witness, chip } = newWitness()
    chip.fail("off")
    expect(() => witness.init()).toThrow(DriverError)
})
