import { expect, test } from "vitest"
import { Ds2431 as Ds2431Model } from "../../sim/chips/ds2431"
import { Ds2484 as Ds2484Model } from "../../sim/chips/ds2484"
import { OneWire } from "../../sim/chips/onewire"
import { Clock } from "../../sim/clock"
import { romOf } from "../../sim/rom"
import { CartridgeFailure, Ds2431 } from "../../src/drivers/ds2431"
import { Ds2484 } from "../../src/drivers/ds2484"
import { DriverError, DriverErrorCode, Result } from "../../src/drivers/errors"
import { HostI2c } from "../support/hostbus"

const TICK_US = 10_000

/** Ticks of a good reading with 8 bytes a tick: a reset, then 226 bytes and resets at overdrive, and one to collect. */
const READING_TICKS = 29

function newCartridge(clock: Clock, name: string) {
    const memory = Uint8Array.from({ length: 144 }, (_, index) => (index * 7 + name.length) & 0xff)
    const rom = romOf(name, 1)
    return { memory, rom, device: new Ds2431Model({ clock, rom, memory }) }
}

function newSocket() {
    const clock = new Clock()
    const wire = new OneWire()
    const chip = new Ds2484Model(clock, wire)
    const bus = new HostI2c(clock, chip)
    clock.advanceBy(TICK_US)
    const bridge = new Ds2484(bus)
    const reader = new Ds2431(bridge)
    /** Steps once a tick until the job ends; what the steps cost at most. */
    const finish = (budget: number, beforeStep: (tick: number) => void = () => undefined) => {
        let ticks = 0
        let transactionsMax = 0
        let blockedUsMax = 0
        let result: number = Result.Busy
        while (result === Result.Busy) {
            if (ticks > 300) throw new Error("the reader does not end")
            beforeStep(ticks++)
            const transactions = bus.transactions
            const startUs = clock.nowUs
            result = reader.step(budget)
            transactionsMax = Math.max(transactionsMax, bus.transactions - transactions)
            blockedUsMax = Math.max(blockedUsMax, clock.nowUs - startUs)
            clock.advanceTo(Math.ceil((clock.nowUs + 1) / TICK_US) * TICK_US)
        }
        return { result, ticks, transactionsMax, blockedUsMax }
    }
    return { clock, wire, chip, bus, bridge, reader, finish }
}

/** A socket whose cartridge has been read. */
function readSocket() {
    const socket = newSocket()
    const cartridge = newCartridge(socket.clock, "fitted")
    socket.bridge.init()
    socket.wire.plug(cartridge.device)
    socket.reader.startRead()
    expect(socket.finish(8).result).toBe(Result.Done)
    return { ...socket, cartridge }
}

test("DS2484 driver: start: recognised and configured, with and without a shorted socket", () => {
    for (const shorted of [false, true]) {
        const { bridge, wire, bus } = newSocket()
        wire.short(shorted)
        bridge.init()
        expect(bus.transactions).toBe(3)
        expect(bridge.readStatus()).toBe(Result.Done)
        // RST is gone, so the configuration was taken; the line's level is the line's business.
        expect(bridge.status).toBe(shorted ? 0x00 : 0x08)
    }
})

test("DS2484 driver: no chip, or one that talks nonsense: start names the part and why", () => {
    for (const [kind, code] of [
        ["off", DriverErrorCode.NoAnswer],
        ["garbage", DriverErrorCode.WrongIdentity],
    ] as const) {
        const { bridge, chip } = newSocket()
        chip.fail(kind)
        try {
            bridge.init()
            expect.unreachable()
        } catch (error) {
            expect(error).toBeInstanceOf(DriverError)
            expect(error).toMatchObject({ part: "DS2484", code })
        }
    }
})

test("PEN-FUN-05: cartridge reader: fitted: ROM, record and tag thrice, marks once, in 300 ms", () => {
    const { wire, reader, finish, bridge, clock } = newSocket()
    bridge.init()
    const { device, rom, memory } = newCartridge(clock, "a")
    wire.plug(device)
    reader.startRead()
    const { result, ticks, blockedUsMax } = finish(8)
    expect(result).toBe(Result.Done)
    expect([...reader.rom]).toEqual([...rom])
    expect([...reader.head]).toEqual([...memory.subarray(0, 48)])
    expect(reader).toMatchObject({ present: true, short: false, working: false })
    expect(ticks).toBe(READING_TICKS)
    expect(blockedUsMax).toBeLessThan(6_000)
})

test("cartridge reader: any budget: the same result", () => {
    for (const budget of [1, 2, 5, 50]) {
        const { wire, reader, finish, bridge, clock } = newSocket()
        bridge.init()
        const { device, memory } = newCartridge(clock, "a")
        wire.plug(device)
        reader.startRead()
        expect(finish(budget).result).toBe(Result.Done)
        expect([...reader.head]).toEqual([...memory.subarray(0, 48)])
    }
})

test("PEN-SAF-05: cartridge reader: ROM poll: 3 transactions a tick, 110 ms", () => {
    const { reader, finish } = readSocket()
    reader.startRomPoll()
    const { result, ticks, transactionsMax, blockedUsMax } = finish(1)
    expect(result).toBe(Result.Done)
    expect(transactionsMax).toBe(3)
    expect(blockedUsMax).toBeLessThan(300)
    expect(ticks).toBe(11)
})

