/**
 * MB85RC1MT: 128 KB of FRAM on I2C. Every byte takes effect when it is acknowledged, so that a supply that goes
 * away leaves the bytes before it written. One chip answers to two addresses: bit 16 of the memory address
 * travels in the device address word.
 */
import type { Clock } from "../clock"
import { Mb85rc1mBus, Mb85rc1mLayout } from "../../src/drivers/mb85rc1m.regs"
import type { I2cTarget } from "./bus"
import { type FaultKind, I2cChip } from "./i2cchip"

export class Mb85rc1m extends I2cChip {
    readonly part = "MB85RC1M"
    readonly address = Mb85rc1mBus.AddressLow
    /** The same chip at its second address, for the upper 64 KB. */
    readonly high: I2cTarget
    protected readonly kinds: readonly FaultKind[] = [
        "off",
        "stuck",
        "garbage",
        "reset",
        "intermittent",
        "wrong",
    ]
    /** 17-bit address of the next byte; null while no datasheet says what it is. */
    private pointer: number | null = null
    private half = 0
    /** Address bytes still expected in this write. */
    private missing = 0
    private upper = 0
    /** What a forgetful chip had in the places that were written since. */
    private readonly forgets = new Map<number, number>()

    /** `memory` is the array itself: it survives the chip's supply, as FRAM does. */
    constructor(
        clock: Clock,
        readonly memory: Uint8Array
    ) {
        super(clock)
        if (memory.length !== Mb85rc1mLayout.Bytes)
            throw new RangeError(
                `MB85RC1M: ${memory.length} bytes: expected ${Mb85rc1mLayout.Bytes}`
            )
        this.high = {
            part: this.part,
            address: Mb85rc1mBus.AddressHigh,
            start: read => this.startHalf(1, read),
            write: byte => this.write(byte),
            read: () => this.read(),
            stop: () => this.stop(),
        }
    }

    override start(read: boolean): boolean {
        return this.startHalf(0, read)
    }

    private startHalf(half: number, read: boolean): boolean {
        this.half = half
        return super.start(read)
    }

    protected override begin(read: boolean): boolean {
        if (!read) {
            this.missing = 2
            return true
        }
        if (this.missing === 1) this.pointer = null
        this.missing = 0
        if (this.pointer === null) throw this.unknown("read without a memory address")
        if (this.pointer >> 16 !== this.half)
            throw this.unknown(`read of half ${this.half} with its address in the other half`)
        return true
    }

    protected override accept(byte: number): boolean {
        if (this.missing === 2) {
            this.upper = byte
            this.missing = 1
            return true
        }
        if (this.missing === 1) {
            this.pointer = (this.half << 16) | (this.upper << 8) | byte
            this.missing = 0
            return true
        }
        this.store(this.pointer!, byte)
        this.advance()
        return true
    }

    private store(address: number, byte: number): void {
        if (this.kind === "stuck") return
        if (this.kind === "wrong" && !this.forgets.has(address))
            this.forgets.set(address, this.memory[address]!)
        this.memory[address] = byte
    }

    protected override send(): number {
        const byte = this.memory[this.pointer!]!
        this.advance()
        return byte
    }

    /** From the last address the chip rolls over to 0. */
    private advance(): void {
        this.pointer = (this.pointer! + 1) % Mb85rc1mLayout.Bytes
    }

    protected override end(): void {
        if (this.missing === 1) this.pointer = null
        this.missing = 0
    }

    protected override powerOn(): void {
        this.pointer = null
        this.missing = 0
    }

    protected override powerOff(): void {
        for (const [address, byte] of this.forgets) this.memory[address] = byte
        this.forgets.clear()
    }

    /** A healed chip keeps what it has. */
    override heal(): void {
        super.heal()
        this.forgets.clear()
    }
}
