/**
 * MAX22200A driver of the solenoid's coil [DS-MAX22200A], channel 0, low side, current regulated.
 *
 * The chip holds the current of its HIT and HOLD codes by itself; the codes that are written, and read
 * back, are the depth ceiling in silicon (PEN-SAF-03), so none above `ceilingCode` is ever written. It
 * loses its registers whenever ENABLE is low, that is, whenever the safety chain is open: `init` comes
 * anew with every Arming. Nothing here decides how deep or when.
 */
import { DriverError, DriverErrorCode, Result } from "./errors"
import type { Clock, CommandSpi } from "../hal/bus"
import {
    Max22200aCode,
    Max22200aConfig,
    Max22200aFault,
    Max22200aFlag,
    Max22200aRegister,
    Max22200aStatus,
} from "./max22200a.regs"
import { Max22200aLink, MAX22200A_PART as PART } from "./max22200alink"

/**
 * CFG_CH0 of the pen without its codes: 50 kHz, where ripple is small (4 mA) and the shortest duty
 * still 4 %; open load and HIT current watched. Movement is not watched: a damped proportional plunger
 * makes no dip in its current, and the Hall sensor sees it anyway.
 */
export const PEN_COIL =
    (2 << Max22200aConfig.FREQ_CFG_SHIFT) | Max22200aConfig.OL_EN | Max22200aConfig.HHF_EN

/** One count of HIT_T at 50 kHz: 40 chopping periods, +-20 % over parts. */
export const HIT_UNIT_US = 800

/** STATUS of a running chip: communication errors do not pull nFAULT, which nobody hears. */
const RUNNING = Max22200aStatus.M_COMF | Max22200aFlag.ACTIVE
const WRITABLE = ~Max22200aFlag.ALL
const ON = 1 << Max22200aStatus.ONCH_SHIFT
/** Lowest bit of HIT_T: 0.8 ms that nobody misses, and means nothing while the channel is on. */
const HIT_TIME_BIT = 1 << Max22200aConfig.HIT_TIME_SHIFT
/** A poll writes instead of reading, in one of so many; the next one reads what was written. */
const POLL_SLOTS = 16
const WRITING_SLOT = 8
/** Flags of a line that nobody drives. */
const NOBODY = 0xff

/** From ENABLE to the first answer takes 0.5 ms, from the series switch to VM a little more. */
const READY_SLEEPS = 8
/** Outputs follow 2.5 ms after ACTIVE; open-load detection needs 0.2 ms more. */
const WAKE_MS = 3
/** Between two registers. */
const PAUSE_MS = 1

export class Max22200a extends Max22200aLink {
    /** Highest HIT or HOLD code that may be written, 0 to 126. 0 until the actuator knows better. */
    ceilingCode = 0
    /**
     * What the chip has told since `init` or `clearFaults`: OVT, OCP, OLF, HHF, DPM and UVM of
     * `Max22200aFlag`. HHF is tested once, at the end of HIT; OLF only while the channel is off.
     */
    faults = 0
    /** The chip was reset since `init`: its registers mean nothing and its output is off (PEN-SAF-17). */
    resetSeen = false

    /** CFG_CH0 as last read back. */
    private config = 0
    private configKnown = false
    private isOn = false
    private slot = 0

    /** `channel` is CFG_CH0 without codes, as `PEN_COIL`. */
    constructor(
        spi: CommandSpi,
        private readonly clock: Clock,
        private readonly channel: number
    ) {
        super(spi)
    }

