/**
 * The I2C bus as the runtime drives it: blocking, 400 kHz, START + address + bytes, and, when
 * something is to be read, a repeated START. The time that the bus takes passes inside the call.
 */
import type { I2cTarget } from "./chips/bus"
import type { Clock } from "./clock"
import type { Random } from "./random"
import { type Trace, TraceKind } from "./trace"

/** Nine clocks a byte at 400 kHz. */
const BYTE_US = 22.5
/** START and STOP with the driver's own overhead. Chosen: a tenth of what a byte at 100 kHz takes. */
const FRAME_US = 10
/**
 * A line held low blocks the whole runtime for 1 s in each phase on its ESP-IDF
 * (`I2C_CMD_ALIVE_INTERVAL_TICK`, espressif/esp-idf issue 4999).
 */
const STUCK_PHASE_US = 1_000_000

export class I2cBus {
    private readonly targets: I2cTarget[] = []
    /** `stuckLow`: a line is held low; `open`: nobody is reached; `intermittent`: half of the transfers are lost. */
    fault: "none" | "stuckLow" | "open" | "intermittent" = "none"

    /** Transactions and time spent since power-on, for the cost of a tick. */
    transactions = 0
    busyUs = 0

    constructor(
        private readonly clock: Clock,
        private readonly trace: Trace,
        private readonly random: Random
    ) {}

    attach(target: I2cTarget): void {
        this.targets.push(target)
    }

    /** One transaction. Returns 0, −1 (write phase not acknowledged) or −2 (read phase). */
    transact(address: number, write: Uint8Array, read: Uint8Array): number {
        this.transactions++
        const startUs = this.clock.nowUs
        const status = this.perform(address, write, read)
        this.busyUs += this.clock.nowUs - startUs
        this.record(address, write, read, status)
        return status
    }

    private perform(address: number, write: Uint8Array, read: Uint8Array): number {
        const failsAt = write.length > 0 ? -1 : -2
        if (this.fault === "stuckLow") {
            this.clock.advanceBy(STUCK_PHASE_US)
            return failsAt
        }
        const phases = (write.length > 0 ? 1 : 0) + (read.length > 0 ? 1 : 0)
        const bytes = write.length + read.length + phases
        this.clock.advanceBy(Math.round(bytes * BYTE_US + phases * FRAME_US))
        if (this.fault === "open") return failsAt
        if (this.fault === "intermittent" && this.random.integer(0, 1) === 0) return failsAt
        const target = this.targetAt(address)
        if (!target) return failsAt
        try {
            if (write.length > 0) {
                if (!target.start(false)) return -1
                for (let index = 0; index < write.length; index++)
                    if (!target.write(write[index]!)) return -1
            }
            if (read.length > 0) {
                if (!target.start(true)) return -2
                for (let index = 0; index < read.length; index++) read[index] = target.read()
            }
            return 0
        } finally {
            target.stop()
        }
    }

    /** Addresses can change while a pen runs, so there is no table of them. */
    private targetAt(address: number): I2cTarget | undefined {
        for (const target of this.targets) if (target.address === address) return target
        return undefined
    }

    private record(address: number, write: Uint8Array, read: Uint8Array, status: number): void {
        const atUs = this.clock.nowUs
        this.trace.add(atUs, TraceKind.I2c, address, status)
        for (let index = 0; index < write.length; index++)
            this.trace.add(atUs, TraceKind.I2c, address, write[index]!)
        for (let index = 0; index < read.length; index++)
            this.trace.add(atUs, TraceKind.I2c, address, 0x100 | read[index]!)
        if (this.trace.heard)
            this.trace.say({
                atMs: atUs / 1000,
                i2c: address,
                write: [...write],
                read: [...read],
                status,
            })
    }
}
