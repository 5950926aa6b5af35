import { describe, expect, test } from "vitest"
import { UnknownAccess } from "../../sim/chips/bus"
import { Ds2484 } from "../../sim/chips/ds2484"
import { OneWire } from "../../sim/chips/onewire"
import { Clock } from "../../sim/clock"
import { accepted, hex, transfer } from "./i2cmaster"
import { Socket, busy, lineLevel, presence, rom, short, wasReset } from "./onewiremaster"

describe("DS2484 commands", () => {
    test("power-up: first 2 ms: not acknowledged, then status 0001 1000", () => {
        const clock = new Clock()
        const bridge = new Ds2484(clock, new OneWire())
        expect(bridge.start(true)).toBe(false)
        clock.advanceBy(2000)
        expect(transfer(bridge, [], 1).bytes).toEqual([wasReset | lineLevel])
        expect(bridge.address).toBe(0x18)
    })

    test("Device Reset: configured chip: status 0x18 and configuration 0", () => {
        const { bridge } = new Socket()
        transfer(bridge, [0xd2, 0xe1])
        expect(transfer(bridge, [0xf0], 1).bytes).toEqual([0x18])
        expect(transfer(bridge, [0xe1, 0xc3], 1).bytes).toEqual([0])
    })

    test("Write Configuration: nibbles complement: accepted, RST falls, upper nibble reads 0", () => {
        const socket = new Socket()
        expect(transfer(socket.bridge, [0xd2, 0xe1], 2).bytes).toEqual([0x01, 0x01])
        expect(socket.status() & wasReset).toBe(0)
    })

    test("Write Configuration: nibbles do not complement: parameter refused, nothing changes", () => {
        const { bridge } = new Socket()
        transfer(bridge, [0xd2, 0xe1])
        expect(transfer(bridge, [0xd2, 0x05]).acknowledged).toEqual([true, true, false])
        expect(transfer(bridge, [0xe1, 0xc3], 1).bytes).toEqual([0x01])
    })

    test("Write Configuration: PDN with SPU: SPU reads 0 and the line is low", () => {
        const socket = new Socket()
        expect(transfer(socket.bridge, [0xd2, 0x96], 1).bytes).toEqual([0x02])
        expect(socket.status() & lineLevel).toBe(0)
    })

    test("Set Read Pointer: unknown pointer: refused, the pointer stays", () => {
        const { bridge } = new Socket()
        transfer(bridge, [0xe1, 0xc3])
        expect(transfer(bridge, [0xe1, 0x55]).acknowledged.at(-1)).toBe(false)
        expect(transfer(bridge, [], 1).bytes).toEqual([0])
    })

    test("surplus byte: after a whole command: refused", () => {
        const { bridge } = new Socket()
        expect(transfer(bridge, [0xe1, 0xf0, 0xf0]).acknowledged.at(-1)).toBe(false)
        expect(transfer(bridge, [0xb4, 0x00]).acknowledged.at(-1)).toBe(false)
    })

    test.each([
        ["Write Configuration", [0xd2, 0xe1]],
        ["Adjust Port", [0xc3, 0x06]],
        ["1-Wire Reset", [0xb4]],
        ["Single Bit", [0x87, 0x80]],
        ["Write Byte", [0xa5, 0xcc]],
        ["Read Byte", [0x96]],
        ["Triplet", [0x78, 0x00]],
    ])("%s: while 1WB is 1: code refused and ignored", (_, bytes) => {
        const { bridge, clock } = new Socket()
        transfer(bridge, [0xb4])
        clock.advanceBy(500)
        expect(transfer(bridge, bytes).acknowledged).toEqual([true, false])
        clock.advanceBy(621)
        expect(transfer(bridge, [], 1).bytes[0]! & busy).toBe(0)
        expect(accepted(transfer(bridge, bytes))).toBe(true)
    })

    test("Device Reset and Set Read Pointer: while 1WB is 1: accepted", () => {
        const { bridge } = new Socket()
        transfer(bridge, [0xb4])
        expect(accepted(transfer(bridge, [0xe1, 0xf0]))).toBe(true)
        expect(accepted(transfer(bridge, [0xf0]))).toBe(true)
        expect(transfer(bridge, [], 1).bytes).toEqual([0x18])
    })

    test("command 0x00: undescribed", () => {
        expect(() => transfer(new Socket().bridge, [0x00])).toThrow(UnknownAccess)
    })

    test("Adjust Port: read back: eight codes in order, then again from the first", () => {
        const { bridge } = new Socket()
        expect(accepted(transfer(bridge, [0xc3, 0x04, 0x15, 0x67, 0xef]))).toBe(true)
        expect(hex(transfer(bridge, [0xe1, 0xb4], 9).bytes)).toBe("04 05 06 06 06 06 07 06 04")
    })
})

describe("DS2484 timing", () => {
    test.each([
        ["1-Wire Reset", [0xb4], 1121],
        ["Single Bit", [0x87, 0x80], 70],
        ["Write Byte", [0xa5, 0xff], 554],
        ["Read Byte", [0x96], 554],
        ["Triplet", [0x78, 0x80], 208],
    ])("%s: default port: %j busy for %d µs", (_, bytes, durationUs) => {
        const socket = new Socket()
        transfer(socket.bridge, bytes)
        expect(socket.wait()).toBe(durationUs)
    })

    test("overdrive: reset and byte: 2 × 56 µs and 8 × 13.25 µs", () => {
        const socket = new Socket()
        transfer(socket.bridge, [0xd2, 0x78])
        transfer(socket.bridge, [0xb4])
        expect(socket.wait()).toBe(113)
        transfer(socket.bridge, [0x96])
        expect(socket.wait()).toBe(106)
    })

    test("port: tRSTL code 0 and tREC0 code 15: 880 µs reset, 8 × 89.25 µs byte", () => {
        const socket = new Socket({ plugged: false })
        transfer(socket.bridge, [0xc3, 0x00, 0x6f])
        transfer(socket.bridge, [0xb4])
        expect(socket.wait()).toBe(881)
        transfer(socket.bridge, [0x96])
        expect(socket.wait()).toBe(714)
    })
})

