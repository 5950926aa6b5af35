/**
 * Frames between the program and the TMC5240, SPI mode 3 [DS-TMC5240], and what each of them says.
 *
 * A read's data arrive with the next frame, so the running tick's single frame asks for one
 * register and receives the one before. There is no checksum: what can be known is whether the
 * version is right, the echo of a write is right, and the frame is not just ones or zeros.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { Spi } from "../hal/bus"
import {
    Tmc5240Frame,
    Tmc5240Ioin,
    Tmc5240RampStat,
    Tmc5240Register,
    Tmc5240SpiStatus,
} from "./tmc5240.regs"

export const TMC5240_PART = "TMC5240"
const WRITE = Tmc5240Frame.WRITE
const VERSION = Tmc5240Frame.VERSION
const VERSION_SHIFT = Tmc5240Ioin.VERSION_SHIFT

/** The standstill flag comes 21 ms after the last step; a reached target says it at once. */
const AT_REST = Tmc5240SpiStatus.STANDSTILL | Tmc5240SpiStatus.POSITION_REACHED

/** The pipeline holds no read: the reply to the next frame means nothing. */
const NOTHING = -1

export class Tmc5240Link {
    /** SPI_STATUS of the last good frame ([DS-TMC5240] "SPI status bits"). */
    status = 0
    /** XACTUAL, microsteps, as it was at the frame before: one tick old while polling. */
    positionUsteps = 0
    /** True when the last frame brought XACTUAL. */
    positionFresh = false
    /** The chip was reset since `init`: its registers and position mean nothing (PEN-SAF-17). */
    resetSeen = false
    driverError = false
    /** The target is reached or no step was made for 21 ms, and `positionUsteps` is where. */
    standstill = false
    /** The reference switch's stop is active. */
    leftStop = false
    /** The depth cap's stop is active. */
    rightStop = false
    /** XACTUAL has reached the virtual stop; from RAMP_STAT, so up to 80 ms old while polling. */
    virtualStopHit = false
    /** Raw registers as last received, for diagnosis. */
    driverStatus = 0
    rampStatus = 0
    globalStatus = 0

    private readonly tx: Buffer
    private readonly rx: Buffer
    private queued = NOTHING
    private queuedValue = 0
    private pending = NOTHING
    private echo = 0
    private readonly rotation: number[]
    private reply = 0
    /** The last frame was only zeros. */
    private silent = false
    private slot = 0

    constructor(private readonly spi: Spi) {
        this.tx = Buffer.alloc(Tmc5240Frame.BYTES)
        this.rx = Buffer.alloc(Tmc5240Frame.BYTES)
        this.rotation = [
            Tmc5240Register.DRV_STATUS,
            Tmc5240Register.RAMP_STAT,
            Tmc5240Register.GSTAT,
            Tmc5240Register.IOIN,
        ]
    }

    /**
     * One frame. Sends what was queued, else asks for the next register of the rotation (XACTUAL
     * every second time), and takes in the reply. The running tick calls only this.
     * @returns Result: Done, BadData (dead bus, foreign chip, wrong echo) or Timeout.
     */
    async poll(): Promise<number> {
        const tx = this.tx
        const rx = this.rx
        const value = this.queuedValue
        let address = this.queued
        if (address >= 0) {
            this.queued = NOTHING
            tx[1] = (value >> 24) & 0xff
            tx[2] = (value >> 16) & 0xff
            tx[3] = (value >> 8) & 0xff
            tx[4] = value & 0xff
        } else if (this.pending >= WRITE) {
            // The echo of a 0 from a moving chip is silence; the version after it is not.
            address = Tmc5240Register.IOIN
        } else {
            const slot = this.slot
            this.slot = (slot + 1) & 7
            if ((slot & 1) === 0) address = Tmc5240Register.XACTUAL
            else address = this.rotation[slot >> 1] as number
            // The data of a read are ignored; whatever the last write left there may stay.
        }
        tx[0] = address
        const pending = this.pending
        const echo = this.echo
        this.pending = NOTHING
        this.positionFresh = false
        try {
            await this.spi.transfer(tx, rx)
        } catch (error) {
            if (error instanceof DriverError) return Result.Timeout
            throw error
        }
        const status = rx[0] as number
        const data =
            ((rx[1] as number) << 24) |
            ((rx[2] as number) << 16) |
            ((rx[3] as number) << 8) |
            (rx[4] as number)
        this.silent = status === 0 && data === 0
        if (this.silent) return this.takeSilence(pending, echo)
        if (status === 0xff) if (data === -1) return Result.BadData
        const before = this.status
        if (status !== before) this.takeStatus(status)
        this.reply = data
        this.pending = address
        this.echo = value | 0

        if (pending === Tmc5240Register.XACTUAL) {
            this.positionUsteps = data
            this.positionFresh = true
            // At rest when it was asked for, and still: this position is the final one.
            this.standstill = (before & status & AT_REST) !== 0
        } else if (pending >= Tmc5240Frame.WRITE) {
            if (data !== echo) return Result.BadData
        } else if (pending === Tmc5240Register.DRV_STATUS) this.driverStatus = data
        else if (pending === Tmc5240Register.GSTAT) this.globalStatus = data
        else if (pending === Tmc5240Register.RAMP_STAT) {
            this.rampStatus = data
            this.virtualStopHit = (data & Tmc5240RampStat.STATUS_VIRTUAL_STOP_R) !== 0
        } else if (pending === Tmc5240Register.IOIN)
            if (data >>> VERSION_SHIFT !== VERSION) return Result.BadData
        return Result.Done
    }

