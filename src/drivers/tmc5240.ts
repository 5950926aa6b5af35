/**
 * TMC5240 motion controller of the depth screw, over SPI mode 3 [DS-TMC5240].
 *
 * It makes the chip known, configured and read back, and reports what each frame says. It decides
 * nothing: how far and when to move is the actuator's, and the ceiling that the chip itself keeps
 * is the virtual stop that the actuator sets.
 *
 * A read's data arrive with the next frame, so the running tick's single frame asks for one
 * register and receives the one before.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { Clock, Spi } from "../hal/bus"
import {
    Tmc5240Chopconf,
    Tmc5240Frame,
    Tmc5240Gstat,
    Tmc5240Ioin,
    Tmc5240RampMode,
    Tmc5240RampStat,
    Tmc5240Register,
    Tmc5240SpiStatus,
} from "./tmc5240.regs"
import { configurationTable, type Tmc5240Configuration } from "./tmc5240configuration"

const PART = "TMC5240"
const WRITE = Tmc5240Frame.WRITE

/** The pipeline holds no read: the reply to the next frame means nothing. */
const NOTHING = -1

/**
 * Frames of only zeros in a row that prove a dead bus: a read-back of 0 while moving is three of
 * them, and one in eight polls asks for IOIN, which is never 0.
 */
const SILENT_FRAMES_MAX = 9

/** A ramp down from full speed takes 20 ms; ten ticks leave room for a slower configuration. */
const STANDSTILL_SLEEPS = 10
const STANDSTILL_SLEEP_MS = 10

export class Tmc5240 {
    /** SPI_STATUS of the last good frame ([DS-TMC5240] "SPI status bits"). */
    status = 0
    /** XACTUAL as last received, microsteps. */
    positionUsteps = 0
    /** True when the last frame brought XACTUAL. */
    positionFresh = false
    /** The chip was reset since `init`: its registers and position mean nothing (PEN-SAF-17). */
    resetSeen = false
    driverError = false
    standstill = true
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
    private slot = 0
    private silentFrames = 0
    private halted = false

    constructor(
        private readonly spi: Spi,
        private readonly clock: Clock,
        private readonly configuration: Tmc5240Configuration
    ) {
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
     * Identifies the chip, ends any motion, and configures and reads back every register used.
     * Afterwards the motor holds, XTARGET = XACTUAL, and the virtual stop is at 0: nothing moves
     * outward before the actuator has homed.
     * @throws DriverError with the register, after three attempts.
     */
    async init(): Promise<void> {
        await this.identify()
        await this.standStill()
        // Bridges stay off while the currents are not known to be right.
        const chopper = Tmc5240Register.CHOPCONF
        await this.writeVerified(chopper, this.configuration.chopper & ~Tmc5240Chopconf.TOFF_MASK)
        await this.setPosition(await this.readPosition())
        const table = configurationTable(this.configuration)
        for (let i = 0; i < table.length; i += 2)
            await this.writeVerified(table[i] as number, table[i + 1] as number)
        await this.setVirtualStopRight(0)
        await this.clearFlags()
        await this.writeVerified(chopper, this.configuration.chopper)
        await this.writeVerified(Tmc5240Register.VMAX, this.configuration.velocity)
        this.halted = false
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
        if (status === 0xff && data === -1) return Result.BadData
        if (status !== 0 || data !== 0) this.silentFrames = 0
        else if (++this.silentFrames >= SILENT_FRAMES_MAX) return Result.BadData
        if (status !== this.status) this.takeStatus(status)
        this.reply = data
        this.pending = address
        this.echo = value | 0

        if (pending === Tmc5240Register.XACTUAL) {
            this.positionUsteps = data
            this.positionFresh = true
        } else if (pending >= Tmc5240Frame.WRITE) {
            if (data !== echo) return Result.BadData
        } else if (pending === Tmc5240Register.DRV_STATUS) this.driverStatus = data
        else if (pending === Tmc5240Register.GSTAT) this.globalStatus = data
        else if (pending === Tmc5240Register.RAMP_STAT) {
            this.rampStatus = data
            this.virtualStopHit = (data & Tmc5240RampStat.STATUS_VIRTUAL_STOP_R) !== 0
        } else if (pending === Tmc5240Register.IOIN && data >>> 24 !== Tmc5240Frame.VERSION)
            return Result.BadData
        return Result.Done
    }

    /**
     * Starts a move to `usteps` (signed 32 bit). The caller keeps it at or below what is permitted.
     * @returns Result; the chip's echo is checked in the next frame.
     */
    async moveTo(usteps: number): Promise<number> {
        const result = await this.exchange(WRITE | Tmc5240Register.XTARGET, usteps)
        if (!this.halted || result !== Result.Done) return result
        this.halted = false
        return await this.exchange(WRITE | Tmc5240Register.VMAX, this.configuration.velocity)
    }

    /**
     * Ramps down and stays where that ends, at most 200 um on: VMAX 0, because a target set to the
     * present position would overshoot it and come back. The next `moveTo` restores VMAX.
     */
    async haltHere(): Promise<number> {
        this.halted = true
        return await this.exchange(WRITE | Tmc5240Register.VMAX, 0)
    }

    /**
     * Names the present position without moving. Only at standstill.
     * @throws DriverError when a register does not read back.
     */
    async setPosition(usteps: number): Promise<void> {
        // In position mode either write alone would start a move; hold mode keeps velocity zero.
        await this.writeVerified(Tmc5240Register.RAMPMODE, Tmc5240RampMode.HOLD)
        await this.writeVerified(Tmc5240Register.XACTUAL, usteps)
        await this.writeVerified(Tmc5240Register.XTARGET, usteps)
        await this.writeVerified(Tmc5240Register.RAMPMODE, Tmc5240RampMode.POSITION)
        this.positionUsteps = usteps
    }

    /**
     * Sets the chip's own outward limit (PEN-SAF-03); outward motion stops hard at it.
     * @throws DriverError when it does not read back.
     */
    async setVirtualStopRight(usteps: number): Promise<void> {
        await this.writeVerified(Tmc5240Register.VIRTUAL_STOP_R, usteps)
    }

    /** XACTUAL now, microsteps. @throws DriverError after three failed attempts. */
    async readPosition(): Promise<number> {
        this.positionUsteps = await this.read(Tmc5240Register.XACTUAL)
        return this.positionUsteps
    }

    /** A register as a signed 32-bit number. @throws DriverError after three failed attempts. */
    async read(register: number): Promise<number> {
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            if ((await this.exchange(register, 0)) < 0) continue
            if ((await this.exchange(register, 0)) === Result.Done) return this.reply
        }
        throw new DriverError(PART, DriverErrorCode.NoAnswer, register, "no sound reply")
    }