    /**
     * Identifies the chip, switches it off, configures it with all codes 0, reads back, and wakes it.
     * Takes 3 to 11 ms; at least 0.5 ms after ENABLE, else a little longer.
     * @throws DriverError: NoAnswer, WrongIdentity, ReadBackDiffers, or ChipFault with the flags.
     */
    async init(): Promise<void> {
        this.configKnown = false
        this.isOn = false
        await this.identify()
        // The tick has its turn in between, and its sign of life with it.
        await this.clock.sleep(PAUSE_MS)
        await this.read(Max22200aRegister.FAULT, -1)
        await this.putOrThrow(Max22200aRegister.CFG_CH0, this.channel)
        await this.clock.sleep(PAUSE_MS)
        await this.putOrThrow(Max22200aRegister.STATUS, RUNNING)
        await this.clock.sleep(WAKE_MS)
        const result = await this.read(Max22200aRegister.STATUS, 0)
        if (result !== Result.Done || this.word !== RUNNING) {
            const detail = `status ${this.word}, expected ${RUNNING}`
            throw new DriverError(PART, DriverErrorCode.ChipFault, Max22200aRegister.STATUS, detail)
        }
        this.config = this.channel | 0
        this.configKnown = true
        this.resetSeen = false
        this.faults = 0
    }

    /**
     * Sets the codes (0 to 126, 4.9 mA each at 24 kohm) and HIT_T (0 to 254, `HIT_UNIT_US` each), read
     * back. HIT acts when the channel is switched on; afterwards only HOLD does, at once, and a change of
     * HOLD alone takes two short transactions. If it cannot be done, the channel is switched off.
     * @returns Result.
     * @throws DriverError (BadArgument) for a code above the ceiling, or one that does not regulate.
     */
    async setCodes(hit: number, hold: number, hitTime: number): Promise<number> {
        this.check(hit, this.ceilingCode, Max22200aCode.MAX)
        this.check(hold, this.ceilingCode, Max22200aCode.MAX)
        this.check(hitTime, Max22200aCode.HIT_TIME_MAX, Max22200aCode.HIT_TIME_MAX)
        const codes =
            (hold << Max22200aConfig.HOLD_SHIFT) |
            (hit << Max22200aConfig.HIT_SHIFT) |
            (hitTime << Max22200aConfig.HIT_TIME_SHIFT)
        const config = codes | this.channel
        const changes = config ^ this.config
        if (this.configKnown) if (changes === 0) return Result.Done
        const holdOnly = this.configKnown && (changes & 0xffffff) === 0
        this.configKnown = false
        let result = 0
        if (holdOnly) result = await this.putByte(Max22200aRegister.CFG_CH0, (config >> 24) & 0xff)
        else result = await this.put(Max22200aRegister.CFG_CH0, config)
        if (result !== Result.Done) {
            await this.off()
            return result
        }
        this.config = config
        this.configKnown = true
        return result
    }

    /** Lets current flow: HIT for its time, then HOLD. Two short transactions. @returns Result. */
    async on(): Promise<number> {
        if (!this.configKnown || this.resetSeen) return Result.BadData
        const result = await this.putByte(Max22200aRegister.STATUS, 1)
        this.isOn = result === Result.Done
        // What did not read back may still have arrived.
        if (!this.isOn) await this.off()
        return result
    }

    /** Ends the current. The chain does so as well, and needs nobody's answer. @returns Result. */
    async off(): Promise<number> {
        this.isOn = false
        return await this.putByte(Max22200aRegister.STATUS, 0)
    }

