/**
 * MB85RC1M ferroelectric memory, 128 KB: calibration, run mark, journal [DS-MB85RC1M].
 *
 * A byte is stored as soon as it is acknowledged; there is nothing to wait for, and a power cut
 * between two bytes leaves the first one written. What belongs together needs a checksum and a
 * second copy, which is the caller's business.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import { Mb85rc1mBus, Mb85rc1mLayout } from "./mb85rc1m.regs"

const PART = "MB85RC1M"

/** Longest transfer: 66 bytes are 1.5 ms at 400 kHz, what a tick can spare. */
export const MEMORY_TRANSFER_BYTES = 64

export class Mb85rc1m {
    private readonly pointer: Buffer
    private command: Buffer
    private check: Buffer

    constructor(private readonly bus: I2c) {
        this.pointer = Buffer.alloc(2)
        this.command = Buffer.alloc(2 + 1)
        this.check = Buffer.alloc(1)
    }

    /** Sees that both halves of the chip answer. @throws DriverError after three attempts. */
    init(): void {
        for (let half = 0; half < Mb85rc1mLayout.Bytes; half += Mb85rc1mLayout.HalfBytes) {
            let attempt = 0
            while (this.read(half, this.check) !== Result.Done) {
                attempt += 1
                if (attempt === WRITE_ATTEMPTS)
                    throw new DriverError(PART, DriverErrorCode.NoAnswer, half, "no answer")
            }
        }
    }

    /**
     * Fills `into` (1 to 64 bytes) from `address` (0 to 131,071).
     * @returns Result. @throws DriverError (BadArgument) for a range that is not in one half.
     */
    read(address: number, into: Buffer): number {
        this.pointer[0] = (address >> 8) & 0xff
        this.pointer[1] = address & 0xff
        return this.bus.xfer(device(address, into.length), this.pointer, into)
    }

    /**
     * Stores `data` (1 to 64 bytes) from `address` on. The command buffer is kept between writes of
     * the same length. @returns Result; on a refusal the first bytes may be stored.
     * @throws DriverError (BadArgument) for a range that is not in one half.
     */
    write(address: number, data: Buffer): number {
        const count = data.length
        const target = device(address, count)
        if (this.command.length !== count + 2) this.command = Buffer.alloc(count + 2)
        const command = this.command
        command[0] = (address >> 8) & 0xff
        command[1] = address & 0xff
        for (let i = 0; i < count; ++i) command[i + 2] = data[i] as number
        return this.bus.xfer(target, command)
    }

    /**
     * Stores `data` and reads it back, up to three times. @returns Result; BadData when it never
     * read back. @throws DriverError (BadArgument) for a range that is not in one half.
     */
    writeVerified(address: number, data: Buffer): number {
        const count = data.length
        if (this.check.length !== count) this.check = Buffer.alloc(count)
        const check = this.check
        let result = Result.BadData as number
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            result = this.write(address, data)
            if (result !== Result.Done) continue
            result = this.read(address, check)
            if (result !== Result.Done) result = this.read(address, check)
            if (result !== Result.Done) continue
            let same = 0
            while (same < count && check[same] === data[same]) same += 1
            if (same === count) return Result.Done
            result = Result.BadData
        }
        return result
    }
}

/** The device address that serves the range; its lowest bit is the top bit of the address. */
function device(address: number, count: number): number {
    const end = address + count
    const high = address >= Mb85rc1mLayout.HalfBytes
    const limit = high ? Mb85rc1mLayout.Bytes : Mb85rc1mLayout.HalfBytes
    if (address < 0 || end > limit || count < 1 || count > MEMORY_TRANSFER_BYTES) {
        const detail = `${count} bytes at ${address}, expected 1 to 64 within one half`
        throw new DriverError(PART, DriverErrorCode.BadArgument, address, detail)
    }
    return high ? Mb85rc1mBus.AddressHigh : Mb85rc1mBus.AddressLow
}
