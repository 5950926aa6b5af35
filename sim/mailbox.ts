/**
 * The host's end of the seam: each message of the simulated hardware layer is a bus transfer or a pin,
 * answered in the same bytes before the call returns. It also holds the controller's pins.
 */
import { LineId, LineMode, MailboxOffset, MailboxOp } from "../src/hal/mailbox.regs"
import type { Board } from "./board"
import type { Clock } from "./clock"
import type { I2cBus } from "./i2cbus"
import type { Level, Signal } from "./signal"
import type { SpiBus } from "./spibus"
import { type Trace, TraceKind } from "./trace"

type Label = keyof typeof LineId

/** The wires of the controller, with the level that their external pull gives them. */
export type McuPins = Record<Label, Signal>

export class Mailbox {
    constructor(
        private readonly clock: Clock,
        private readonly board: Board,
        private readonly pins: McuPins,
        private readonly buses: { readonly i2c: I2cBus; readonly spi: SpiBus },
        private readonly trace: Trace
    ) {}

    /** Does what a message asks and writes the answer into it. Returns its status; throws for nonsense. */
    answer(bytes: Uint8Array): number {
        const payload = MailboxOffset.Payload
        switch (bytes[0]) {
            case MailboxOp.I2c: {
                const sent = bytes.slice(payload, payload + bytes[2]!)
                const wanted = bytes.subarray(payload, payload + bytes[3]!)
                return this.buses.i2c.transact(bytes[1]!, sent, wanted)
            }
            case MailboxOp.SpiConfigure:
                this.buses.spi.configure(bytes[1]!, bytes[2]! * 100_000)
                return 0
            case MailboxOp.SpiTransfer:
                this.buses.spi.transfer(bytes.subarray(payload, payload + bytes[3]!))
                return 0
            case MailboxOp.LineMode:
                this.setMode(bytes[1]!, bytes[2]!)
                return 0
            case MailboxOp.LineRead:
                return this.signal(bytes[1]!).value
            default:
                throw new Error(`mailbox: unknown operation ${bytes[0]} at ${this.clock.nowUs} us`)
        }
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
        if (signal.value !== level) {
            this.trace.add(this.clock.nowUs, TraceKind.Pin, line, level)
            if (this.trace.heard)
                this.trace.say({ atMs: this.clock.nowUs / 1000, pin: signal.name, level })
        }
        signal.set(level)
    }

    private signal(line: number): Signal {
        const label = LineId[line] as Label | undefined
        if (label === undefined)
            throw new Error(`mailbox: unknown line ${line} at ${this.clock.nowUs} us`)
        return this.pins[label]
    }
}
