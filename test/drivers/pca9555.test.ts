import { expect, test } from "vitest"
import { Pca9555 as Pca9555Model } from "../../sim/chips/pca9555"
import { Clock } from "../../sim/clock"
import { DriverError, DriverErrorCode, Result } from "../../src/drivers/errors"
import { ExpanderBit, Pca9555 } from "../../src/drivers/pca9555"
import { HostI2c } from "../support/hostbus"

function newExpander() {
    const clock = new Clock()
    const board = { levels: 0xffff, outputs: [] as { levels: number; driven: number }[] }
    const chip = new Pca9555Model(clock, {
        input: () => board.levels,
        output: (levels, driven) => board.outputs.push({ levels, driven }),
    })
    const bus = new HostI2c(clock, chip)
    return { board, chip, bus, expander: new Pca9555(bus) }
}

const CAP_TEST = 1 << ExpanderBit.CapTest
const BUZZER = 1 << ExpanderBit.Buzzer

test("PCA9555 driver: start: cap test and buzzer become outputs and are never high", () => {
    const { expander, board } = newExpander()
    expander.init()
    expect(board.outputs.at(-1)).toMatchObject({ driven: CAP_TEST | BUZZER })
    for (const { levels, driven } of board.outputs) expect(levels & driven).toBe(0)
})

test("PCA9555 driver: poll: one transaction brings both ports", () => {
    const { expander, board, bus } = newExpander()
    expander.init()
    board.levels = 0xa53c & ~(CAP_TEST | BUZZER)
    const before = bus.transactions
    expect(expander.poll()).toBe(Result.Done)
    expect(bus.transactions - before).toBe(1)
    expect(expander.levels).toBe(board.levels)
})

test("PCA9555 driver: outputs: each bit alone, in one transaction", () => {
    const { expander, board, bus } = newExpander()
    expander.init()
    const driven = () => board.outputs.at(-1)!.levels & (CAP_TEST | BUZZER)
    const before = bus.transactions
    expect(expander.setOutput(ExpanderBit.CapTest, 1)).toBe(Result.Done)
    expect(bus.transactions - before).toBe(1)
    expect(driven()).toBe(CAP_TEST)
    expander.setOutput(ExpanderBit.Buzzer, 1)
    expect(driven()).toBe(CAP_TEST | BUZZER)
    expander.setOutput(ExpanderBit.CapTest, 0)
    expect(driven()).toBe(BUZZER)
})

test("PCA9555 driver: a refused output: is not remembered as done", () => {
    const { expander, board, chip } = newExpander()
    expander.init()
    chip.fail("off")
    expect(expander.setOutput(ExpanderBit.CapTest, 1)).toBe(Result.WriteRefused)
    chip.heal()
    expander.init()
    expander.setOutput(ExpanderBit.Buzzer, 1)
    expect(board.outputs.at(-1)!.levels & CAP_TEST).toBe(0)
})

test("PEN-SAF-17: PCA9555 driver: chip reset while running: the check tells, init repairs", () => {
    const { expander, chip } = newExpander()
    expander.init()
    expect(expander.check()).toBe(Result.Done)
    chip.fail("reset")
    expect(expander.check()).toBe(Result.BadData)
    expander.init()
    expect(expander.check()).toBe(Result.Done)
})

test("PCA9555 driver: no answer: levels are kept and start names the part", () => {
    const { expander, board, chip } = newExpander()
    expander.init()
    board.levels = 0x0001
    expander.poll()
    chip.fail("off")
    board.levels = 0xffff
    expect(expander.poll()).toBe(Result.WriteRefused)
    expect(expander.levels).toBe(0x0001)
    expect(() => expander.init()).toThrow(DriverError)
})

test("PCA9555 driver: registers that do not keep: start names register and reason", () => {
    const { expander, chip } = newExpander()
    chip.fail("garbage")
    try {
        expander.init()
        expect.unreachable()
    } catch (error) {
        expect(error).toMatchObject({ part: "PCA9555", code: DriverErrorCode.ReadBackDiffers })
    }
})
