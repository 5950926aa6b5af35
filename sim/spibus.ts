/**
 * The SPI bus as the runtime drives it: a frame is queued, the fiber sleeps, and the end of the
 * transfer wakes the main loop. Who listens is decided by select lines that the program drives.
 */
import type { SpiTarget } from "./chips/bus"
import type { Clock } from "./clock"
import type { Random } from "./random"
import type { Signal } from "./signal"
import { type Trace, TraceKind } from "./trace"

/**
 * From the end of the frame until the main loop runs again: interrupt, task switch, event. Chosen
 * from the runtime's 0.3–2 ms between long transfers, for a frame of five bytes.
 */
const WAKE_US_MIN = 120
const WAKE_US_MAX = 300

export class SpiBus {
    private readonly chips: { target: SpiTarget; select: Signal }[] = []
    private mode = 0
    private hz = 1_000_000
    /** What the controller reads instead of the reply, or how much longer a transfer takes. */
    fault: "none" | "stuckHigh" | "stuckLow" | "garbage" | "slow" = "none"
    /** Transfers and time from their start until the program goes on, since power-on. */
    transactions = 0
    busyUs = 0

    constructor(
        private readonly clock: Clock,
        private readonly random: Random,
        private readonly trace: Trace,
        private readonly done: () => void
    ) {}

    /** Connects a chip; it is selected while `select` is low. */
    attach(target: SpiTarget, select: Signal): void {
        this.chips.push({ target, select })
        select.onEdge(level => {
            if (level === 0) target.select()
            else target.deselect()
        })
    }

    configure(mode: number, hz: number): void {
        this.mode = mode
        this.hz = hz
    }

    /** Exchanges the bytes in place; `done` is called when the transfer has ended and the loop may run. */
    transfer(bytes: Uint8Array): void {
        this.transactions++
        const atUs = this.clock.nowUs
        const selected = this.chips.filter(chip => !chip.select.high)
        for (let index = 0; index < bytes.length; index++) {
            const sent = bytes[index]!
            this.trace.add(atUs, TraceKind.Spi, 0, sent)
            let reply = 0xff
            for (const { target } of selected) {
                // In another mode the chip sees every bit half a clock late.
                const heard = target.mode === this.mode ? sent : (sent << 1) & 0xff
                reply &= target.exchange(heard)
            }
            bytes[index] = this.received(reply)
            this.trace.add(atUs, TraceKind.Spi, 1, bytes[index]!)
        }
        if (this.trace.heard) this.trace.say({ atMs: atUs / 1000, spi: [...bytes] })
        const frameUs = Math.ceil((bytes.length * 8 * 1_000_000) / this.hz)
        const us = frameUs + this.random.integer(WAKE_US_MIN, WAKE_US_MAX)
        const takesUs = this.fault === "slow" ? 10 * us : us
        this.busyUs += takesUs
        this.clock.after(takesUs, this.done)
    }

    private received(reply: number): number {
        switch (this.fault) {
            case "stuckHigh":
                return 0xff
            case "stuckLow":
                return 0x00
            case "garbage":
                return reply ^ this.random.integer(0, 255)
            default:
                return reply
        }
    }
}
