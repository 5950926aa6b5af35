/**
 * TI DRV8214 brushed-motor driver with ripple counting, at byte level: single-byte I2C accesses in,
 * bridge state and average motor voltage out. Source: datasheet SLVSH04 (Nov 2023).
 * Not modelled: over-voltage protection, quality of ripple detection for wrong INV_R or KMC (a 0 in
 * either is refused as soon as the motor is driven), PWM ripple.
 *
 * Values for the pen's motor (2.2 ohm, 5.9 mV s/rad, 6 ripples per revolution): RC_CTRL0 sense range
 * 2 A; RC_CTRL2 INV_R_SCALE 1 and KMC_SCALE 2; RC_CTRL3 INV_R = 64 / 2.2 = 29; RC_CTRL4
 * KMC = 5.9e-3 / 6 * 24 * 2^12 = 97; TINRUSH 977 (100 ms) outlasts the spin-up; gains as in
 * `drv8214loop.ts`.
 */
import type { Clock } from "../clock"
import { UnknownAccess, type I2cTarget } from "./bus"
import type { Drv8214Board, Drv8214Senses } from "./drv8214board"
import { Drv8214Core } from "./drv8214core"
import { Drv8214Faults } from "./drv8214faults"
import { gainRegisters, unknownGain } from "./drv8214registers"

export type { Drv8214Senses } from "./drv8214board"

export interface Drv8214Options extends Drv8214Board {
    /** 7-bit address by its straps; default 0x30. */
    address?: number
}

/** tWAKE: from nSLEEP high to the first acknowledge. */
const wakeUs = 410

export class Drv8214 implements I2cTarget {
    readonly part = "DRV8214"
    readonly address: number

    private readonly core: Drv8214Core
    private readonly faults = new Drv8214Faults()
    private awakeFromUs = Infinity
    private pointer: number | undefined
    /** Acknowledged its address in this transfer, and has not been put to sleep since. */
    private listening = false
    private written = 0
    private reads = 0
    private frozen = new Map<number, number>()

    /** Starts asleep with all outputs off. */
    constructor(
        private readonly clock: Clock,
        senses: Drv8214Senses,
        options: Drv8214Options = {}
    ) {
        this.address = options.address ?? 0x30
        this.core = new Drv8214Core(senses, options, this.faults, what => this.refuse(what))
    }

    /** What the bridge does to the motor now. */
    get bridge(): "coast" | "brake" | "drive" {
        return this.core.bridge
    }

    /** Average voltage across the motor, forward positive; 0 unless driving. */
    get appliedMv(): number {
        return this.core.appliedMv
    }

    /** Ripples counted since the world began; no clear of the count changes it. */
    get ripplesSeen(): number {
        return this.core.ripplesSeen
    }

    /** nFAULT is pulled low. */
    get faultPinLow(): boolean {
        return this.core.faultPinLow
    }

    /** Levels at IN1/EN and IN2/PH, which the pen ties low. */
    setInputs(in1: boolean, in2: boolean): void {
        this.core.setInputs(in1, in2)
    }

    /** Die temperature; 175 degrees shut the bridge down. */
    setDieCelsius(celsius: number): void {
        this.core.dieCelsius = celsius
    }

    /** Level of nSLEEP. Low: outputs off, every register lost. High: answers after 410 us. */
    sleep(nSleepHigh: boolean): void {
        if (nSleepHigh === this.awakeFromUs < Infinity) return
        this.awakeFromUs = nSleepHigh ? this.clock.nowUs + wakeUs : Infinity
        this.restart()
    }

    /** One stretch of at most 200 us, from whoever integrates the motor. */
    step(dtUs: number): void {
        this.core.step(dtUs)
    }

    /** Breaks the chip, see `drv8214faults.ts`. RangeError for a kind that means nothing here. */
    fail(kind: string, value = 0, seed = 1): void {
        const known = this.faults.named(kind)
        this.heal()
        if (known === "reset") return this.restart()
        this.frozen.clear()
        this.faults.start(known, value, seed)
        if (known === "off") this.restart()
        this.core.decide(0)
    }

    /** Ends a fault. A chip that was off or hung comes back reset. */
    heal(): void {
        const lost = this.faults.is("off") || this.faults.is("stuck")
        this.faults.end()
        if (lost) this.restart()
        this.core.decide(0)
    }

    start(read: boolean): boolean {
        this.written = this.reads = 0
        if (this.clock.nowUs < this.awakeFromUs || !this.faults.acknowledges()) return false
        if (read && this.pointer === undefined) this.refuse("a read without a register address")
        if (!read) this.pointer = undefined
        this.listening = true
        return true
    }

    write(byte: number): boolean {
        if (!this.listening) return false
        this.written++
        const { registers } = this.core
        if (this.written === 1) {
            if (!registers.known(byte)) this.refuse(`register 0x${byte.toString(16)}`)
            this.pointer = byte
            return true
        }
        const address = this.pointer
        if (this.written > 2 || address === undefined)
            this.refuse("a write of more than one data byte (no auto-increment)")
        const name = `register 0x${address.toString(16)}`
        if (registers.isStatus(address)) this.refuse(`a write of read-only ${name}`)
        if (gainRegisters.has(address) && unknownGain(byte)) this.refuse(`divisor 7 in ${name}`)
        if (!this.faults.is("stuck")) this.core.store(address, byte & 0xff)
        return true
    }

    read(): number {
        if (!this.listening) return 0xff
        this.reads++
        const address = this.pointer
        if (this.reads > 1 || address === undefined)
            this.refuse("a read of more than one byte (no auto-increment)")
        if (this.faults.is("garbage")) return this.faults.nextNoise()
        const value = this.core.read(address)
        if (!this.faults.is("stuck")) return value
        if (!this.frozen.has(address)) this.frozen.set(address, value)
        return this.frozen.get(address)!
    }

    /** The register address survives STOP until a read has used it. */
    stop(): void {
        this.listening = false
        if (this.reads > 0 || this.written > 1) this.pointer = undefined
    }

    private refuse(what: string): never {
        throw new UnknownAccess(this.part, what, this.clock.nowUs)
    }

    private restart(): void {
        this.pointer = undefined
        this.listening = false
        this.core.reset(this.awakeFromUs < Infinity && !this.faults.is("off"))
    }
}
