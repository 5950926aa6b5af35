/**
 * TMAG5273 (B1): registers, read frames and the bus; conversions and the threshold are in tmag5273converter.ts. The
 * traps: all channels off at power-on, the first access in sleep is not acknowledged, results stand still while the
 * chip is addressed, and being addressed is what releases a latched interrupt.
 */
import type { Clock } from "../clock"
import {
    Tmag5273Bus,
    Tmag5273Config1,
    Tmag5273Config2,
    Tmag5273Conversion,
    Tmag5273Identity,
    Tmag5273Register,
    Tmag5273Status,
} from "../../src/drivers/tmag5273.regs"
import { Signal } from "../signal"
import { crc8Next, crc8Start } from "./crc"
import { type FaultKind, I2cChip, hexadecimal, slowFactor } from "./i2cchip"
import { Tmag5273Converter, fullScale, rangeMt } from "./tmag5273converter"
import { reservedWrite } from "./tmag5273reserved"

/** Power-up to standby, and sleep to standby ([DS-TMAG5273] 6.5). */
const powerUpUs = 270
const wakeUpUs = 50
/** A standard frame carries its CRC after this many bytes, and nothing after it. */
const crcFrameBytes = 4
/** With CRC the one-byte command carries this many channels at most. */
const crcChannelsMaximum = 3
/** Bits of DeviceStatus that are cleared by writing 1. */
const statusClearable = 0x0f

export class Tmag5273 extends I2cChip {
    readonly part = "TMAG5273"
    /** The INT pin: open drain, low when it asks for attention. */
    readonly interrupt = new Signal("TMAG.INT", 1)
    protected readonly kinds: readonly FaultKind[] = [
        "off",
        "stuck",
        "garbage",
        "wrong",
        "slow",
        "reset",
        "intermittent",
    ]
    private current: number = Tmag5273Bus.AddressB
    private readonly registers = new Uint8Array(Tmag5273Register.DeviceStatus + 1)
    private readonly converter: Tmag5273Converter
    private readyUs: number
    private addressed = false
    private pointer = 0
    private expectsPointer = false
    /** This transfer wrote a pointer and no data after it. */
    private pointsOnly = false
    /** Bytes of this read so far, and their CRC: of the data alone, and with the address before them. */
    private sent = 0
    private dataCrc = crc8Start
    private frameCrc = crc8Start
    private readResult = false

    /** `magnet.fieldMt` is the field along X now, in mT. */
    constructor(clock: Clock, magnet: { fieldMt: () => number }) {
        super(clock)
        const convert = (): void => this.convertIfDue()
        this.converter = new Tmag5273Converter(
            clock,
            this.registers,
            this.interrupt,
            magnet,
            convert
        )
        this.loadPowerOnValues()
        this.readyUs = clock.nowUs + powerUpUs
    }

    get address(): number {
        return this.current
    }

    /** The field that stands in the X result, mT: what the program measured last. For a bench to show. */
    get resultMt(): number {
        const high = this.registers[Tmag5273Register.XHigh]!
        const raw = (high << 8) | this.registers[Tmag5273Register.XHigh + 1]!
        return (((raw << 16) >> 16) * rangeMt) / fullScale
    }

    private loadPowerOnValues(): void {
        this.registers.fill(0)
        this.current = Tmag5273Bus.AddressB
        this.registers[Tmag5273Register.I2cAddress] = this.current << 1
        this.registers[Tmag5273Register.DeviceId] = Tmag5273Identity.Version1
        this.registers[Tmag5273Register.ManufacturerIdLow] = Tmag5273Identity.ManufacturerLow
        this.registers[Tmag5273Register.ManufacturerIdHigh] = Tmag5273Identity.ManufacturerHigh
        this.registers[Tmag5273Register.ConversionStatus] = Tmag5273Conversion.PowerOnReset
        this.addressed = false
        this.pointsOnly = false
        this.pointer = 0
        this.converter.reset()
    }

    /**
     * Makes the conversions that are due by now. The chip does this itself on every access, and whenever one of them
     * may ask for attention while the magnet stands; whoever moves the magnet calls it at each step.
     */
    convertIfDue(): void {
        this.convert()
        this.converter.watch()
    }

    private convert(): void {
        if (!this.supplied || this.kind === "stuck" || this.addressed) return
        this.converter.offsetLsb = this.kind === "wrong" ? this.value : 0
        this.converter.catchUp()
    }

    protected override begin(read: boolean): boolean {
        if (this.clock.nowUs < this.readyUs) return false
        this.convert()
        const mode = this.registers[Tmag5273Register.DeviceConfig2]! & Tmag5273Config2.ModeMask
        if (mode & Tmag5273Config2.ModeSleep) return this.wake()
        this.addressed = true
        this.converter.releaseInterrupt()
        this.sent = 0
        this.dataCrc = crc8Start
        this.frameCrc = crc8Next(crc8Start, (this.current << 1) | 1)
        this.expectsPointer = !read
        if (!read) this.pointsOnly = false
        return true
    }