    /**
     * One transaction: the flags, and in turn FAULT, CFG_CH0, FAULT, STATUS. Every sixteenth writes a bit that
     * means nothing, because a chip that hears no more answers as it always did; if the next does not read it, it is
     * written once more, and verified. The running tick calls it.
     * @returns Result: Done (then see `faults` and `resetSeen`), BadData (a dead bus, or a register that
     * does not hold what was written) or Timeout.
     */
    async poll(): Promise<number> {
        const slot = this.slot
        this.slot = (slot + 1) % POLL_SLOTS
        // What the register has to hold, in the bits that are known: the other channels have nothing that could fail.
        let register = Max22200aRegister.FAULT
        let known = ~Max22200aFault.CHANNEL0
        let expected = 0
        if ((slot & 1) !== 0)
            if ((slot & 2) !== 0) {
                register = Max22200aRegister.STATUS
                known = WRITABLE
                expected = this.isOn ? RUNNING | ON : RUNNING
            } else {
                register = Max22200aRegister.CFG_CH0
                known = this.configKnown ? -1 : 0
                expected = this.config & known
            }
        let result = 0
        if (slot === WRITING_SLOT && this.mayStir()) {
            this.config ^= HIT_TIME_BIT
            result = await this.write(Max22200aRegister.CFG_CH0, this.config)
            // Whether the chip has understood what was written, the next poll sees.
            if (result === Result.BadData) if (this.flags !== NOBODY) result = Result.Done
        } else {
            result = await this.read(register, 0)
            if (result === Result.Done)
                if ((this.word & known) !== expected) {
                    result = Result.BadData
                    if (slot === WRITING_SLOT + 1) result = await this.put(register, this.config)
                }
        }
        if (result === Result.Timeout) return result
        const flags = this.flags
        if ((flags & Max22200aFlag.ACTIVE) === 0) {
            // After a reset UVM stands alone; anything else is a broken wire or noise.
            if (flags !== Max22200aFlag.UVM) return Result.BadData
            this.resetSeen = true
            this.configKnown = false
            return Result.Done
        }
        if (result === Result.Done)
            this.faults |= flags & (Max22200aFlag.FAULTS | Max22200aFlag.UVM)
        return result
    }

    /**
     * Clears `flags` of `faults`, in the chip as well, and no others. What lasts comes back with the next
     * `poll`. After OCP the channel stays off until it is switched off and on again. @returns Result.
     */
    async clearFaults(flags: number): Promise<number> {
        let bits = 0
        if (flags & Max22200aFlag.OCP) bits |= 1 << Max22200aFault.OCP_SHIFT
        if (flags & Max22200aFlag.HHF) bits |= 1 << Max22200aFault.HHF_SHIFT
        if (flags & Max22200aFlag.OLF) bits |= 1 << Max22200aFault.OLF_SHIFT
        if (flags & Max22200aFlag.DPM) bits |= 1 << Max22200aFault.DPM_SHIFT
        let result = await this.read(Max22200aRegister.FAULT, bits)
        const inStatus = flags & (Max22200aFlag.OVT | Max22200aFlag.UVM)
        if (result === Result.Done)
            if (inStatus !== 0) {
                result = await this.read(Max22200aRegister.STATUS, 0)
                // The same read clears both flags; the one that was not meant stays known here.
                this.faults |= this.word & (Max22200aFlag.OVT | Max22200aFlag.UVM)
            }
        if (result === Result.Done) this.faults &= ~flags
        return result
    }

    /** HIT_T may be changed by its lowest bit: one more than the longest would be HIT without end. */
    private mayStir(): boolean {
        const hitTime = (this.config >> Max22200aConfig.HIT_TIME_SHIFT) & 0xff
        return this.configKnown && hitTime < Max22200aCode.HIT_TIME_MAX
    }

    /**
     * Knows the chip by STATUS, which is written as a reset leaves it and has to read so: the chip may
     * have kept its registers, and a restarted program may have left a current flowing.
     */
    private async identify(): Promise<void> {
        const register = Max22200aRegister.STATUS
        const expected = Max22200aStatus.RESET_VALUE & WRITABLE
        let result = await this.read(register, 0)
        for (let i = 0; i < READY_SLEEPS && result !== Result.Done; ++i) {
            await this.clock.sleep(1)
            result = await this.read(register, 0)
        }
        if (result !== Result.Done)
            throw new DriverError(PART, DriverErrorCode.NoAnswer, register, "no sound reply")
        if ((await this.put(register, expected)) === Result.Done) return
        const detail = `status ${this.word}, expected ${expected}`
        throw new DriverError(PART, DriverErrorCode.WrongIdentity, register, detail)
    }

    private check(value: number, ceiling: number, max: number): void {
        if ((value | 0) === value) if (value >= 0) if (value <= ceiling) if (value <= max) return
        const detail = `code ${value}, ceiling ${ceiling}`
        throw new DriverError(PART, DriverErrorCode.BadArgument, Max22200aRegister.CFG_CH0, detail)
    }
}
