/**
 * The host's end of the seam: each message of the simulated hardware layer is a bus transfer or a pin,
 * answered in the same bytes before the call returns. It also holds the controller's pins.
 */
import { LineId, LineMode, MailboxOffset, MailboxOp } from "../src/hal/mailbox.regs"
import type { Board } from "./board"
import type { Clock } from "./clock"
import type { I2cBus } from "./i2cbus"
import type { I2cTransfer } from "./ownbus"
import type { Level, Signal } from "./signal"
import type { SpiBus } from "./spibus"
import { type Trace, TraceKind } from "./trace"

type Label = keyof typeof LineId

/** The wires of the controller, with the level that their external pull gives them. */
export type McuPins = Record<Label, Signal>

export class Mailbox {
    /** The pins by number, and buffers by length: there are a thousand messages in a second. */
    private readonly lines: Signal[] = []
    /** The level that each output was driven to last. */
    private readonly driven: Level[] = []
    private readonly sent: Uint8Array[] = []
    private readonly wanted: Uint8Array[] = []

    constructor(
        private readonly clock: Clock,
        private readonly board: Board,
        pins: McuPins,
        private readonly buses: { readonly i2c: I2cBus; readonly spi: SpiBus },
        private readonly trace: Trace
    ) {
        for (const [label, signal] of Object.entries(pins))
            this.lines[LineId[label as Label]] = signal
    }

    /** Does what a message asks and writes the answer into it. Returns its status; throws for nonsense. */
    answer(bytes: Uint8Array): number {
        const payload = MailboxOffset.Payload
        switch (bytes[0]) {
            case MailboxOp.I2c:
                return this.transferI2c({
                    memory: bytes,
                    address: bytes[1]!,
                    write: payload,
                    writeBytes: bytes[2]!,
                    read: payload,
                    readBytes: bytes[3]!,
                })
            case MailboxOp.SpiConfigure:
                this.buses.spi.configure(bytes[1]!, bytes[2]! * 100_000)
                return 0
            case MailboxOp.SpiTransfer:
                this.buses.spi.transfer(bytes.subarray(payload, payload + bytes[3]!))
                return 0
            case MailboxOp.LineMode:
                this.setMode(bytes[1]!, bytes[2]!)
                return 0
            case MailboxOp.LineToggle:
                this.drive(bytes[1]!, this.driven[bytes[1]!] === 1 ? 0 : 1)
                return 0
            case MailboxOp.LineRead:
                return this.signal(bytes[1]!).value
            case MailboxOp.InputsRead:
                return (
                    this.signal(LineId.STROKE_OK).value |
                    (this.signal(LineId.LATCH).value << 1) |
                    (this.signal(LineId.TRIGGER).value << 2)
                )
            default:
                throw new Error(`mailbox: unknown operation ${bytes[0]} at ${this.clock.nowUs} us`)
        }
    }

    /** Bytes to write and to read may lie in the same place, so each go through a buffer of their own. */
    transferI2c(transfer: I2cTransfer): number {
        const { memory, write, read } = transfer
        const sent = buffer(this.sent, transfer.writeBytes)
        const wanted = buffer(this.wanted, transfer.readBytes)
        for (let index = 0; index < sent.length; index++) sent[index] = memory[write + index]!
        const status = this.buses.i2c.transact(transfer.address, sent, wanted)
        if (status !== 0) return status
        for (let index = 0; index < wanted.length; index++) memory[read + index] = wanted[index]!
        return 0
    }

    /** `sPin` levels of the board file, as the native firmware and every start of the program set them. */
    bootLevels(): void {
        this.floatPins()
        this.driveAll(this.board.bootLevels)
    }

    /** Every output is released; the external pulls of the board decide. */
    floatPins(): void {
        this.driveAll(this.board.pulls)
    }

    private driveAll(levels: Partial<Record<Label, Level>>): void {
        for (const [label, level] of Object.entries(levels))
            this.drive(LineId[label as Label], level)
    }

    private setMode(line: number, mode: number): void {
        if (mode === LineMode.OutputHigh) this.drive(line, 1)
        else if (mode === LineMode.OutputLow) this.drive(line, 0)
        else if (mode !== LineMode.Input && mode !== LineMode.InputPullUp)
            throw new Error(`mailbox: unknown pin mode ${mode} at ${this.clock.nowUs} us`)
    }

    private drive(line: number, level: Level): void {
        const signal = this.signal(line)
        this.driven[line] = level
        if (signal.value !== level) {
            this.trace.add(this.clock.nowUs, TraceKind.Pin, line, level)
            if (this.trace.heard)
                this.trace.say({ atMs: this.clock.nowUs / 1000, pin: signal.name, level })
        }
        signal.set(level)
    }

    private signal(line: number): Signal {
        const signal = this.lines[line]
        if (signal === undefined)
            throw new Error(`mailbox: unknown line ${line} at ${this.clock.nowUs} us`)
        return signal
    }
}

function buffer(buffers: Uint8Array[], length: number): Uint8Array {
    return (buffers[length] ??= new Uint8Array(length))
}
