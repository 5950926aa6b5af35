import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { crc8OneWire } from "../../sim/chips/crc"
import { hex, transfer } from "./i2cmaster"
import { Socket, presence, rom } from "./onewiremaster"

const oneToEight = [1, 2, 3, 4, 5, 6, 7, 8]
const openRow = [0, 0, 0, 0, 0, 0, 0, 0]

describe("DS2431 identity", () => {
    test("Read ROM: eight bytes, family 2D, CRC over all eight 0", () => {
        const socket = new Socket()
        socket.reset()
        socket.send(0x33)
        const read = socket.receive(8)
        expect(read[0]).toBe(0x2d)
        expect(crc8OneWire(read)).toBe(0)
    })

    test("Match ROM: own identity selects, another does not; Resume follows a match only", () => {
        const socket = new Socket()
        socket.memory[0] = 0x5a
        const readFirst = (...select: number[]) => {
            socket.reset()
            socket.send(...select, 0xf0, 0, 0)
            return socket.receive(1)[0]
        }
        expect(readFirst(0xa5)).toBe(0xff)
        expect(readFirst(0x55, ...rom)).toBe(0x5a)
        expect(readFirst(0xa5)).toBe(0x5a)
        expect(readFirst(0x55, ...rom.subarray(0, 7), rom[7]! ^ 1)).toBe(0xff)
        expect(readFirst(0xa5)).toBe(0xff)
    })

    test("overdrive: Overdrive-Skip: answers in overdrive until a standard reset", () => {
        const socket = new Socket()
        socket.memory[0] = 0x5a
        socket.reset()
        socket.send(0x3c)
        transfer(socket.bridge, [0xd2, 0x78])
        socket.send(0xf0, 0, 0)
        expect(socket.receive(1)).toEqual([0x5a])
        expect(socket.reset() & presence).toBe(presence)
        transfer(socket.bridge, [0xd2, 0xf0])
        expect(socket.readMemory(0, 1)).toEqual([0x5a])
        transfer(socket.bridge, [0xd2, 0x78])
        expect(socket.reset() & presence).toBe(0)
    })

    test("unknown ROM command: undescribed", () => {
        const socket = new Socket()
        socket.reset()
        expect(() => socket.send(0x00)).toThrow(UnknownAccess)
    })
})

describe("DS2431 memory", () => {
    test("worked example: 01…08 to 0x0020 and back, byte by byte", () => {
        const socket = new Socket()
        expect(hex(socket.writeScratchpad(0x20, oneToEight))).toBe("3E 45")
        expect(hex(socket.readScratchpad(13))).toBe("20 00 07 01 02 03 04 05 06 07 08 19 12")
        expect(socket.copy(0x20)).toBe(0xaa)
        expect(hex(socket.readScratchpad(13))).toBe("20 00 87 01 02 03 04 05 06 07 08 78 D4")
        expect(socket.readMemory(0x20, 8)).toEqual(oneToEight)
    })

    test("Read Memory: beyond 0x008F: ones", () => {
        const socket = new Socket()
        socket.memory.fill(0x11)
        expect(hex(socket.readMemory(0x8e, 4))).toBe("11 11 FF FF")
    })

    test("Write Scratchpad: less than a row: PF stays, Copy refused", () => {
        const socket = new Socket()
        socket.command(0x0f, 0x20, 0, 1, 2, 3)
        expect(socket.readScratchpad(3)[2]).toBe(0x23)
        expect(socket.copy(0x20, 0x23)).toBe(0xff)
    })

    test("Write Scratchpad: from the middle of a row to its end: CRC follows but PF stays", () => {
        const socket = new Socket()
        socket.command(0x0f, 0x24, 0, 1, 2, 3, 4)
        expect(socket.receive(2)).not.toEqual([0xff, 0xff])
        expect(socket.readScratchpad(3)).toEqual([0x24, 0, 0x27])
        expect(socket.copy(0x24, 0x27)).toBe(0xff)
    })

    test.each([
        ["other address", 0x28, 0x07],
        ["other E/S", 0x20, 0x06],
    ])("Copy: %s than loaded: refused, AA stays 0", (_, address, status) => {
        const socket = new Socket()
        socket.writeScratchpad(0x20, oneToEight)
        expect(socket.copy(address, status)).toBe(0xff)
        expect(socket.readScratchpad(3)[2]).toBe(0x07)
        expect(socket.memory.every(byte => byte === 0)).toBe(true)
    })

    test("Copy: address beyond the memory: refused", () => {
        const socket = new Socket()
        socket.writeScratchpad(0x90, oneToEight)
        expect(socket.copy(0x90)).toBe(0xff)
    })

    test("Copy: row 0x0088: reserved, undescribed", () => {
        const socket = new Socket()
        socket.writeScratchpad(0x88, oneToEight)
        expect(() => socket.copy(0x88)).toThrow(UnknownAccess)
    })

    test("unknown function command: undescribed", () => {
        expect(() => new Socket().command(0x11)).toThrow(UnknownAccess)
    })
})

