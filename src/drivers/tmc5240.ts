/**
 * TMC5240 motion controller of the depth screw [DS-TMC5240].
 *
 * It makes the chip known, configured and read back, and starts and ends moves. It decides nothing:
 * how far and when to move is the actuator's, and the ceiling that the chip itself keeps is the
 * virtual stop that the actuator sets.
 */
import { DriverError, DriverErrorCode, WRITE_ATTEMPTS } from "./errors"
import type { Clock, Spi } from "../hal/bus"
import {
    Tmc5240Chopconf,
    Tmc5240Frame,
    Tmc5240Gstat,
    Tmc5240Ioin,
    Tmc5240RampMode,
    Tmc5240Register,
} from "./tmc5240.regs"
import {
    configurationTable,
    firstMoveTable,
    type Tmc5240Configuration,
} from "./tmc5240configuration"
import { Tmc5240Link, TMC5240_PART as PART } from "./tmc5240link"

const WAKE_SLEEP_MS = 5
/** In a long configuration, after so many numbers of its table. */
const PAUSE_MS = 1
const PAUSE_NUMBERS = 6

export class Tmc5240 extends Tmc5240Link {
    constructor(
        spi: Spi,
        private readonly clock: Clock,
        private readonly configuration: Tmc5240Configuration
    ) {
        super(spi)
    }

    /**
     * The shortest way to needles that come in (PEN-SAF-16): identifies the chip, writes what a move
     * depends on, and sends it `usteps` inward from wherever it is. Only then configures and reads
     * back every register used, while it moves. Afterwards the virtual stop is at 0: nothing moves outward before
     * the actuator has homed.
     * @throws DriverError with the register, after three attempts.
     */
    async initMovingInward(usteps: number): Promise<void> {
        await this.identify()
        // Bridges off ends a latched short, and a move that a restarted program finds under way.
        const off = this.configuration.chopper & ~Tmc5240Chopconf.TOFF_MASK
        await this.write(Tmc5240Register.CHOPCONF, off)
        await this.write(Tmc5240Register.GSTAT, Tmc5240Gstat.ALL)
        const first = firstMoveTable(this.configuration)
        for (let i = 0; i < first.length; i += 2)
            await this.write(first[i] as number, first[i + 1] as number)
        await this.clock.sleep(PAUSE_MS)
        // The target goes before the speed: what it was may lie outward.
        await this.write(Tmc5240Register.XTARGET, (await this.readPosition()) - usteps)
        await this.write(Tmc5240Register.CHOPCONF, this.configuration.chopper)
        await this.moveAtSpeed()
        await this.writeTable()
        await this.clock.sleep(PAUSE_MS)
        await this.writeVerified(Tmc5240Register.CHOPCONF, this.configuration.chopper)
        await this.moveAtSpeed()
    }

    /**
     * Starts a move to `usteps` (signed 32 bit). The caller keeps it at or below what is permitted.
     * @returns Result; the chip's echo is checked in the next frame.
     */
    async moveTo(usteps: number): Promise<number> {
        const result = await this.write(Tmc5240Register.XTARGET, usteps)
        // What the status said before the chip has heard of the new target does not count.
        this.standstill = false
        return result
    }

    /**
     * Names the present position without moving. Only at standstill. In two steps, because a tick has no room for both;
     * in between the chip holds.
     * @throws DriverError when a register does not read back.
     */
    async beginPosition(usteps: number): Promise<void> {
        // In position mode either write alone would start a move; hold mode keeps velocity zero.
        await this.writeVerified(Tmc5240Register.RAMPMODE, Tmc5240RampMode.HOLD)
        await this.writeVerified(Tmc5240Register.XACTUAL, usteps)
    }

    /** The second, with the same position. */
    async endPosition(usteps: number): Promise<void> {
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

    /** The motor's current on or off; the position stays what it is. @returns Result, as `moveTo`. */
    async setCurrent(on: boolean): Promise<number> {
        let chopper = this.configuration.chopper
        if (!on) chopper &= ~Tmc5240Chopconf.TOFF_MASK
        return await this.write(Tmc5240Register.CHOPCONF, chopper)
    }

    /** XACTUAL now, microsteps. @throws DriverError after three failed attempts. */
    async readPosition(): Promise<number> {
        this.positionUsteps = await this.read(Tmc5240Register.XACTUAL)
        return this.positionUsteps
    }

    /**
     * VMAX for the next move; the motor stands. @throws DriverError when it does not read back, or the chip was reset:
     * the move would have no end without its deceleration.
     */
    async setVelocity(velocity: number): Promise<void> {
        await this.writeVerified(Tmc5240Register.VMAX, velocity)
        if (!this.resetSeen) return
        throw new DriverError(PART, DriverErrorCode.ChipFault, Tmc5240Register.GSTAT, "was reset")
    }

    /** VMAX, unless the chip was reset meanwhile: a move without its deceleration would have no end. */
    private async moveAtSpeed(): Promise<void> {
        await this.expectNoFlags()
        await this.writeVerified(Tmc5240Register.VMAX, this.configuration.velocity)
    }

    private async writeTable(): Promise<void> {
        const table = configurationTable(this.configuration)
        for (let i = 0; i < table.length; i += 2) {
            await this.writeVerified(table[i] as number, table[i + 1] as number)
            // The tick has its turn in between, and its sign of life with it.
            if (i % PAUSE_NUMBERS === 0) await this.clock.sleep(PAUSE_MS)
        }
        await this.setVirtualStopRight(0)
    }

    /** A chip whose supply has only just come wakes within 2.5 ms, and says nothing until then. */
    private async identify(): Promise<void> {
        let version = 0
        for (let attempt = 1; attempt <= WRITE_ATTEMPTS; ++attempt) {
            try {
                version = (await this.read(Tmc5240Register.IOIN)) >>> Tmc5240Ioin.VERSION_SHIFT
                if (version === Tmc5240Frame.VERSION) return
            } catch (error) {
                if (attempt === WRITE_ATTEMPTS) throw error
            }
            await this.clock.sleep(WAKE_SLEEP_MS)
        }
        const detail = `version ${version}, expected ${Tmc5240Frame.VERSION}`
        throw new DriverError(PART, DriverErrorCode.WrongIdentity, Tmc5240Register.IOIN, detail)
    }

    /** A flag that stays set, or is set again, is a fault of the chip. */
    private async expectNoFlags(): Promise<void> {
        this.globalStatus = await this.read(Tmc5240Register.GSTAT)
        if (this.globalStatus === 0) return
        const detail = `flags ${this.globalStatus} stay set`
        throw new DriverError(PART, DriverErrorCode.ChipFault, Tmc5240Register.GSTAT, detail)
    }
}
