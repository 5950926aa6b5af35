/**
 * Frames between the master and the MAX22200A's registers. A frame with CMD high is the command, and
 * stays in force for every data frame after it. Source: datasheet MAX22200/MAX22200A Rev 1 (3/25),
 * figures 7 and 10 to 13, "Communication Error Detection". Reads are not checked for their length; one
 * that is too short is refused, because nothing says what it would clear.
 */
import {
    Max22200aCommand as Command,
    Max22200aFlag as Flag,
    Max22200aRegister as Register,
} from "../../src/drivers/max22200a.regs"
import type { Max22200aRegisters } from "./max22200aregisters"

const bytesOf = (word: number): number[] =>
    [word >>> 24, word >>> 16, word >>> 8, word].map(part => part & 0xff)

export class Max22200aLink {
    /** Clocks of noise in the frame under way. */
    strayBits = 0
    /** The command in force; undefined since the logic was lost. */
    private command: number | undefined
    private isCommand = false
    private sent: number[] = []
    private reply: readonly number[] = []

    constructor(
        private readonly registers: Max22200aRegisters,
        private readonly statusReadEndsError: boolean,
        private readonly refuse: (what: string) => never
    ) {}

    reset(): void {
        this.command = undefined
    }

    select(isCommand: boolean): void {
        this.isCommand = isCommand
        this.sent = []
        this.strayBits = 0
        this.reply = this.answer()
    }

    /** After the chip's own bytes come those that went in, for the next chip of a chain. */
    exchange(byte: number): number {
        const index = this.sent.length
        this.sent.push(byte)
        return this.reply[index] ?? this.sent[index - this.reply.length]!
    }

    /** Ends the frame. `frozen`: registers take nothing in. */
    deselect(frozen: boolean): void {
        const { command, sent } = this
        if (sent.length === 0) return
        if (this.isCommand) this.takeCommand()
        else if (command === undefined) return
        else if (!(command & Command.WRITE)) this.takeRead(command, frozen)
        else if (this.sound(command & Command.SHORT ? 1 : 4) && !frozen) this.takeWrite(command)
    }

    private answer(): readonly number[] {
        const { command, registers } = this
        const flags = registers.flagByte
        if (this.isCommand) return [flags]
        // Chosen: a chip that has lost its command answers nothing but zeros.
        if (command === undefined) return [0, 0, 0, 0]
        const short = (command & Command.SHORT) !== 0
        if (command & Command.WRITE) return short ? [flags] : [flags, command, 0, 0]
        const data = bytesOf(registers.read(addressOf(command)))
        return short ? data.slice(0, 1) : data
    }

    /** Every write is checked for its clocks: whole bytes, and at least the register. */
    private sound(bytes: number): boolean {
        const good = this.sent.length >= bytes && this.strayBits % 8 === 0
        const { registers } = this
        if (!good) registers.flags |= Flag.COMER
        else if (!this.statusReadEndsError) registers.flags &= ~Flag.COMER
        return good
    }

    private takeCommand(): void {
        if (!this.sound(1)) return
        const byte = this.sent.at(-1)!
        const name = `command 0x${byte.toString(16)}`
        if (byte & Command.RESERVED_MASK) this.refuse(`${name} with a reserved bit`)
        if (addressOf(byte) > Register.CFG_DPM) this.refuse(`${name} for an unknown register`)
        this.command = byte
    }

    /** The last bytes count, the register's lowest byte first. */
    private takeWrite(command: number): void {
        const { sent, registers } = this
        const address = addressOf(command)
        if (command & Command.SHORT) {
            const rest = registers.read(address) & 0xffffff
            return registers.write(address, ((sent.at(-1)! << 24) | rest) >>> 0)
        }
        const [low, second, third, high] = sent.slice(-4) as [number, number, number, number]
        registers.write(address, ((high << 24) | (third << 16) | (second << 8) | low) >>> 0)
    }

    private takeRead(command: number, frozen: boolean): void {
        const { reply, registers } = this
        if (this.sent.length < reply.length) this.refuse("a read of less than the register")
        if (frozen) return
        const address = addressOf(command)
        if (address === Register.STATUS && reply.length === 4) {
            registers.blocked = false
            registers.flags &= this.statusReadEndsError ? 0 : Flag.COMER
        }
        if (address !== Register.FAULT) return
        // Only what was shown and answered with a 1 is cleared: later faults are not lost.
        reply.forEach((shown, index) => {
            registers.faults &= ~((shown & this.sent[index]!) << (24 - 8 * index))
        })
    }
}

function addressOf(command: number): number {
    return (command & Command.ADDRESS_MASK) >> Command.ADDRESS_SHIFT
}