test("PEN-SAF-09: cartridge reader: exchanged cartridge: the ROM poll tells", () => {
    const { wire, reader, finish, clock } = readSocket()
    wire.plug(newCartridge(clock, "another").device)
    reader.startRomPoll()
    expect(finish(1).result).toBe(Result.BadData)
    expect(reader.failure).toBe(CartridgeFailure.RomChanged)
})

test("cartridge reader: empty socket and shorted socket: told apart", () => {
    const { wire, reader, finish } = readSocket()
    wire.unplug()
    reader.startRomPoll()
    expect(finish(1).result).toBe(Result.BadData)
    expect(reader).toMatchObject({ failure: CartridgeFailure.NotPresent, present: false })
    wire.short(true)
    reader.startRead()
    expect(finish(8).result).toBe(Result.BadData)
    expect(reader).toMatchObject({
        failure: CartridgeFailure.Shorted,
        present: false,
        short: true,
    })
    wire.short(false)
    reader.startRead()
    finish(8)
    expect(reader).toMatchObject({ failure: CartridgeFailure.NotPresent, short: false })
})

test("PEN-SAF-10: cartridge reader: removed in any tick of reading: never a good record", () => {
    // In the last tick of the good reading all bits have been received.
    for (let removal = 0; removal < READING_TICKS - 1; removal++) {
        const { wire, reader, finish } = readSocket()
        reader.startRead()
        const { result } = finish(8, tick => {
            if (tick === removal) wire.unplug()
        })
        expect(result).toBe(Result.BadData)
        expect(reader.failure).not.toBe(CartridgeFailure.None)
    }
})

test("PEN-SAF-10: cartridge reader: a byte that changes between the readings: refused", () => {
    for (const changeAt of [8, 15]) {
        const { wire, reader, finish, bridge, clock } = newSocket()
        bridge.init()
        const { device, memory } = newCartridge(clock, "a")
        wire.plug(device)
        reader.startRead()
        const { result } = finish(8, tick => {
            if (tick === changeAt) memory[31] = memory[31]! ^ 1
        })
        expect(result).toBe(Result.BadData)
        expect(reader.failure).toBe(CartridgeFailure.ReadingsDiffer)
    }
})

test("PEN-SAF-09: cartridge reader: ROM with a wrong checksum or family: refused", () => {
    for (const [index, value] of [
        [7, 0x55],
        [0, 0x28],
    ] as const) {
        const { wire, reader, finish, bridge, clock } = newSocket()
        bridge.init()
        const rom = romOf("a", 1)
        rom[index] = rom[index]! ^ value
        wire.plug(new Ds2431Model({ clock, rom, memory: new Uint8Array(144) }))
        reader.startRead()
        expect(finish(8).result).toBe(Result.BadData)
        expect(reader.failure).toBe(CartridgeFailure.RomInvalid)
    }
})

test.each([
    ["off", [CartridgeFailure.BridgeSilent]],
    ["stuck", [CartridgeFailure.BridgeBusy]],
    // For 2 ms after its reset the chip does not answer at all.
    ["reset", [CartridgeFailure.BridgeSilent, CartridgeFailure.BridgeReset]],
] as const)(
    "PEN-SAF-17: cartridge reader: bridge %s in any tick: told in the next",
    (kind, why) => {
        for (let broken = 0; broken < READING_TICKS; broken++) {
            const { chip, reader, finish } = readSocket()
            reader.startRead()
            const { result, ticks } = finish(8, tick => {
                if (tick === broken) chip.fail(kind)
            })
            expect(result).toBe(Result.BadData)
            expect(why).toContain(reader.failure)
            expect(ticks - broken).toBeLessThanOrEqual(2)
            chip.heal()
            reader.startRead()
            finish(8)
            reader.startRead()
            expect(finish(8).result).toBe(Result.Done)
        }
    }
)

test("PEN-SAF-17: cartridge reader: bridge reset between jobs: told, set up, read again", () => {
    const { chip, reader, finish, clock } = readSocket()
    chip.fail("reset")
    clock.advanceBy(TICK_US)
    reader.startRead()
    expect(finish(8).result).toBe(Result.BadData)
    expect(reader.failure).toBe(CartridgeFailure.BridgeReset)
    reader.startRead()
    expect(finish(8).result).toBe(Result.Done)
})

test("cartridge reader: bridge ten times too slow: given up, the tick is not held up", () => {
    const { chip, reader, finish } = readSocket()
    chip.fail("slow")
    reader.startRead()
    const { result, blockedUsMax } = finish(8)
    expect(result).toBe(Result.BadData)
    expect(reader.failure).toBe(CartridgeFailure.BridgeBusy)
    expect(blockedUsMax).toBeLessThan(2_000)
})

test("cartridge reader: every third access refused: ends, and never with a wrong record", () => {
    const { chip, reader, finish, cartridge } = readSocket()
    chip.fail("intermittent")
    for (let index = 0; index < 5; index++) {
        reader.startRead()
        const { result } = finish(8)
        if (result === Result.Done)
            expect([...reader.head]).toEqual([...cartridge.memory.subarray(0, 48)])
        else expect(reader.failure).not.toBe(CartridgeFailure.None)
    }
})
