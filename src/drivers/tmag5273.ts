/**
 * TMAG5273 variant B1 on the carriage magnet: the depth as measured, independent of the depth as
 * commanded [DS-TMAG5273]. Its threshold interrupt clears the safety latch without the program.
 *
 * Running, the chip is in its one-byte read mode: a bare read brings X, status and CRC. Registers
 * are not reachable by pointer then, so every change of configuration leaves that mode and returns.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import {
    Tmag5273Bus,
    Tmag5273Channels,
    Tmag5273Config1,
    Tmag5273Config2,
    Tmag5273Conversion,
    Tmag5273Identity,
    Tmag5273Interrupt,
    Tmag5273Register,
} from "./tmag5273.regs"

const PART = "TMAG5273"
const ADDRESS = Tmag5273Bus.AddressB

/** 8-fold averaging of one axis: a conversion each 225 us, so the threshold acts within 1 ms. */
const CONFIGURING = Tmag5273Config1.Average8 | Tmag5273Config1.ReadStandard
const MEASURING = Tmag5273Config1.Crc | Tmag5273Config1.Average8 | Tmag5273Config1.ReadOneByte16

/** The threshold drives INT and stays until it is released; results do not. */
const THRESHOLD_ON = Tmag5273Interrupt.Threshold | Tmag5273Interrupt.ModePin
const THRESHOLD_OFF = Tmag5273Interrupt.ModeNone | Tmag5273Interrupt.Mask

const CRC_POLYNOMIAL = 0x07

export class Tmag5273 {
    /** Field along X as last received, signed 16 bit, 40 mT / 32768. Kept when a frame is bad. */
    raw = 0
    /** Rolling number of the conversion, 0 to 7; it must advance between polls. */
    setCount = 0

    private readonly none: Buffer
    private readonly pointer: Buffer
    private readonly command: Buffer
    private readonly reply: Buffer
    private readonly frame: Buffer
    private readonly crcTable: Buffer
    private readonly crcStart: number

    constructor(private readonly bus: I2c) {
        this.none = Buffer.alloc(0)
        this.pointer = Buffer.alloc(1)
        this.command = Buffer.alloc(2)
        this.reply = Buffer.alloc(1)
        this.frame = Buffer.alloc(4)
        this.crcTable = newCrcTable()
        // The CRC starts at 0xFF and covers the address byte with its read bit.
        this.crcStart = this.crcTable[0xff ^ ((ADDRESS << 1) | 1)] as number
    }