    /**
     * One frame that asks for XACTUAL and compares what comes back with what the last good frames brought: status, and,
     * from the second glance in a row on, the position. For a motor at rest.
     * @returns false when something differs; `poll` then tells what.
     */
    async glance(): Promise<boolean> {
        const tx = this.tx
        const rx = this.rx
        tx[0] = Tmc5240Register.XACTUAL
        const pending = this.pending
        this.pending = NOTHING
        try {
            await this.spi.transfer(tx, rx)
        } catch (error) {
            if (error instanceof DriverError) return false
            throw error
        }
        if (rx[0] !== this.status) return false
        this.pending = Tmc5240Register.XACTUAL
        if (pending !== Tmc5240Register.XACTUAL) return true
        const data =
            ((rx[1] as number) << 24) |
            ((rx[2] as number) << 16) |
            ((rx[3] as number) << 8) |
            (rx[4] as number)
        return data === this.positionUsteps
    }

    /** A register as a signed 32-bit number. @throws DriverError after three failed attempts. */
    async read(register: number): Promise<number> {
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            await this.exchange(register, 0)
            const result = await this.exchange(Tmc5240Register.IOIN, 0)
            if (result === Result.Done) if (!this.silent) return this.reply
            if (!this.silent) continue
            // A true 0 from a moving chip: it has then heard the question for its version as well.
            const next = await this.exchange(Tmc5240Register.IOIN, 0)
            if (next === Result.Done) if (this.reply >>> VERSION_SHIFT === VERSION) return 0
        }
        throw new DriverError(TMC5240_PART, DriverErrorCode.NoAnswer, register, "no sound reply")
    }

    /**
     * Writes a register without reading it back; a second time if the frame does not show that the
     * chip listened. @returns Result; negative = the write may be lost.
     */
    async write(register: number, value: number): Promise<number> {
        const result = await this.exchange(WRITE | register, value)
        if (result === Result.Done) if (!this.silent) return result
        return await this.exchange(WRITE | register, value)
    }

    /** Writes a register until it reads back. @throws DriverError after three attempts. */
    async writeVerified(register: number, value: number): Promise<void> {
        const expected = value | 0
        let seen = 0
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            await this.exchange(WRITE | register, value)
            seen = await this.read(register)
            if (seen === expected) return
        }
        const detail = `wrote ${expected}, reads ${seen}`
        throw new DriverError(TMC5240_PART, DriverErrorCode.ReadBackDiffers, register, detail)
    }

    private async exchange(address: number, value: number): Promise<number> {
        this.queued = address
        this.queuedValue = value
        return await this.poll()
    }

    /**
     * A frame of only zeros comes from a chip without supply or from a lost frame, and is true only
     * while accelerating, when position 0, a flag register or the echo of a 0 was due. Nothing is
     * taken from it, and nothing is due after it, so that a second one in a row is a fault.
     */
    private takeSilence(pending: number, echo: number): number {
        if (pending === Tmc5240Register.XACTUAL) return Result.Done
        if (pending === Tmc5240Register.GSTAT) return Result.Done
        if (pending === Tmc5240Register.RAMP_STAT) return Result.Done
        return pending >= WRITE && echo === 0 ? Result.Done : Result.BadData
    }

    private takeStatus(status: number): void {
        this.status = status
        this.resetSeen = (status & Tmc5240SpiStatus.RESET_FLAG) !== 0
        this.driverError = (status & Tmc5240SpiStatus.DRIVER_ERROR) !== 0
        if ((status & AT_REST) === 0) this.standstill = false
        this.leftStop = (status & Tmc5240SpiStatus.STATUS_STOP_L) !== 0
        this.rightStop = (status & Tmc5240SpiStatus.STATUS_STOP_R) !== 0
    }
}
