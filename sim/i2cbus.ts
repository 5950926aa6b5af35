/**
 * The I2C bus as the runtime drives it: blocking, 400 kHz, START + address + bytes, and, when something is to be read,
 * a repeated START. Time passes inside the call, byte by byte: whatever happens to the pen happens between two bytes,
 * and a controller that loses its supply says no more. A transfer that is not acknowledged ends there.
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

/** A byte that has crossed the bus, for whoever wants to do something to the pen there and then. */
export interface BusByte {
    /** Of the transfer, counted from 1 since the world began. */
    readonly transfer: number
    readonly address: number
    /** Bytes of the transfer so far, addresses included. */
    readonly bytes: number
    readonly reading: boolean
}

export class I2cBus {
    private readonly targets: I2cTarget[] = []
    /** `stuckLow`: a line is held low; `open`: nobody is reached; `intermittent`: half of the transfers are lost. */
    fault: "none" | "stuckLow" | "open" | "intermittent" = "none"

    /** Transactions and time spent since power-on, for the cost of a tick. */
    transactions = 0
    busyUs = 0
    /** Called after every byte, before the chip has acknowledged it. */
    onByte: ((byte: BusByte) => void) | undefined
    /** Whether the controller is there to go on with its transfer. */
    driven: () => boolean = () => true

    private startUs = 0
    private bytes = 0
    private phases = 0

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
        this.startUs = this.clock.nowUs
        this.bytes = this.phases = 0
        const target = this.reached(address)
        if (!target) {
            this.phases++
            this.pass(address, write.length === 0)
            this.catchUp()
            return failsAt
        }
        try {
            if (write.length > 0 && !this.send(target, write)) return -1
            if (read.length > 0 && !this.receive(target, read)) return -2
            this.catchUp()
            return 0
        } finally {
            target.stop()
        }
    }

    private reached(address: number): I2cTarget | undefined {
        if (this.fault === "open") return undefined
        if (this.fault === "intermittent" && this.random.integer(0, 1) === 0) return undefined
        return this.targetAt(address)
    }

    private send(target: I2cTarget, write: Uint8Array): boolean {
        if (!this.address(target, false)) return false
        for (let index = 0; index < write.length; index++) {
            if (!this.pass(target.address, false)) return false
            // What is written behind a pointer may move something; so far everything moves as before.
            if (index > 0) this.catchUp()
            if (!target.write(write[index]!)) return false
        }
        return true
    }

    private receive(target: I2cTarget, read: Uint8Array): boolean {
        if (!this.address(target, true)) return false
        for (let index = 0; index < read.length; index++) {
            if (!this.pass(target.address, true)) return false
            read[index] = target.read()
        }
        return true
    }

    /** START and the address: from here on the chip knows that it is meant. */
    private address(target: I2cTarget, reading: boolean): boolean {
        this.phases++
        if (!this.pass(target.address, reading)) return false
        this.catchUp()
        return target.start(reading)
    }

    /** The time of one byte. False: nobody is there any more to clock the next. */
    private pass(address: number, reading: boolean): boolean {
        this.bytes++
        const atUs = this.passedUs
        if (this.onByte === undefined && atUs < this.clock.nextAlarmUs) {
            this.clock.creepTo(atUs)
            return true
        }
        this.catchUp()
        const { bytes, transactions: transfer } = this
        if (this.driven()) this.onByte?.({ transfer, address, bytes, reading })
        return this.driven()
    }

    /** Lets the time pass that the bytes so far have taken, for what is continuous, too. */
    private catchUp(): void {
        const atUs = this.passedUs
        if (atUs >= this.clock.nowUs) this.clock.advanceTo(atUs)
    }

    private get passedUs(): number {
        return this.startUs + lastingUs(this.bytes, this.phases)
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
        // What a transfer that failed has read is nothing that the program gets to see.
        const got = status === 0 ? read.length : 0
        for (let index = 0; index < got; index++)
            this.trace.add(atUs, TraceKind.I2c, address, 0x100 | read[index]!)
        if (this.trace.heard)
            this.trace.say({
                atMs: atUs / 1000,
                i2c: address,
                write: [...write],
                read: [...read.subarray(0, got)],
                status,
            })
    }
}

function lastingUs(bytes: number, phases: number): number {
    return Math.round(bytes * BYTE_US + phases * FRAME_US)
}
