import { Tmc5240, type Tmc5240Options } from "../../sim/chips/tmc5240"
import { Clock } from "../../sim/clock"
import {
    Tmc5240Chopconf as Chopconf,
    Tmc5240Register as Register,
} from "../../src/drivers/tmc5240.regs"

/** The chip with its pins in the hands of the test; no driver. */
export class Bench {
    readonly clock = new Clock()
    enabled = true
    left = false
    right = false
    readonly chip: Tmc5240
    status = 0

    constructor(options: Tmc5240Options = {}) {
        const pins = {
            enabled: () => this.enabled,
            left: () => this.left,
            right: () => this.right,
        }
        this.chip = new Tmc5240(this.clock, pins, options)
        this.chip.power(true)
        this.clock.advanceBy(2500)
    }

    frame(...bytes: number[]): number[] {
        this.chip.select()
        const reply = bytes.map(byte => this.chip.exchange(byte))
        this.chip.deselect()
        this.status = reply[0]!
        return reply
    }

    write(register: number, value: number): number {
        const word = value >>> 0
        return this.data(this.frame(register | 0x80, word >>> 24, word >>> 16, word >>> 8, word))
    }

    /** Two frames, since data come with the next one. */
    read(register: number): number {
        this.frame(register, 0, 0, 0, 0)
        return this.data(this.frame(register, 0, 0, 0, 0))
    }

    position(): number {
        return this.read(Register.XACTUAL) | 0
    }

    /** VMAX 100,000 counts and AMAX = DMAX 10,000 counts, bridges on. */
    prepare(): void {
        this.write(Register.CHOPCONF, Chopconf.RESET_VALUE | 3)
        this.write(Register.VMAX, 100_000)
        this.write(Register.AMAX, 10_000)
        this.write(Register.DMAX, 10_000)
    }

    private data(reply: number[]): number {
        return reply.slice(1).reduce((sum, byte) => sum * 256 + byte, 0)
    }
}

/** Of `prepare`: 100,000 * 12.5e6 / 2^24 and 10,000 * 12.5e6^2 / 2^41. */
export const speed = 74_505.806
export const rate = 710_542.7
