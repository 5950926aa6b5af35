/**
 * DS2484 bridge from I2C to the cartridge's 1-Wire contacts [DS-DS2484].
 *
 * Commands are begun and their end is asked for separately, so that the slow 1-Wire traffic can run
 * while the program does something else. After any 1-Wire command the chip's read pointer stands on
 * the status register, so a bare read is a status read.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import {
    Ds2484Bus,
    Ds2484Command,
    Ds2484Configuration,
    Ds2484Pointer,
    Ds2484Status,
} from "./ds2484.regs"

const PART = "DS2484"

/** Active pull-up on; power-down off always, strong pull-up and overdrive unless they are asked for. */
const CONFIGURATION = Ds2484Configuration.ActivePullUp

export class Ds2484 {
    /** Status register as last read; `Ds2484Status` bits. */
    status = 0
    /** The byte that the last `fetch` brought. */
    data = 0

    private readonly none: Buffer
    private readonly one: Buffer
    private readonly two: Buffer
    private readonly reply: Buffer

    constructor(private readonly bus: I2c) {
        this.none = Buffer.alloc(0)
        this.one = Buffer.alloc(1)
        this.two = Buffer.alloc(2)
        this.reply = Buffer.alloc(1)
    }

    /**
     * Resets the chip, recognises it by its status after a reset, and configures it. Whether a
     * cartridge is fitted, or shorts the line, is no matter here.
     * @throws DriverError after three attempts.
     */
    init(): void {
        let code = DriverErrorCode.NoAnswer
        let detail = "not acknowledged"
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            this.one[0] = Ds2484Command.DeviceReset
            if (this.bus.xfer(Ds2484Bus.Address, this.one) !== Result.Done) continue
            if (this.readStatus() !== Result.Done) continue
            // The line's own level is not the chip's identity.
            if ((this.status & ~Ds2484Status.LineLevel) !== Ds2484Status.WasReset) {
                code = DriverErrorCode.WrongIdentity
                detail = `status ${this.status} after a reset`
                continue
            }
            if (this.setUp(0) === Result.Done) return
            code = DriverErrorCode.ReadBackDiffers
            detail = `configuration reads ${this.reply[0] as number}, wrote ${CONFIGURATION}`
        }
        throw new DriverError(PART, code, Ds2484Command.DeviceReset, detail)
    }

    /**
     * Writes the configuration and reads it back; also after a lost supply. `more`: Overdrive for what follows, or
     * StrongPullUp, which begins when the next byte ends and lasts until the 1-Wire command after it. @returns Result.
     */
    setUp(more: number): number {
        const configuration = CONFIGURATION | more
        this.two[0] = Ds2484Command.WriteConfiguration
        // The upper nibble is the complement of the lower one, else the chip ignores the byte.
        this.two[1] = ((~configuration & 0x0f) << 4) | configuration
        const result = this.bus.xfer(Ds2484Bus.Address, this.two, this.reply)
        if (result !== Result.Done) return result
        return this.reply[0] === configuration ? Result.Done : Result.BadData
    }

    /** Begins a 1-Wire reset and presence detection, 1.12 ms. @returns Result. */
    beginReset(): number {
        this.one[0] = Ds2484Command.OneWireReset
        return this.bus.xfer(Ds2484Bus.Address, this.one)
    }

    /** Begins sending a byte, 0.55 ms. @returns Result. */
    beginWrite(byte: number): number {
        this.two[0] = Ds2484Command.WriteByte
        this.two[1] = byte
        return this.bus.xfer(Ds2484Bus.Address, this.two)
    }

    /** Begins receiving a byte, 0.55 ms; `fetch` takes it over. @returns Result. */
    beginRead(): number {
        this.one[0] = Ds2484Command.ReadByte
        return this.bus.xfer(Ds2484Bus.Address, this.one)
    }

    /**
     * Asks at most `polls` times whether the 1-Wire command has ended.
     * @returns Result: Done, Timeout when it still runs, or the bus's own number.
     */
    awaitIdle(polls: number): number {
        const none = this.none
        const reply = this.reply
        for (let i = 0; i < polls; ++i) {
            const result = this.bus.xfer(Ds2484Bus.Address, none, reply)
            if (result !== Result.Done) return result
            const status = reply[0] as number
            if ((status & Ds2484Status.Busy) === 0) {
                this.status = status
                return Result.Done
            }
        }
        return Result.Timeout
    }

    /** Takes over the byte received, into `data`. @returns Result. */
    fetch(): number {
        this.two[0] = Ds2484Command.SetReadPointer
        this.two[1] = Ds2484Pointer.Data
        const result = this.bus.xfer(Ds2484Bus.Address, this.two, this.reply)
        this.data = this.reply[0] as number
        return result
    }

    /** Reads the status register wherever the pointer stands. @returns Result. */
    readStatus(): number {
        this.two[0] = Ds2484Command.SetReadPointer
        this.two[1] = Ds2484Pointer.Status
        const result = this.bus.xfer(Ds2484Bus.Address, this.two, this.reply)
        if (result === Result.Done) this.status = this.reply[0] as number
        return result
    }
}
