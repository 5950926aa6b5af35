/**
 * AS5600L: the angle of a knob's magnet, 12 bits a turn. A pointer at the high byte of an angle does not move on
 * reads, so that re-reading needs no pointer write. The burn commands are for ever and not modelled.
 */
import type { Clock } from "../clock"
import { Random } from "../random"
import { As5600lLayout, As5600lRegister, As5600lStatus } from "../../src/drivers/as5600l.regs"
import { type FaultKind, I2cChip, hexadecimal } from "./i2cchip"

/** Automatic gain at 3.3 V: middle of its range with a good magnet, its end without one. */
const gainGood = 64
const gainMaximum = 128
/** Field magnitude of a good magnet, in the chip's own units. */
const magnitudeGood = 2000

const angleRegisters: readonly number[] = [
    As5600lRegister.RawAngleHigh,
    As5600lRegister.AngleHigh,
    As5600lRegister.MagnitudeHigh,
]

function exists(register: number): boolean {
    return (
        register <= As5600lRegister.ConfigurationLow ||
        (register >= As5600lRegister.Status && register <= As5600lRegister.AngleLow) ||
        (register >= As5600lRegister.Gain && register <= As5600lRegister.MagnitudeLow) ||
        register === As5600lRegister.I2cAddress ||
        register === As5600lRegister.I2cUpdate
    )
}

export class As5600l extends I2cChip {
    readonly part = "AS5600L"
    protected readonly kinds: readonly FaultKind[] = [
        "off",
        "stuck",
        "garbage",
        "wrong",
        "open",
        "reset",
        "intermittent",
    ]
    private current: number
    private pointer = 0
    private expectsPointer = false
    /** Which of the two bytes of an angle comes next, and the angle that was sampled for both. */
    private low = false
    private sampled = 0
    private frozen = 0
    private readonly registers = new Uint8Array(256)
    private readonly flutter = new Random(1, "AS5600L without magnet")

    /** `burnt` is the address programmed into the part; `knob.raw` is its angle, 0–4095 for 360°. */
    constructor(
        clock: Clock,
        private readonly burnt: number,
        private readonly knob: { raw: () => number }
    ) {
        super(clock)
        this.current = burnt
        this.powerOn()
    }

    get address(): number {
        return this.current
    }

    protected override begin(read: boolean): boolean {
        this.expectsPointer = !read
        this.low = false
        return true
    }

    protected override accept(byte: number): boolean {
        if (this.expectsPointer) {
            if (!exists(byte)) throw this.unknown(`register ${hexadecimal(byte)}`)
            this.pointer = byte
            this.expectsPointer = false
            return true
        }
        this.store(this.pointer, byte)
        this.pointer = (this.pointer + 1) & 0xff
        return true
    }

    private store(register: number, byte: number): void {
        if (register === As5600lRegister.I2cUpdate) {
            this.current = byte >> 1
        } else if (
            register < As5600lRegister.ZeroPositionHigh ||
            (register > As5600lRegister.ConfigurationLow && register !== As5600lRegister.I2cAddress)
        ) {
            throw this.unknown(`write to register ${hexadecimal(register)}`)
        } else if (
            register >= As5600lRegister.MaximumPositionHigh &&
            register <= As5600lRegister.MaximumAngleLow &&
            byte !== 0
        ) {
            throw this.unknown("scaled angle (not modelled)")
        }
        this.registers[register] = byte
    }

    protected override send(): number {
        if (angleRegisters.includes(this.pointer)) return this.sendAngle()
        const byte = this.load(this.pointer)
        this.pointer = (this.pointer + 1) & 0xff
        return byte
    }

    /** High byte, low byte, high byte …: the pointer stays. Both bytes are of one sample. */
    private sendAngle(): number {
        if (!this.low) this.sampled = this.angle(this.pointer)
        const byte = this.low ? this.sampled & 0xff : this.sampled >> 8
        this.low = !this.low
        return byte
    }

    private load(register: number): number {
        switch (register) {
            case As5600lRegister.Status:
                return this.kind === "open"
                    ? As5600lStatus.MagnetTooWeak
                    : As5600lStatus.MagnetDetected
            case As5600lRegister.Gain:
                return this.kind === "open" ? gainMaximum : gainGood
            case As5600lRegister.RawAngleLow:
            case As5600lRegister.AngleLow:
            case As5600lRegister.MagnitudeLow:
                return this.angle(register - 1) & 0xff
            default:
                return this.registers[register]!
        }
    }

    private angle(register: number): number {
        if (register === As5600lRegister.MagnitudeHigh)
            return this.kind === "open" ? 0 : magnitudeGood
        const raw = this.raw()
        if (register === As5600lRegister.RawAngleHigh) return raw
        const zero =
            (this.registers[As5600lRegister.ZeroPositionHigh]! << 8) |
            this.registers[As5600lRegister.ZeroPositionLow]!
        return (raw - zero) & (As5600lLayout.StepsPerTurn - 1)
    }

    /**
     * Without a magnet the angle is noise; the status register is what says so. `value` leaves so much of the field
     * that only that many steps are noise; 0: nothing is left.
     */
    private raw(): number {
        if (this.kind === "stuck") return this.frozen
        let offset = this.kind === "wrong" ? this.value : 0
        if (this.kind === "open")
            offset = this.flutter.integer(0, (this.value || As5600lLayout.StepsPerTurn) - 1)
        return (Math.round(this.knob.raw()) + offset) & (As5600lLayout.StepsPerTurn - 1)
    }

    protected override beforeFault(kind: FaultKind): void {
        if (kind === "stuck") this.frozen = this.raw()
    }

    protected override end(): void {
        this.expectsPointer = false
    }

    protected override powerOn(): void {
        this.registers.fill(0)
        this.registers[As5600lRegister.I2cAddress] = this.burnt << 1
        this.registers[As5600lRegister.I2cUpdate] = this.burnt << 1
        this.current = this.burnt
        this.pointer = 0
        this.expectsPointer = false
    }

    protected override powerOff(): void {}
}
