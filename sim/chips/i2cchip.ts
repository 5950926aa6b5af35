/**
 * What every simulated I2C chip has in common: a supply that can go away, and the ways of failing that look the
 * same on the bus. What a chip answers is the business of its own file.
 */
import type { Clock } from "../clock"
import type { FaultKind } from "../faulttable"
import { Random } from "../random"
import { type I2cTarget, UnknownAccess } from "./bus"

export type { FaultKind } from "../faulttable"

/** How many times longer things take in a chip that is told to be slow. */
export const slowFactor = 10

/** An intermittent chip misses every access whose number is a multiple of this. */
const intermittentPeriod = 3

export abstract class I2cChip implements I2cTarget {
    abstract readonly part: string
    abstract readonly address: number
    /** The kinds of `fail` that this chip knows. */
    protected abstract readonly kinds: readonly FaultKind[]
    protected kind: FaultKind | null = null
    protected value = 0
    private powered = true
    /** Acknowledged its address in this transfer, and has not lost its supply since. */
    private listening = false
    private accesses = 0
    private noise = new Random(0, "noise")

    constructor(protected readonly clock: Clock) {}

    /** Has a supply, and so answers and drives its pins. */
    get supplied(): boolean {
        return this.powered && this.kind !== "off"
    }

    start(read: boolean): boolean {
        if (!this.supplied || this.missesAccess()) return false
        this.listening = this.begin(read)
        return this.listening
    }

    write(byte: number): boolean {
        return this.supplied && this.listening && this.accept(byte)
    }

    read(): number {
        // Nobody drives the line: the pull-up of the bus is what the controller reads.
        if (!this.supplied || !this.listening) return 0xff
        const byte = this.send()
        return this.kind === "garbage" ? this.noise.integer(0, 255) : byte
    }

    stop(): void {
        this.listening = false
        if (this.supplied) this.end()
    }

    /** Takes the supply away or brings it back; coming back is a power-on reset. */
    power(on: boolean): void {
        if (on === this.powered) return
        this.powered = on
        this.listening = false
        if (on) this.powerOn()
        else this.powerOff()
    }

    /**
     * Breaks the chip. `value` is what the kind needs (an offset); `seed` makes the garbage another one.
     * @throws Error when the kind means nothing for this chip
     */
    fail(kind: FaultKind, value = 0, seed = 1): void {
        if (!this.kinds.includes(kind))
            throw new Error(
                `${this.part} cannot fail as ${kind}: expected ${this.kinds.join(", ")}`
            )
        this.heal()
        this.listening = false
        if (kind === "reset") {
            this.powerOff()
            this.powerOn()
            return
        }
        this.noise = new Random(seed, this.part)
        this.accesses = 0
        this.value = value
        this.beforeFault(kind)
        this.kind = kind
        if (kind === "off" && this.powered) this.powerOff()
    }

    /** Ends a fault. A chip that had lost its supply comes back with its power-on values. */
    heal(): void {
        const kind = this.kind
        this.kind = null
        this.value = 0
        if (kind === "off" && this.powered) this.powerOn()
    }

    /** The firmware did something that the datasheet does not describe. */
    protected unknown(access: string): UnknownAccess {
        return new UnknownAccess(this.part, access, this.clock.nowUs)
    }

    /** Last look at the healthy chip, for a fault that freezes something. */
    protected beforeFault(_kind: FaultKind): void {}

    /** An intermittent chip does not acknowledge every third access. */
    protected missesAccess(): boolean {
        if (this.kind !== "intermittent") return false
        this.accesses = (this.accesses + 1) % intermittentPeriod
        return this.accesses === 0
    }

    /** Addressed; false: not acknowledged. */
    protected abstract begin(read: boolean): boolean
    protected abstract accept(byte: number): boolean
    protected abstract send(): number
    protected abstract end(): void
    /** All registers to the datasheet's power-on values. */
    protected abstract powerOn(): void
    /** The supply is gone: outputs float. */
    protected abstract powerOff(): void
}

/** A byte as two hexadecimal digits, for messages. */
export function hexadecimal(byte: number): string {
    return `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`
}
