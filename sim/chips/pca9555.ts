/**
 * PCA9555: sixteen pins behind eight registers in four pairs. After each byte the pointer goes to the other register
 * of its pair, never beyond, and stays there for the next access.
 */
import type { Clock } from "../clock"
import { Pca9555Bus, Pca9555Register, Pca9555Reset } from "../../src/drivers/pca9555.regs"
import { type FaultKind, I2cChip, hexadecimal } from "./i2cchip"

/** What the board connects to the pins. Bit 0 is pin 0 of port 0, bit 8 is pin 0 of port 1. */
export interface Pca9555Pins {
    /** Levels that the board puts on the pins; only those of pins that the chip does not drive count. */
    input(): number
    /** Called on every change: output flip-flops, and which pins are driven (1) or float (0). */
    output(levels: number, driven: number): void
}

export class Pca9555 extends I2cChip {
    readonly part = "PCA9555"
    readonly address = Pca9555Bus.Address
    protected readonly kinds: readonly FaultKind[] = [
        "off",
        "stuck",
        "garbage",
        "wrong",
        "reset",
        "intermittent",
    ]
    private pointer: number = Pca9555Register.Input0
    private expectsCommand = false
    private readonly registers = new Uint8Array(8)
    private frozen = 0

    constructor(
        clock: Clock,
        private readonly pins: Pca9555Pins
    ) {
        super(clock)
        this.loadPowerOnValues()
    }

    private loadPowerOnValues(): void {
        this.pointer = Pca9555Register.Input0
        this.expectsCommand = false
        this.setPair(Pca9555Register.Output0, Pca9555Reset.Output)
        this.setPair(Pca9555Register.Polarity0, Pca9555Reset.Polarity)
        this.setPair(Pca9555Register.Configuration0, Pca9555Reset.Configuration)
    }

    private setPair(register: number, value: number): void {
        this.registers[register] = value
        this.registers[register + 1] = value
    }

    private pair(register: number): number {
        return this.registers[register]! | (this.registers[register + 1]! << 8)
    }

    /** Which pins the chip drives now. */
    private get driven(): number {
        return this.supplied ? ~this.pair(Pca9555Register.Configuration0) & 0xffff : 0
    }

    private announce(): void {
        this.pins.output(this.pair(Pca9555Register.Output0), this.driven)
    }

    protected override begin(read: boolean): boolean {
        this.expectsCommand = !read
        return true
    }

    protected override accept(byte: number): boolean {
        if (this.expectsCommand) {
            if (byte > Pca9555Register.Configuration1)
                throw this.unknown(`command ${hexadecimal(byte)}`)
            this.pointer = byte
            this.expectsCommand = false
            return true
        }
        // A write to an input register is acknowledged and has no effect.
        if (this.pointer > Pca9555Register.Input1) {
            this.registers[this.pointer] = byte
            this.announce()
        }
        this.pointer ^= 1
        return true
    }

    protected override send(): number {
        const register = this.pointer
        this.pointer ^= 1
        if (register > Pca9555Register.Input1) return this.registers[register]!
        return (this.inputs() >> (register === Pca9555Register.Input0 ? 0 : 8)) & 0xff
    }

    /** Input registers: the levels at the pins, inverted where polarity says so and the pin is an input. */
    private inputs(): number {
        if (this.kind === "stuck") return this.frozen
        const driven = this.driven
        const levels = (this.pair(Pca9555Register.Output0) & driven) | (this.pins.input() & ~driven)
        const inverted = this.pair(Pca9555Register.Polarity0) & ~driven
        const fault = this.kind === "wrong" ? this.value : 0
        return (levels ^ inverted ^ fault) & 0xffff
    }

    protected override end(): void {
        this.expectsCommand = false
    }

    protected override beforeFault(kind: FaultKind): void {
        if (kind === "stuck") this.frozen = this.inputs()
    }

    protected override powerOn(): void {
        this.loadPowerOnValues()
        this.announce()
    }

    protected override powerOff(): void {
        this.pins.output(this.pair(Pca9555Register.Output0), 0)
    }
}
