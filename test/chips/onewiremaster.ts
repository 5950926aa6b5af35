/** A cartridge socket for tests: DS2484, line and DS2431, with the command sequences of the datasheets. */
import { crc8OneWire } from "../../sim/chips/crc"
import { Ds2431 } from "../../sim/chips/ds2431"
import { Ds2484 } from "../../sim/chips/ds2484"
import { OneWire } from "../../sim/chips/onewire"
import { Clock } from "../../sim/clock"
import { transfer } from "./i2cmaster"

/** Status bits ([DS-DS2484] "Status Register"). */
export const busy = 0x01
export const presence = 0x02
export const short = 0x04
export const lineLevel = 0x08
export const wasReset = 0x10

const identity = [0x2d, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66]
export const rom = Uint8Array.from([...identity, crc8OneWire(identity)])

/** Polls before the test gives up; far more than any command takes. */
const pollsMaximum = 2000

export class Socket {
    readonly clock = new Clock()
    readonly wire = new OneWire()
    readonly bridge = new Ds2484(this.clock, this.wire)
    readonly memory = new Uint8Array(144)
    readonly device: Ds2431

    constructor(options: { programUs?: number; plugged?: boolean } = {}) {
        const programUs = options.programUs
        this.device = new Ds2431({
            clock: this.clock,
            rom,
            memory: this.memory,
            ...(programUs === undefined ? {} : { programUs }),
        })
        if (options.plugged ?? true) this.wire.plug(this.device)
        this.clock.advanceBy(2000)
    }

    status(): number {
        return transfer(this.bridge, [0xe1, 0xf0], 1).bytes[0]!
    }

    /** Lets 10 µs pass at a time until 1WB falls; answers how long it took. */
    wait(): number {
        const startUs = this.clock.nowUs
        for (let poll = 0; poll < pollsMaximum; poll++) {
            if (!(transfer(this.bridge, [], 1).bytes[0]! & busy)) return this.clock.nowUs - startUs
            this.clock.advanceBy(1)
        }
        throw new Error("socket: 1WB never falls")
    }

    /** 1-Wire reset; answers the status. */
    reset(): number {
        transfer(this.bridge, [0xb4])
        this.wait()
        return this.status()
    }

    send(...bytes: readonly number[]): void {
        for (const byte of bytes) {
            transfer(this.bridge, [0xa5, byte])
            this.wait()
        }
    }

    receive(count: number): number[] {
        return Array.from({ length: count }, () => {
            transfer(this.bridge, [0x96])
            this.wait()
            return transfer(this.bridge, [0xe1, 0xe1], 1).bytes[0]!
        })
    }

    /** Reset, Skip ROM, then these bytes. */
    command(...bytes: readonly number[]): void {
        this.reset()
        this.send(0xcc, ...bytes)
    }

    readMemory(address: number, count: number): number[] {
        this.command(0xf0, address, 0)
        return this.receive(count)
    }

    /** Loads the scratchpad; answers the CRC that the chip sends. */
    writeScratchpad(address: number, bytes: readonly number[]): number[] {
        this.command(0x0f, address, 0, ...bytes)
        return this.receive(2)
    }

    readScratchpad(count: number): number[] {
        this.command(0xaa)
        return this.receive(count)
    }

    /** Copies with the strong pull-up, waits, and answers the byte that says how it went. */
    copy(address: number, endStatus = 0x07, options = { strong: true, waitUs: 10000 }): number {
        this.command(0x55, address, 0)
        if (options.strong) transfer(this.bridge, [0xd2, 0xa5])
        this.send(endStatus)
        this.clock.advanceBy(options.waitUs)
        if (options.strong) transfer(this.bridge, [0xd2, 0xe1])
        return this.receive(1)[0]!
    }

    writeRow(address: number, bytes: readonly number[]): number {
        this.writeScratchpad(address, bytes)
        return this.copy(address)
    }
}