describe("DS2431 copy", () => {
    const isMixture = (row: Uint8Array) =>
        hex(row) !== hex(oneToEight) && row.some(byte => byte !== 0xff)

    test("without strong pull-up: the chip says done and the row is undefined", () => {
        const socket = new Socket()
        socket.memory.fill(0xff, 0x20, 0x28)
        socket.writeScratchpad(0x20, oneToEight)
        expect(socket.copy(0x20, 0x07, { strong: false, waitUs: 10000 })).toBe(0xaa)
        expect(isMixture(socket.memory.subarray(0x20, 0x28))).toBe(true)
    })

    test("asked before tPROG is over: cut off, row undefined", () => {
        const socket = new Socket()
        socket.memory.fill(0xff, 0x20, 0x28)
        socket.writeScratchpad(0x20, oneToEight)
        expect(socket.copy(0x20, 0x07, { strong: true, waitUs: 9000 })).toBe(0xff)
        expect(isMixture(socket.memory.subarray(0x20, 0x28))).toBe(true)
    })

    test("A1 part: 10 ms are too short, 12.5 ms are not", () => {
        const write = (waitUs: number) => {
            const socket = new Socket({ programUs: 12500 })
            socket.writeScratchpad(0x20, oneToEight)
            socket.copy(0x20, 0x07, { strong: true, waitUs })
            return hex(socket.memory.subarray(0x20, 0x28))
        }
        expect(write(12500)).toBe(hex(oneToEight))
        expect(write(10000)).not.toBe(hex(oneToEight))
    })

    test("cartridge pulled during tPROG: only that row is undefined", () => {
        const socket = new Socket()
        socket.memory.fill(0xff)
        socket.memory.fill(0, 0x80)
        socket.writeScratchpad(0x20, oneToEight)
        socket.command(0x55, 0x20, 0)
        transfer(socket.bridge, [0xd2, 0xa5])
        socket.send(0x07)
        socket.clock.advanceBy(5000)
        socket.wire.unplug()
        socket.clock.advanceBy(10000)
        expect(isMixture(socket.memory.subarray(0x20, 0x28))).toBe(true)
        expect(socket.memory.subarray(0, 0x20).every(byte => byte === 0xff)).toBe(true)
        expect(socket.memory.subarray(0x28, 0x80).every(byte => byte === 0xff)).toBe(true)
    })

    test("supply of the pen lost during tPROG: the row is undefined", () => {
        const socket = new Socket()
        socket.memory.fill(0xff, 0x20, 0x28)
        socket.writeScratchpad(0x20, oneToEight)
        socket.command(0x55, 0x20, 0)
        transfer(socket.bridge, [0xd2, 0xa5])
        socket.send(0x07)
        socket.clock.advanceBy(5000)
        socket.bridge.power(false)
        socket.clock.advanceBy(10000)
        expect(isMixture(socket.memory.subarray(0x20, 0x28))).toBe(true)
        socket.bridge.power(true)
        socket.clock.advanceBy(2000)
        expect(socket.reset() & presence).toBe(presence)
    })

    test("scratchpad: cartridge out and in again: lost, the old copy is refused", () => {
        const socket = new Socket()
        socket.writeScratchpad(0x20, oneToEight)
        socket.wire.unplug()
        socket.wire.plug(socket.device)
        expect(socket.copy(0x20)).toBe(0xff)
    })
})

