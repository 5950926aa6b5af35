import { expect, test } from "vitest"
import { Mb85rc1m as Mb85rc1mModel } from "../../sim/chips/mb85rc1m"
import { Clock } from "../../sim/clock"
import { DriverError, DriverErrorCode, Result } from "../../src/drivers/errors"
import { Mb85rc1m } from "../../src/drivers/mb85rc1m"
import { HostI2c } from "../support/hostbus"

function newMemory() {
    const clock = new Clock()
    const bytes = new Uint8Array(131072)
    const chip = new Mb85rc1mModel(clock, bytes)
    const bus = new HostI2c(clock, chip, chip.high)
    return { bytes, chip, bus, memory: new Mb85rc1m(bus) }
}

test("MB85RC1M driver: start: both halves answer", () => {
    const { memory, bus } = newMemory()
    memory.init()
    expect(bus.transactions).toBe(2)
})

test("MB85RC1M driver: no chip: start names the part after three attempts", () => {
    const { memory, chip, bus } = newMemory()
    chip.fail("off")
    expect(() => memory.init()).toThrow(DriverError)
    expect(bus.transactions).toBe(3)
})

test.each([0x00000, 0x00040, 0x00100, 0x0ffc0, 0x10000, 0x1ffc0])(
    "MB85RC1M driver: write at %i: lands there and nowhere else",
    address => {
        const { memory, bytes } = newMemory()
        const data = Buffer.from(Array.from({ length: 64 }, (_, index) => index + 1))
        expect(memory.writeVerified(address, data)).toBe(Result.Done)
        expect(Buffer.from(bytes.subarray(address, address + 64))).toEqual(data)
        expect(bytes.filter(byte => byte !== 0).length).toBe(64)
        const back = Buffer.alloc(64)
        expect(memory.read(address, back)).toBe(Result.Done)
        expect(back).toEqual(data)
    }
)

test("MB85RC1M driver: writes of changing length: each is its own length", () => {
    const { memory, bytes } = newMemory()
    expect(memory.write(0x100, Buffer.from([0xa5]))).toBe(Result.Done)
    expect(memory.write(0x200, Buffer.from([1, 2, 3]))).toBe(Result.Done)
    expect(memory.write(0x100, Buffer.from([0x00]))).toBe(Result.Done)
    expect([...bytes.subarray(0x200, 0x204)]).toEqual([1, 2, 3, 0])
    expect(bytes[0x100]).toBe(0)
})

test("MB85RC1M driver: memory that keeps its old content: the verified write says so", () => {
    const { memory, chip } = newMemory()
    chip.fail("stuck")
    expect(memory.writeVerified(0x400, Buffer.from([1, 2]))).toBe(Result.BadData)
})

test("MB85RC1M driver: every third access refused: the verified write still succeeds", () => {
    const { memory, chip, bytes } = newMemory()
    chip.fail("intermittent")
    expect(memory.writeVerified(0x400, Buffer.from([7, 8]))).toBe(Result.Done)
    expect([...bytes.subarray(0x400, 0x402)]).toEqual([7, 8])
})

test.each([
    [-1, 1],
    [0xffff, 2],
    [0x1ffff, 2],
    [0x20000, 1],
    [0, 65],
    [0, 0],
])("MB85RC1M driver: %i with %i bytes: refused before the bus", (address, count) => {
    const { memory, bus } = newMemory()
    for (const call of [
        () => memory.read(address, Buffer.alloc(count)),
        () => memory.write(address, Buffer.alloc(count)),
    ]) {
        try {
            call()
            expect.unreachable()
        } catch (error) {
            expect(error).toBeInstanceOf(DriverError)
            expect((error as DriverError).code).toBe(DriverErrorCode.BadArgument)
        }
    }
    expect(bus.transactions).toBe(0)
})
