/**
 * The seam between the program and a simulated world. On a chip nothing here runs: `install` is
 * called only when the runtime says that it is a simulator, where pins, I2C and SPI do not exist.
 *
 * It replaces the three lowest functions of the runtime, so that everything above them, the
 * DeviceScript compiler's own libraries included, is the code that runs on the chip. A message to
 * the host is a write to a socket that the host answers, in the same bytes, before the call returns.
 * A machine that was prepared for campaigns has an I2C bus of its own; its function stays.
 */
import * as ds from "@devicescript/core"
import { type BeatLine, type InputLines, type Line } from "./bus"
import { LineId, LineMode, MailboxOffset, MailboxOp, MailboxStatus } from "./mailbox.regs"

type Runtime = typeof ds & {
    _socketOpen(host: string, port: number): number
    _socketWrite(message: Buffer): number
    _socketOnEvent(event: string, argument?: Buffer | string): void
    _i2cTransaction(address: number, write: Buffer, read?: Buffer): number
    spiConfigure(miso: number, mosi: number, sck: number, mode: number, hz: number): void
    spiXfer(transmit: Buffer, receive: Buffer): Promise<void>
}

/** Longest payload of one message: two cartridge pages, or a calibration slot with its address. */
const PAYLOAD_BYTES_MAX = 72
/**
 * An SPI frame takes microseconds, but a program that hangs meanwhile must still find it done
 * afterwards; beyond the 5 s of the chip's task watchdog no answer will ever come.
 */
const SPI_TIMEOUT_MS = 6000

/** Code of a panic that the host asks for. */
const PANIC = 60999

const box = Buffer.alloc(MailboxOffset.Payload + PAYLOAD_BYTES_MAX)
let waiting: ds.Fiber = undefined

function send(message: Buffer): number {
    const status = (ds as Runtime)._socketWrite(message)
    if (status === MailboxStatus.Panic) ds._panic(PANIC)
    return status
}

function transact(address: number, write: Buffer, read?: Buffer): number {
    const sent = write.length
    let wanted = 0
    if (read) wanted = read.length
    box[0] = MailboxOp.I2c
    box[1] = address
    box[2] = sent
    box[3] = wanted
    if (sent === 1) box[MailboxOffset.Payload] = write[0]
    else if (sent > 0) box.blitAt(MailboxOffset.Payload, write, 0, sent)
    // Not through `send`: a call that the chip does not make would be a cost that it does not have.
    const status = (ds as Runtime)._socketWrite(box)
    if (status === MailboxStatus.Panic) ds._panic(PANIC)
    if (status !== 0) return status
    if (wanted === 1) read[0] = box[MailboxOffset.Payload]
    else if (wanted > 0) read.blitAt(0, box, MailboxOffset.Payload, wanted)
    return status
}

function configureSpi(miso: number, mosi: number, sck: number, mode: number, hz: number): void {
    box[0] = MailboxOp.SpiConfigure
    box[1] = mode
    box[2] = hz / 100000
    send(box)
}

async function transferSpi(transmit: Buffer, receive: Buffer): Promise<void> {
    box[0] = MailboxOp.SpiTransfer
    box[3] = transmit.length
    box.blitAt(MailboxOffset.Payload, transmit, 0, transmit.length)
    waiting = ds.Fiber.self()
    if ((ds as Runtime)._socketWrite(box) === MailboxStatus.Panic) ds._panic(PANIC)
    receive.blitAt(0, box, MailboxOffset.Payload, receive.length)
    const done = await ds.suspend<boolean>(SPI_TIMEOUT_MS)
    if (!done) throw new Error("SPI transfer did not end")
}

function onHostEvent(): void {
    if (waiting && waiting.suspended) waiting.resume(true)
}

/** Connects the program to the simulated world. Only where `ds.isSimulator()`. */
export function installSeam(): void {
    const runtime = ds as Runtime
    runtime._socketOnEvent = onHostEvent
    runtime._socketOpen("pen", 1)
    box[0] = MailboxOp.BusAsked
    if (send(box) !== 1) runtime._i2cTransaction = transact
    runtime.spiConfigure = configureSpi
    runtime.spiXfer = transferSpi
}

/** A pin of the simulated chip. Each method is one call, as `setMode` and `value` of a pin are. */
export class SimulatedLine implements Line, BeatLine {
    private readonly low: Buffer
    private readonly high: Buffer
    private readonly other: Buffer

    constructor(
        private readonly id: LineId,
        mode: LineMode
    ) {
        this.low = modeMessage(id, LineMode.OutputLow)
        this.high = modeMessage(id, LineMode.OutputHigh)
        this.other = modeMessage(id, mode)
        this.other[0] = MailboxOp.LineToggle
        send(modeMessage(id, mode))
    }

    read(): number {
        box[0] = MailboxOp.LineRead
        box[1] = this.id
        return send(box)
    }

    write(level: number): void {
        const status = (ds as Runtime)._socketWrite(level === 0 ? this.low : this.high)
        if (status === MailboxStatus.Panic) ds._panic(PANIC)
    }

    toggle(): void {
        const status = (ds as Runtime)._socketWrite(this.other)
        if (status === MailboxStatus.Panic) ds._panic(PANIC)
    }
}

function modeMessage(id: LineId, mode: LineMode): Buffer {
    const message = Buffer.alloc(3)
    message[0] = MailboxOp.LineMode
    message[1] = id
    message[2] = mode
    return message
}

/** The lines that are read in every tick. */
export class SimulatedInputs implements InputLines {
    private readonly message: Buffer

    constructor() {
        this.message = Buffer.alloc(1)
        this.message[0] = MailboxOp.InputsRead
    }

    read(): number {
        const levels = (ds as Runtime)._socketWrite(this.message)
        if (levels === MailboxStatus.Panic) ds._panic(PANIC)
        return levels
    }
}