describe("DS2431 protection", () => {
    test("write-protected page: scratchpad takes the memory, Copy says done, nothing changes", () => {
        const socket = new Socket()
        socket.memory.fill(0x99, 0x00, 0x20)
        socket.writeRow(0x80, [0x55, ...openRow.slice(1)])
        socket.writeScratchpad(0x08, oneToEight)
        expect(hex(socket.readScratchpad(11).slice(3))).toBe("99 99 99 99 99 99 99 99")
        expect(socket.copy(0x08)).toBe(0xaa)
        expect(socket.readMemory(0x08, 2)).toEqual([0x99, 0x99])
    })

    test("EPROM page: F0 and 3C give 30; the CRC is over what was sent", () => {
        const socket = new Socket()
        socket.memory.fill(0xf0, 0x60, 0x80)
        const sent = new Array<number>(8).fill(0x3c)
        const openCrc = hex(new Socket().writeScratchpad(0x60, sent))
        socket.writeRow(0x80, [0, 0, 0, 0xaa, 0, 0, 0, 0])
        expect(hex(socket.writeScratchpad(0x60, sent))).toBe(openCrc)
        expect(hex(socket.readScratchpad(11).slice(3))).toBe("30 30 30 30 30 30 30 30")
        expect(socket.copy(0x60)).toBe(0xaa)
        expect(socket.readMemory(0x60, 1)).toEqual([0x30])
        socket.writeRow(0x60, new Array<number>(8).fill(0xff))
        expect(socket.readMemory(0x60, 1)).toEqual([0x30])
    })

    test.each([0x55, 0xaa])(
        "protection byte 0x%s: read-only for ever, the others stay open",
        value => {
            const socket = new Socket()
            socket.writeRow(0x80, [value, 0, 0, 0, 0, 0, 0, 0])
            socket.writeRow(0x80, [0, 7, 0, 0, 0, 0, 0, 0])
            expect(socket.readMemory(0x80, 2)).toEqual([value, 7])
        }
    )

    test("copy protection: no copies to the register row nor to write-protected pages", () => {
        const socket = new Socket()
        socket.writeRow(0x80, [0x55, 0, 0, 0, 0x55, 0, 0, 0])
        expect(socket.writeRow(0x80, oneToEight)).toBe(0xff)
        expect(socket.writeRow(0x00, oneToEight)).toBe(0xff)
        expect(socket.writeRow(0x20, oneToEight)).toBe(0xaa)
    })

    test("factory byte: cannot be written; AA there fixes the user bytes too", () => {
        const socket = new Socket()
        socket.writeRow(0x80, [0, 0, 0, 0, 0, 0xaa, 0x12, 0x34])
        expect(hex(socket.readMemory(0x85, 3))).toBe("00 12 34")
        socket.memory[0x85] = 0xaa
        socket.writeRow(0x80, openRow)
        expect(hex(socket.readMemory(0x85, 3))).toBe("AA 12 34")
    })
})

describe("DS2431 faults", () => {
    test("off: no presence; healed: there again", () => {
        const socket = new Socket()
        socket.device.fail("off")
        expect(socket.reset() & presence).toBe(0)
        socket.device.heal()
        expect(socket.reset() & presence).toBe(presence)
    })

    test("intermittent: every third reset finds nobody", () => {
        const socket = new Socket()
        socket.device.fail("intermittent")
        const seen = Array.from({ length: 6 }, () => socket.reset() & presence)
        expect(seen).toEqual([2, 2, 0, 2, 2, 0])
    })

    test("wrong: another identity with a good CRC, the same memory", () => {
        const socket = new Socket()
        socket.memory[0] = 0x42
        socket.device.fail("wrong")
        socket.reset()
        socket.send(0x33)
        const read = socket.receive(8)
        expect(hex(read)).not.toBe(hex(rom))
        expect(crc8OneWire(read)).toBe(0)
        expect(socket.readMemory(0, 1)).toEqual([0x42])
    })

    test("garbage: long reads differ from each other", () => {
        const socket = new Socket()
        socket.device.fail("garbage")
        const reads = new Set(Array.from({ length: 4 }, () => hex(socket.readMemory(0, 144))))
        expect(reads.size).toBeGreaterThan(1)
    })

    test("stuck: means nothing for a cartridge: refused", () => {
        expect(() => new Socket().device.fail("stuck")).toThrow("expected off, garbage")
    })
})