    /**
     * Identifies the chip, configures X in continuous low-noise mode with the threshold off, reads
     * everything back, clears the reset flag and proves the measuring frame once.
     * @throws DriverError with the register, after three attempts.
     */
    init(): void {
        // The first access may only wake the chip, and a warm one may be in the other read mode.
        const first = this.writePersistently(Tmag5273Register.DeviceConfig1, CONFIGURING)
        if (first !== Result.Done) {
            const register = Tmag5273Register.DeviceConfig1
            throw new DriverError(PART, DriverErrorCode.NoAnswer, register, "not acknowledged")
        }
        this.identify(Tmag5273Register.ManufacturerIdLow, Tmag5273Identity.ManufacturerLow, 0xff)
        this.identify(Tmag5273Register.ManufacturerIdHigh, Tmag5273Identity.ManufacturerHigh, 0xff)
        const version = Tmag5273Identity.VersionMask
        this.identify(Tmag5273Register.DeviceId, Tmag5273Identity.Version1, version)
        // Interrupts go off first: nothing below may trip the latch by its order.
        this.configure(Tmag5273Register.InterruptConfig1, THRESHOLD_OFF)
        this.configure(Tmag5273Register.DeviceConfig2, Tmag5273Config2.ModeStandby)
        this.configure(Tmag5273Register.DeviceConfig1, CONFIGURING)
        this.configure(Tmag5273Register.SensorConfig1, Tmag5273Channels.X)
        // Range 40 mT, trips above the threshold, at its first conversion.
        this.configure(Tmag5273Register.SensorConfig2, 0)
        this.configure(Tmag5273Register.ThresholdX, 0x7f)
        this.configure(Tmag5273Register.TemperatureConfig, 0)
        const mode = Tmag5273Config2.LowNoise | Tmag5273Config2.ModeContinuous
        this.configure(Tmag5273Register.DeviceConfig2, mode)
        this.clearReset()
        this.measure()
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt)
            if (this.poll() === Result.Done) return
        const register = Tmag5273Register.DeviceConfig1
        throw new DriverError(PART, DriverErrorCode.ReadBackDiffers, register, "no sound frame")
    }

    /**
     * One bare read of field, status and CRC. Flat and without a field that it need not write, because every tick
     * does it. @returns Result; BadData when the CRC is wrong, after which the read mode is written again, so that the
     * next frame can tell why; and BadData when the chip says that it was reset.
     */
    poll(): number {
        const frame = this.frame
        const result = this.bus.xfer(ADDRESS, this.none, frame)
        if (result !== Result.Done) return result
        const high = frame[0] as number
        const low = frame[1] as number
        const status = frame[2] as number
        const table = this.crcTable
        const crc = table[
            (table[(table[this.crcStart ^ high] as number) ^ low] as number) ^ status
        ] as number
        if (crc !== frame[3]) {
            // A chip that was reset answers in another format, and says so once it is in this one.
            this.measure()
            return Result.BadData
        }
        this.raw = (((high << 8) | low) << 16) >> 16
        this.setCount = status >> Tmag5273Conversion.SetCountShift
        // Its threshold is gone with its configuration.
        if (status & Tmag5273Conversion.PowerOnReset) return Result.BadData
        return Result.Done
    }

    /**
     * Arms the latched interrupt for fields above `rawField` (signed 16 bit). The chip compares the
     * upper byte, and takes 0 there as "no comparison", so it trips up to 255 counts (12.5 um),
     * around field 0 up to 511 counts (25 um) early, and never late. Reads back both registers.
     * @returns Result; on anything but Done the threshold must be taken as absent.
     */
    setThreshold(rawField: number): number {
        const code = rawField >> 8
        return this.changeThreshold(code === 0 ? -1 : code, THRESHOLD_ON)
    }

    /** Switches the threshold interrupt off and releases INT. @returns Result. */
    clearThreshold(): number {
        return this.changeThreshold(0x7f, THRESHOLD_OFF)
    }

    private changeThreshold(threshold: number, interrupt: number): number {
        let result = this.writePersistently(Tmag5273Register.DeviceConfig1, CONFIGURING)
        if (result === Result.Done)
            result = this.writeChecked(Tmag5273Register.ThresholdX, threshold & 0xff)
        if (result === Result.Done)
            result = this.writeChecked(Tmag5273Register.InterruptConfig1, interrupt)
        // The measuring mode comes back in any case: without it the depth is unknown as well.
        const measuring = this.measure()
        return result === Result.Done ? measuring : result
    }

    /** Into the one-byte read mode; the channel goes first, because it decides the frame's length. */
    private measure(): number {
        const result = this.writePersistently(Tmag5273Register.SensorConfig1, Tmag5273Channels.X)
        if (result !== Result.Done) return result
        return this.writePersistently(Tmag5273Register.DeviceConfig1, MEASURING)
    }

    private writeCommand(register: number, value: number): number {
        this.command[0] = register
        this.command[1] = value
        return this.bus.xfer(ADDRESS, this.command)
    }

    /** A write that nothing can read back afterwards: at least it is acknowledged. */
    private writePersistently(register: number, value: number): number {
        let result = Result.WriteRefused as number
        for (let attempt = 0; attempt < WRITE_ATTEMPTS && result !== Result.Done; ++attempt)
            result = this.writeCommand(register, value)
        return result
    }

    private readRegister(register: number): number {
        this.pointer[0] = register
        return this.bus.xfer(ADDRESS, this.pointer, this.reply)
    }

    private writeChecked(register: number, value: number): number {
        let result = this.writeCommand(register, value)
        if (result === Result.Done) result = this.readRegister(register)
        if (result !== Result.Done) return result
        return this.reply[0] === value ? Result.Done : Result.BadData
    }

    private identify(register: number, expected: number, mask: number): void {
        let result = Result.Done as number
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            result = this.readRegister(register)
            if (result === Result.Done) if (((this.reply[0] as number) & mask) === expected) return
        }
        const answered = result === Result.Done
        const code = answered ? DriverErrorCode.WrongIdentity : DriverErrorCode.NoAnswer
        const detail = answered ? `reads ${this.reply[0] as number}` : "not acknowledged"
        throw new DriverError(PART, code, register, `${detail}, expected ${expected}`)
    }

    private configure(register: number, value: number): void {
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt)
            if (this.writeChecked(register, value) === Result.Done) return
        const detail = `wrote ${value}, reads ${this.reply[0] as number}`
        throw new DriverError(PART, DriverErrorCode.ReadBackDiffers, register, detail)
    }

    private clearReset(): void {
        const register = Tmag5273Register.ConversionStatus
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            this.writeCommand(register, Tmag5273Conversion.PowerOnReset)
            const result = this.readRegister(register)
            const status = this.reply[0] as number
            if (result === Result.Done) if ((status & Tmag5273Conversion.PowerOnReset) === 0) return
        }
        throw new DriverError(PART, DriverErrorCode.ChipFault, register, "reset flag stays set")
    }
}

/** CRC-8, polynomial 0x07, a byte at a time: 256 bytes save 90 % of the bytecodes of a bit loop. */
function newCrcTable(): Buffer {
    const table = Buffer.alloc(256)
    table[1] = CRC_POLYNOMIAL
    // The remainder is linear: that of 2i is that of i shifted, that of 2i+1 differs by one bit.
    for (let i = 1; i < 128; ++i) {
        const shifted = (table[i] as number) << 1
        const even = (shifted & 0x100) !== 0 ? (shifted ^ CRC_POLYNOMIAL) & 0xff : shifted
        table[2 * i] = even
        table[2 * i + 1] = even ^ CRC_POLYNOMIAL
    }
    return table
}
