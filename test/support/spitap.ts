/** Listens at the motion chip's pins, and bends one register's writes on their way if asked to. */
import type { SpiTarget } from "../../sim/chips/bus"

const WRITE = 0x80

/** One frame as the chip got it. */
export interface Frame {
    readonly register: number
    readonly write: boolean
    /** Signed 32 bit. */
    readonly value: number
}

export class SpiTap {
    readonly frames: Frame[] = []
    private sent: number[] = []
    private bentRegister = -1
    private bentValue = 0

    /** The controller has a frame under way. */
    selected = false

    constructor(private readonly chip: SpiTarget) {
        const exchange = chip.exchange.bind(chip)
        const select = chip.select.bind(chip)
        const deselect = chip.deselect.bind(chip)
        chip.select = () => {
            this.selected = true
            select()
        }
        chip.exchange = byte => {
            const heard = this.bend(byte)
            this.sent.push(heard)
            return exchange(heard)
        }
        chip.deselect = () => {
            this.selected = false
            this.take()
            deselect()
        }
    }

    /** From now on every write of `register` arrives as `value`. */
    bendWrites(register: number, value: number): void {
        this.bentRegister = register
        this.bentValue = value
    }

    /** A write that nobody sent, as a disturbance on the wires would make it. Only while not `selected`. */
    intrude(register: number, value: number): void {
        const { chip } = this
        chip.select()
        for (const byte of [WRITE | register, value >> 24, value >> 16, value >> 8, value])
            chip.exchange(byte & 0xff)
        chip.deselect()
    }

    /** What was written to a register last, or undefined. */
    written(register: number): number | undefined {
        return this.frames.findLast(frame => frame.write && frame.register === register)?.value
    }

    private bend(byte: number): number {
        const at = this.sent.length
        if (at === 0 || this.sent[0] !== (WRITE | this.bentRegister)) return byte
        return (this.bentValue >>> (8 * (4 - at))) & 0xff
    }

    private take(): void {
        const [address = 0, a = 0, b = 0, c = 0, d = 0] = this.sent
        if (this.sent.length === 5)
            this.frames.push({
                register: address & ~WRITE,
                write: (address & WRITE) !== 0,
                value: (a << 24) | (b << 16) | (c << 8) | d,
            })
        this.sent = []
    }
}