    /** Writes a register without reading it back. @returns Result. */
    async write(register: number, value: number): Promise<number> {
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
        throw new DriverError(PART, DriverErrorCode.ReadBackDiffers, register, detail)
    }

    private async exchange(address: number, value: number): Promise<number> {
        this.queued = address
        this.queuedValue = value
        return await this.poll()
    }

    private takeStatus(status: number): void {
        this.status = status
        this.resetSeen = (status & Tmc5240SpiStatus.RESET_FLAG) !== 0
        this.driverError = (status & Tmc5240SpiStatus.DRIVER_ERROR) !== 0
        this.standstill = (status & Tmc5240SpiStatus.STANDSTILL) !== 0
        this.leftStop = (status & Tmc5240SpiStatus.STATUS_STOP_L) !== 0
        this.rightStop = (status & Tmc5240SpiStatus.STATUS_STOP_R) !== 0
    }

    private async identify(): Promise<void> {
        const inputs = await this.read(Tmc5240Register.IOIN)
        const version = inputs >>> Tmc5240Ioin.VERSION_SHIFT
        if (version === Tmc5240Frame.VERSION) return
        const detail = `version ${version}, expected ${Tmc5240Frame.VERSION}`
        throw new DriverError(PART, DriverErrorCode.WrongIdentity, Tmc5240Register.IOIN, detail)
    }

    /** Ends a motion that a restarted program finds under way. */
    private async standStill(): Promise<void> {
        await this.writeVerified(Tmc5240Register.VMAX, 0)
        for (let i = 0; i < STANDSTILL_SLEEPS; ++i) {
            if ((await this.read(Tmc5240Register.VACTUAL)) === 0) return
            await this.clock.sleep(STANDSTILL_SLEEP_MS)
        }
        const register = Tmc5240Register.VACTUAL
        throw new DriverError(PART, DriverErrorCode.Timeout, register, "does not come to rest")
    }

    /** Clears what happened since power-on; a flag that stays set is a fault of the chip. */
    private async clearFlags(): Promise<void> {
        await this.write(Tmc5240Register.GSTAT, Tmc5240Gstat.ALL)
        this.globalStatus = await this.read(Tmc5240Register.GSTAT)
        if (this.globalStatus === 0) return
        const detail = `flags ${this.globalStatus} stay set`
        throw new DriverError(PART, DriverErrorCode.ChipFault, Tmc5240Register.GSTAT, detail)
    }
}
