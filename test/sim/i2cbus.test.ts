/** The I2C bus in time: what happens to a chip, or to the whole pen, between two bytes of a transfer. */
import { describe, expect, test } from "vitest"
import { Drv8214Register } from "../../src/drivers/drv8214.regs"
import { Mb85rc1mLayout } from "../../src/drivers/mb85rc1m.regs"
import { S35770Bus } from "../../src/drivers/s35770.regs"
import { Drv8214 } from "../../sim/chips/drv8214"
import { Mb85rc1m } from "../../sim/chips/mb85rc1m"
import { S35770 } from "../../sim/chips/s35770"
import { Clock } from "../../sim/clock"
import { I2cBus } from "../../sim/i2cbus"
import { Pen } from "../../sim/pen"
import { Random } from "../../sim/random"
import { Trace } from "../../sim/trace"
import { bytecode } from "../support/bytecode"

const NOTHING = new Uint8Array(0)
/** 17-bit address 0x00100 and three bytes. */
const WRITE = Uint8Array.of(0x01, 0x00, 7, 8, 9)
const AT = 0x100

function bus(): { clock: Clock; i2c: I2cBus; fram: Mb85rc1m; witness: S35770 } {
    const clock = new Clock()
    const i2c = new I2cBus(clock, new Trace(), new Random(1, "bus"))
    const fram = new Mb85rc1m(clock, new Uint8Array(Mb85rc1mLayout.Bytes))
    const witness = new S35770(clock)
    i2c.attach(fram)
    i2c.attach(witness)
    return { clock, i2c, fram, witness }
}

describe("i2c bus", () => {
    test("i2c bus: six bytes at 400 kHz: the same time whether something happens meanwhile or not", () => {
        const calm = bus()
        expect(calm.i2c.transact(calm.fram.address, WRITE, NOTHING)).toBe(0)
        expect(calm.clock.nowUs).toBe(145)
        const busy = bus()
        let happened = 0
        for (const atUs of [1, 50, 100, 144]) busy.clock.at(atUs, () => happened++)
        expect(busy.i2c.transact(busy.fram.address, WRITE, NOTHING)).toBe(0)
        expect(busy.clock.nowUs).toBe(145)
        expect(happened).toBe(4)
        expect(busy.fram.memory.slice(AT, AT + 3)).toEqual(Uint8Array.of(7, 8, 9))
    })

    test("i2c bus: nobody at an address: over after the address", () => {
        const { clock, i2c } = bus()
        expect(i2c.transact(0x11, WRITE, NOTHING)).toBe(-1)
        expect(clock.nowUs).toBeLessThan(40)
    })

    test.each([
        [10, 1],
        [60, 0],
        [100, 0],
        [110, 1],
    ])(
        "i2c bus: a stroke %i us into a read of the witness: counts %i, for it is blind while addressed",
        (atUs, counted) => {
            const { clock, i2c, witness } = bus()
            const count = new Uint8Array(3)
            clock.at(atUs, () => witness.pulse())
            expect(i2c.transact(S35770Bus.Address, NOTHING, count)).toBe(0)
            clock.advanceTo(200)
            expect(i2c.transact(S35770Bus.Address, NOTHING, count)).toBe(0)
            expect(count[2]).toBe(counted)
        }
    )

    test.each([0, 1, 2, 3])(
        "i2c bus: supply lost after the address and %i bytes of an FRAM write: those before are kept",
        kept => {
            const { i2c, fram } = bus()
            let supplied = true
            i2c.driven = () => supplied
            i2c.onByte = ({ transfer, bytes }) => {
                if (transfer !== 1 || bytes !== 4 + kept) return
                supplied = false
                fram.power(false)
            }
            expect(i2c.transact(fram.address, WRITE, NOTHING)).toBe(kept < 3 ? -1 : 0)
            const expected = [7, 8, 9].map((byte, index) => (index < kept ? byte : 0))
            expect([...fram.memory.slice(AT, AT + 3)]).toEqual(expected)
        }
    )
})

test("i2c bus: drive chip put to sleep between address and data: answers no more, and nobody is to blame", () => {
    const { clock, i2c } = bus()
    const senses = { ripples: () => 0, rippleRadPerS: () => 0, currentMa: () => 0 }
    const drive = new Drv8214(clock, { ...senses, supplyMv: () => 7_400 })
    i2c.attach(drive)
    drive.sleep(true)
    clock.advanceTo(1_000)
    const value = new Uint8Array(1)
    const from = Uint8Array.of(Drv8214Register.REG_CTRL1)
    expect(i2c.transact(drive.address, from, value)).toBe(0)
    clock.at(clock.nowUs + 70, () => drive.sleep(false))
    expect(i2c.transact(drive.address, from, value)).toBe(-2)
    drive.sleep(true)
    clock.advanceBy(1_000)
    clock.at(clock.nowUs + 35, () => drive.sleep(false))
    expect(i2c.transact(drive.address, Uint8Array.of(...from, 9), NOTHING)).toBe(-1)
})

test("i2c bus: the pen's supply lost between two bytes: the program says and does nothing more", async () => {
    const pen = await Pen.make({ seed: 3, bytecode })
    pen.powerOn()
    pen.runUntil(2_000)
    let cutAtUs = -1
    pen.i2c.onByte = ({ bytes }) => {
        if (bytes !== 2) return
        cutAtUs = pen.clock.nowUs
        pen.powerOff()
    }
    pen.runUntil(2_100)
    const { transactions } = pen.i2c
    const said = pen.events.length
    const passes = pen.mcu.passes
    expect(cutAtUs).toBeGreaterThan(2_000_000)
    expect(pen.events.slice(-5)).toContainEqual(
        expect.objectContaining({ event: "power-off", atMs: cutAtUs / 1_000 })
    )
    expect(pen.world.chain.life.value).toBe(0)
    pen.runUntil(2_300)
    expect([pen.i2c.transactions, pen.events.length, pen.mcu.passes]).toEqual([
        transactions,
        said,
        passes,
    ])
    pen.i2c.onByte = undefined
    pen.powerOn()
    pen.runUntil(6_000)
    expect(pen.firmware.state).toBe("Locked")
})
