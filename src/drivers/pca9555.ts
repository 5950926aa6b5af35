/**
 * PCA9555 expander: keys, foot switch, and the read-backs of the safety chain [DS-PCA9555].
 * Nothing safety-relevant goes through it alone.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import { Pca9555Bus, Pca9555Register } from "./pca9555.regs"

const PART = "PCA9555"

/** Inputs of both ports as one number, port 0 in the lower byte. */
export enum ExpanderBit {
    /** Keys and foot contacts: 0 = pressed. */
    Acknowledge = 0,
    Confirm = 1,
    Profile = 2,
    Clear = 3,
    FootA = 4,
    FootB = 5,
    /** 1 = the STOP loop is open. */
    StopOpen = 6,
    BenchStrap = 7,
    /** 1 = the watchdog is content. */
    WatchdogGood = 8,
    PumpGood = 9,
    /** 1 = the carriage is below the depth cap. */
    CapGood = 10,
    /** Output: 1 makes the depth cap's comparator trip. */
    CapTest = 11,
    /** Output. */
    Buzzer = 12,
    /** 1 = the series switch conducts. */
    SeriesClosed = 13,
    Spare = 14,
    /** 0 = dry. */
    Leak = 15,
}

/** Bits 3 and 4 of port 1 are outputs, all else inputs. */
const CONFIGURATION_1 = 0xff & ~((1 << 3) | (1 << 4))

export class Pca9555 {
    /** Levels as last polled, 16 bits; see ExpanderBit. */
    levels = 0xffff

    private outputs = 0
    private readonly atInputs: Buffer
    private readonly pointer: Buffer
    private readonly command: Buffer
    private readonly pair: Buffer

    constructor(private readonly bus: I2c) {
        this.atInputs = Buffer.alloc(1)
        this.atInputs[0] = Pca9555Register.Input0
        this.pointer = Buffer.alloc(1)
        this.command = Buffer.alloc(3)
        this.pair = Buffer.alloc(2)
    }

    /**
     * Sets outputs low before it makes them outputs, so that neither buzzer nor cap test blips, and
     * reads every register back. The part has no identity register.
     * @throws DriverError with the register, after three attempts.
     */
    init(): void {
        this.outputs = 0
        this.configure(Pca9555Register.Output0, 0xff, 0)
        this.configure(Pca9555Register.Polarity0, 0, 0)
        this.configure(Pca9555Register.Configuration0, 0xff, CONFIGURATION_1)
    }

    /** Reads both ports. One transaction. @returns Result; `levels` is kept unless it is Done. */
    poll(): number {
        const pair = this.pair
        const result = this.bus.xfer(Pca9555Bus.Address, this.atInputs, pair)
        if (result === Result.Done) this.levels = (pair[0] as number) | ((pair[1] as number) << 8)
        return result
    }

    /** Drives CapTest or Buzzer to `level` (0 or 1). One transaction. @returns Result. */
    setOutput(bit: ExpanderBit, level: number): number {
        const mask = (1 << bit) >> 8
        const outputs = level === 0 ? this.outputs & ~mask : this.outputs | mask
        const result = this.writePair(Pca9555Register.Output0, 0xff, outputs)
        if (result === Result.Done) this.outputs = outputs
        return result
    }

    /**
     * Sees that the chip still has its outputs: after a reset all pins are inputs. One transaction.
     * @returns Result; BadData when the configuration is gone.
     */
    check(): number {
        return this.comparePair(Pca9555Register.Configuration0, 0xff, CONFIGURATION_1)
    }

    private writePair(register: number, port0: number, port1: number): number {
        this.command[0] = register
        this.command[1] = port0
        this.command[2] = port1
        return this.bus.xfer(Pca9555Bus.Address, this.command)
    }

    private comparePair(register: number, port0: number, port1: number): number {
        this.pointer[0] = register
        const result = this.bus.xfer(Pca9555Bus.Address, this.pointer, this.pair)
        if (result !== Result.Done) return result
        return this.pair[0] === port0 && this.pair[1] === port1 ? Result.Done : Result.BadData
    }

    private configure(register: number, port0: number, port1: number): void {
        let result = Result.Done as number
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            result = this.writePair(register, port0, port1)
            if (result === Result.Done) result = this.comparePair(register, port0, port1)
            if (result === Result.Done) return
        }
        if (result !== Result.BadData)
            throw new DriverError(PART, DriverErrorCode.NoAnswer, register, "not acknowledged")
        const detail = `reads ${this.pair[0] as number}, ${this.pair[1] as number}`
        throw new DriverError(PART, DriverErrorCode.ReadBackDiffers, register, detail)
    }
}