describe("DS2484 line", () => {
    test("reset: device present: PPD 1, SD 0; empty socket: both 0", () => {
        expect(new Socket().reset() & (presence | short)).toBe(presence)
        expect(new Socket({ plugged: false }).reset() & (presence | short)).toBe(0)
    })

    test("reset: shorted line: both PPD and SD, and LL 0", () => {
        const socket = new Socket()
        socket.wire.short(true)
        expect(socket.reset() & (presence | short | lineLevel)).toBe(presence | short)
    })

    test("status: cartridge pulled after the reset: PPD goes stale", () => {
        const socket = new Socket()
        socket.reset()
        socket.wire.unplug()
        expect(socket.status() & presence).toBe(presence)
        expect(socket.reset() & presence).toBe(0)
    })

    test("read byte: empty socket: FF", () => {
        const socket = new Socket({ plugged: false })
        socket.reset()
        expect(socket.receive(1)).toEqual([0xff])
    })

    test("read byte: pulled in the middle: the bits after that are ones", () => {
        const socket = new Socket()
        socket.reset()
        socket.send(0x33)
        transfer(socket.bridge, [0x96])
        // Two and a half slots of 69.25 µs: bits 0 and 1 of 0x2D have arrived.
        socket.clock.advanceBy(173)
        socket.wire.unplug()
        socket.wait()
        expect(transfer(socket.bridge, [0xe1, 0xe1], 1).bytes).toEqual([0xfd])
    })

    test("bounce: contact back: the device waits for a reset", () => {
        const socket = new Socket()
        socket.reset()
        socket.wire.bounce(socket.clock, [0, 50])
        socket.clock.advanceBy(100)
        socket.send(0x33)
        expect(socket.receive(1)).toEqual([0xff])
        socket.reset()
        socket.send(0x33)
        expect(socket.receive(8)).toEqual(Array.from(rom))
    })

    test("triplet: search of one device: finds its identity", () => {
        const socket = new Socket()
        socket.reset()
        socket.send(0xf0)
        let found = 0n
        for (let bit = 0n; bit < 64n; bit++) {
            transfer(socket.bridge, [0x78, 0x00])
            socket.wait()
            const status = socket.status()
            // First and second bit differ with a single device, and the direction is the first bit.
            expect((status >> 5) & 1).not.toBe((status >> 6) & 1)
            expect(status >> 7).toBe((status >> 5) & 1)
            found |= BigInt(status >> 7) << bit
        }
        expect(found).toBe(rom.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n))
    })

    test("single bit: read slot: SBR is what the device sends", () => {
        const socket = new Socket()
        socket.reset()
        socket.send(0x33)
        const bits = [0, 1, 2, 3].map(() => {
            transfer(socket.bridge, [0x87, 0x80])
            socket.wait()
            return (socket.status() >> 5) & 1
        })
        expect(bits).toEqual([1, 0, 1, 1])
    })

    test("strong pull-up: set before a byte: on when the byte ends, off and cleared at the next command", () => {
        const { bridge, wire, clock } = new Socket()
        const edges: string[] = []
        const before = clock.nowUs
        wire.strongPullUp = on => {
            edges.push(`${on} ${clock.nowUs - before}`)
        }
        transfer(bridge, [0xd2, 0xa5])
        transfer(bridge, [0xa5, 0xcc])
        clock.advanceBy(1000)
        expect(edges).toEqual(["true 554"])
        expect(transfer(bridge, [0xe1, 0xc3], 1).bytes).toEqual([0x05])
        transfer(bridge, [0xb4])
        expect(edges).toEqual(["true 554", "false 1000"])
        expect(transfer(bridge, [0xe1, 0xc3], 1).bytes).toEqual([0x01])
    })

    test("strong pull-up: not asked for: never on", () => {
        const { bridge, wire, clock } = new Socket()
        let switches = 0
        wire.strongPullUp = () => {
            switches++
        }
        transfer(bridge, [0xd2, 0xe1])
        switches = 0
        transfer(bridge, [0xa5, 0xcc])
        clock.advanceBy(1000)
        expect(switches).toBe(0)
    })
})

describe("DS2484 faults", () => {
    test("stuck: busy for ever, every 1-Wire command refused", () => {
        const socket = new Socket()
        socket.bridge.fail("stuck")
        expect(socket.status() & busy).toBe(busy)
        expect(accepted(transfer(socket.bridge, [0xb4]))).toBe(false)
        socket.bridge.heal()
        expect(socket.reset() & presence).toBe(presence)
    })

    test("reset: RST comes back and the configuration is lost", () => {
        const socket = new Socket()
        transfer(socket.bridge, [0xd2, 0xe1])
        socket.bridge.fail("reset")
        socket.clock.advanceBy(2000)
        expect(socket.status() & wasReset).toBe(wasReset)
    })

    test("slow: a byte takes ten times as long", () => {
        const socket = new Socket()
        socket.bridge.fail("slow")
        transfer(socket.bridge, [0xa5, 0xff])
        socket.clock.advanceBy(5539)
        expect(socket.status() & busy).toBe(busy)
        socket.clock.advanceBy(1)
        expect(socket.status() & busy).toBe(0)
    })
})