    /** In sleep, and in wake-up and sleep, the address wakes the chip into standby and is not acknowledged. */
    private wake(): boolean {
        this.registers[Tmag5273Register.DeviceConfig2]! &= ~Tmag5273Config2.ModeMask
        this.readyUs = this.clock.nowUs + wakeUpUs
        this.converter.configure()
        return false
    }

    protected override accept(byte: number): boolean {
        if (this.expectsPointer) {
            this.expectsPointer = false
            this.pointsOnly = true
            this.pointer = byte & ~Tmag5273Bus.Trigger
            if (this.pointer > Tmag5273Register.DeviceStatus)
                throw this.unknown(`register ${hexadecimal(this.pointer)}`)
            if (byte & Tmag5273Bus.Trigger) this.converter.triggerOnce()
            return true
        }
        this.pointsOnly = false
        this.store(this.pointer++, byte)
        return true
    }

    private store(register: number, byte: number): void {
        const reason = reservedWrite(register, byte)
        if (reason !== null)
            throw this.unknown(
                `write of ${hexadecimal(byte)} to register ${hexadecimal(register)} (${reason})`
            )
        if (register === Tmag5273Register.ConversionStatus) {
            this.registers[register]! &= ~(byte & Tmag5273Conversion.PowerOnReset)
        } else if (register === Tmag5273Register.DeviceStatus) {
            this.registers[register]! &= ~(byte & statusClearable)
        } else {
            this.registers[register] = byte
            if (register === Tmag5273Register.I2cAddress && byte & 1) this.current = byte >> 1
            this.converter.configure()
        }
    }

    protected override send(): number {
        const config = this.registers[Tmag5273Register.DeviceConfig1]!
        const checked = (config & Tmag5273Config1.Crc) !== 0
        const format = config & (Tmag5273Config1.ReadOneByte16 | Tmag5273Config1.ReadOneByte8)
        const byte =
            format === Tmag5273Config1.ReadStandard
                ? this.sendStandard(checked)
                : this.sendFrame(checked, format === Tmag5273Config1.ReadOneByte16)
        this.sent++
        this.dataCrc = crc8Next(this.dataCrc, byte)
        this.frameCrc = crc8Next(this.frameCrc, byte)
        return byte
    }

    /** From the pointer on; with CRC four bytes and their CRC, and no more. */
    private sendStandard(checked: boolean): number {
        if (checked && this.sent === crcFrameBytes) return this.dataCrc
        if (checked && this.sent > crcFrameBytes) throw this.unknown("read beyond the CRC")
        if (this.pointer > Tmag5273Register.DeviceStatus)
            throw this.unknown(`read of register ${hexadecimal(this.pointer)}`)
        return this.load(this.pointer++)
    }

    /** One-byte read command: channels in the order T, X, Y, Z, then status, then CRC over address and data. */
    private sendFrame(checked: boolean, low: boolean): number {
        if (this.pointsOnly) throw this.unknown("read by pointer in a one-byte read format")
        const channels = this.converter.enabledResults()
        if (checked && channels.length > crcChannelsMaximum)
            throw this.unknown(`one-byte read of ${channels.length} channels with CRC`)
        const place = this.sent
        const results = channels.length * (low ? 2 : 1)
        if (place < results)
            return this.load(low ? channels[place >> 1]! + (place & 1) : channels[place]!)
        if (place === results) return this.load(Tmag5273Register.ConversionStatus)
        if (checked && place === results + 1) return this.frameCrc
        throw this.unknown("read beyond the end of the frame")
    }

    private load(register: number): number {
        if (register === Tmag5273Register.DeviceStatus)
            return (
                this.registers[register]! | (this.interrupt.high ? Tmag5273Status.InterruptPin : 0)
            )
        if (register >= Tmag5273Register.TemperatureHigh && register <= Tmag5273Register.ZLow)
            this.readResult = true
        return this.registers[register]!
    }

    /** That reading the results clears RESULT_STATUS is unverified. */
    protected override end(): void {
        if (!this.addressed) return
        this.addressed = false
        this.pointsOnly = false
        if (this.readResult)
            this.registers[Tmag5273Register.ConversionStatus]! &= ~Tmag5273Conversion.ResultReady
        this.readResult = false
        this.converter.skipMissed()
        this.converter.watch()
    }

    /** A slow converter is slow from now on, whatever it was told before. */
    protected override beforeFault(kind: FaultKind): void {
        this.converter.setSlowness(kind === "slow" ? slowFactor : 1)
    }

    override fail(kind: FaultKind, value = 0, seed = 1): void {
        super.fail(kind, value, seed)
        this.convertIfDue()
    }

    override heal(): void {
        super.heal()
        this.converter.setSlowness(1)
        this.convertIfDue()
    }

    protected override powerOn(): void {
        this.loadPowerOnValues()
        this.readyUs = this.clock.nowUs + powerUpUs
    }

    protected override powerOff(): void {
        this.loadPowerOnValues()
    }
}
