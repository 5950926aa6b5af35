/**
 * DRV8214 motor driver of the needle drive, over I2C [DS-DRV8214].
 *
 * The chip regulates the stroke rate by itself from its ripple count, and may run only a short way
 * ahead of the program: `renewLease` moves the count at which RC_HIZ opens the bridge. It sleeps,
 * and forgets everything, whenever the safety chain is open, so it is configured anew in every
 * Arming, in slices that fit a tick. No method throws; nothing here decides whether to run.
 */
import { Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import { Drv8214Config0, Drv8214Config4, Drv8214Fault, Drv8214Register } from "./drv8214.regs"
import {
    driveResetPattern,
    driveTable,
    pointerTo,
    THRESHOLD_STEP_SHIFT,
    type Drv8214Configuration,
} from "./drv8214configuration"
import { leaseOf, speedTarget } from "./drv8214units"

/** Numbers of the table handled by one slice of `configure`: six registers, 12 transactions. */
const SLICE_ENTRIES = 12

/** Slices: identity, the table in three, and the last check with the third. */
const SLICES = 4

/** Above this threshold byte the chip's count starts anew; both still fit their registers. */
const THRESHOLD_RESTART = 240

/**
 * Counts of WSET_VSET (0.85 Hz) in one step of a rate change: with the loop's gain each asks for
 * 0.1 A, well below what passes for a stall.
 */
const RATE_STEP = 8

const IDLE = Drv8214Config0.EN_OVP | Drv8214Config0.EN_STALL
const RUN = Drv8214Config0.EN_OUT | IDLE
const COAST = Drv8214Config4.PMODE | Drv8214Config4.I2C_BC
const FORWARD = COAST | Drv8214Config4.I2C_EN_IN1
const BRAKE = FORWARD | Drv8214Config4.I2C_PH_IN2

export class Drv8214 {
    /** FAULT as last polled; `Drv8214Fault` bits. NPOR = 0: the registers were lost. */
    faults = 0
    /** Stroke rate as last polled, in steps of 849 mHz; 255 means "or more". */
    speed = 0
    /** Ripples since `start`, 6 per stroke, as of the last `renewLease`. */
    ripples = 0
    /** The register that three attempts of `configure` could not identify or set, else -1. */
    failedRegister = -1

    private readonly table: number[]
    private readonly pattern: number[]
    private readonly command: Buffer
    private readonly pointer: Buffer
    private readonly reply: Buffer
    /** Pointers of the registers that every tick reads. */
    private readonly atFaults: Buffer
    private readonly atSpeed: Buffer
    private readonly atRipples: Buffer
    private slice = 0
    private attempts = 0
    private leaseRipples = 0
    /** The lease that goes with the set rate, and the speed below which it holds. */
    private settledLease = 0
    private settledSpeed = 0
    private threshold = 0
    /** WSET_VSET as written, and as it shall become. */
    private target = 0
    private goal = 0
    private chipCount = 0

    constructor(
        private readonly bus: I2c,
        private readonly address: number,
        configuration: Drv8214Configuration
    ) {
        this.table = driveTable(configuration)
        this.pattern = driveResetPattern()
        this.command = Buffer.alloc(2)
        this.pointer = Buffer.alloc(1)
        this.reply = Buffer.alloc(1)
        this.atFaults = pointerTo(Drv8214Register.FAULT)
        this.atSpeed = pointerTo(Drv8214Register.RC_STATUS1)
        this.atRipples = pointerTo(Drv8214Register.RC_STATUS2)
    }

    /** Forgets progress: the next `configure` begins with a chip that has just left sleep. */
    restart(): void {
        this.slice = 0
        this.attempts = 0
        this.failedRegister = -1
    }

    /**
     * One slice of at most 12 transactions: identifies the chip by its reset pattern, then writes
     * and reads back every register for `rateHz` (30 to 150), then clears NPOR. Call it once a
     * tick, four times if all goes well.
     * @returns true when complete; false while it is not, or for ever once `failedRegister` >= 0.
     */
    configure(rateHz: number): boolean {
        if (this.slice === SLICES) return true
        if (this.failedRegister >= 0) return false
        if (this.slice === 0) this.prepare(rateHz)
        const bad = this.slice === 0 ? this.identify() : this.writeSlice()
        if (bad < 0) {
            this.attempts = 0
            this.slice += 1
            return this.slice === SLICES
        }
        this.attempts += 1
        if (this.attempts === WRITE_ATTEMPTS) this.failedRegister = bad
        return false
    }

    /** Lets the motor run. Two transactions. @returns Result. */
    start(): number {
        this.ripples = 0
        this.chipCount = 0
        const result = this.write(Drv8214Register.CONFIG4, FORWARD)
        if (result !== Result.Done) return result
        return this.write(Drv8214Register.CONFIG0, RUN)
    }

    /**
     * Shorts the motor through the bridge. The chain has put the chip to sleep by then and brakes by
     * itself; where it has not, this is what ends the strokes. One transaction. @returns Result.
     */
    stop(): number {
        this.restart()
        return this.write(Drv8214Register.CONFIG4, BRAKE)
    }

    /**
     * Sets another rate (30 to 150 Hz) for a running motor; `renewLease` brings it there in steps,
     * the whole range in 180 ms. At once, the motor's current would pass for a stall.
     */
    setRate(rateHz: number): void {
        this.goal = speedTarget(rateHz)
        this.settledLease = leaseOf(rateHz)
        this.settledSpeed = speedTarget(rateHz + rateHz / 10)
        // A shorter lease waits until the motor has slowed down, or it would run out on the way.
        if (this.leaseRipples < this.settledLease) this.leaseRipples = this.settledLease
    }

    /** Reads `faults` and `speed`. Two transactions, in every tick. @returns Result. */
    poll(): number {
        const bus = this.bus
        const reply = this.reply
        let result = bus.xfer(this.address, this.atFaults, reply)
        if (result !== Result.Done) return result
        this.faults = reply[0] as number
        result = bus.xfer(this.address, this.atSpeed, reply)
        if (result === Result.Done) this.speed = reply[0] as number
        return result
    }

    /** Polls for a tick that asks no more: is there no fault, and does `speed` lie from `low` to `high`? */
    steady(low: number, high: number): boolean {
        const bus = this.bus
        const reply = this.reply
        if (bus.xfer(this.address, this.atFaults, reply) !== Result.Done) return false
        if (reply[0] !== Drv8214Fault.NPOR) return false
        if (bus.xfer(this.address, this.atSpeed, reply) !== Result.Done) return false
        const speed = reply[0] as number
        this.speed = speed
        if (speed < low) return false
        return speed <= high
    }

    /**
     * Counts on and permits 50 ms of ripples more, rounded up to a step of 8. Call it at least
     * every 40 ms. The threshold moves ahead of the count instead of clearing the count each time,
     * because ripples between a read and a clear would be lost (2 transactions, rarely 3).
     * While the rate changes, it also takes the next step there (1 more, 2 with the last step).
     * Of the count the low byte is enough and, unlike the pair, cannot be torn: reads are less than 256 ripples apart.
     * @returns Result.
     */
    renewLease(): number {
        const reply = this.reply
        let result = this.bus.xfer(this.address, this.atRipples, reply)
        if (result !== Result.Done) return result
        const more = ((reply[0] as number) - this.chipCount) & 0xff
        this.chipCount += more
        this.ripples += more
        if (this.target !== this.goal) {
            result = this.stepRate()
            if (result !== Result.Done) return result
        }
        if (this.leaseRipples !== this.settledLease)
            if (this.speed < this.settledSpeed) this.leaseRipples = this.settledLease
        let threshold = (this.chipCount + this.leaseRipples + 7) >> THRESHOLD_STEP_SHIFT
        if (threshold > THRESHOLD_RESTART) {
            // The count goes first: lowering the threshold below it would open the bridge.
            const cleared = this.write(Drv8214Register.CONFIG0, RUN | Drv8214Config0.CLR_CNT)
            if (cleared !== Result.Done) return cleared
            this.chipCount = 0
            threshold = (this.leaseRipples + 7) >> THRESHOLD_STEP_SHIFT
        }
        if (threshold === this.threshold) return Result.Done
        // Without a call of `write`: it is so in nearly every second tick of a run.
        const command = this.command
        command[0] = Drv8214Register.RC_CTRL1
        command[1] = threshold
        result = this.bus.xfer(this.address, command)
        if (result === Result.Done) this.threshold = threshold
        return result
    }

    /** One step towards the set rate; the last one is read back. */
    private stepRate(): number {
        const away = this.goal - this.target
        const step = away > RATE_STEP ? RATE_STEP : away
        const target = this.target + (step < -RATE_STEP ? -RATE_STEP : step)
        const result = this.write(Drv8214Register.REG_CTRL1, target)
        if (result !== Result.Done) return result
        this.target = target
        if (target !== this.goal) return Result.Done
        this.pointer[0] = Drv8214Register.REG_CTRL1
        const read = this.bus.xfer(this.address, this.pointer, this.reply)
        if (read !== Result.Done) return read
        return this.reply[0] === target ? Result.Done : Result.BadData
    }

    private write(register: number, value: number): number {
        this.command[0] = register
        this.command[1] = value
        return this.bus.xfer(this.address, this.command)
    }

    private prepare(rateHz: number): void {
        this.leaseRipples = leaseOf(rateHz)
        this.settledLease = this.leaseRipples
        this.settledSpeed = speedTarget(rateHz + rateHz / 10)
        this.target = speedTarget(rateHz)
        this.goal = this.target
        this.threshold = (this.leaseRipples + 7) >> THRESHOLD_STEP_SHIFT
        const table = this.table
        for (let i = 0; i < table.length; i += 2) {
            if (table[i] === Drv8214Register.REG_CTRL1) table[i + 1] = this.target
            if (table[i] === Drv8214Register.RC_CTRL1) table[i + 1] = this.threshold
        }
    }

    /** The first register that does not hold its reset value, else -1. */
    private identify(): number {
        const pattern = this.pattern
        for (let i = 0; i < pattern.length; i += 2) {
            this.pointer[0] = pattern[i] as number
            const result = this.bus.xfer(this.address, this.pointer, this.reply)
            if (result !== Result.Done || this.reply[0] !== pattern[i + 1])
                return pattern[i] as number
        }
        // From here on NPOR says whether the chip has forgotten what the slices write.
        const clear = IDLE | Drv8214Config0.CLR_FLT
        return this.write(Drv8214Register.CONFIG0, clear) === Result.Done
            ? -1
            : Drv8214Register.CONFIG0
    }

    /** The first register of the slice that does not read back, else -1. */
    private writeSlice(): number {
        const table = this.table
        const end = this.slice * SLICE_ENTRIES
        for (let i = end - SLICE_ENTRIES; i < end && i < table.length; i += 2) {
            const register = table[i] as number
            this.command[0] = this.pointer[0] = register
            this.command[1] = table[i + 1] as number
            let result = this.bus.xfer(this.address, this.command)
            if (result === Result.Done)
                result = this.bus.xfer(this.address, this.pointer, this.reply)
            if (result !== Result.Done || this.reply[0] !== table[i + 1]) return register
        }
        return end < table.length ? -1 : this.finish()
    }

    /** Clears the reset flag and the count; the register that disagrees, else -1. */
    private finish(): number {
        if (!this.remembers()) return Drv8214Register.FAULT
        const clear = Drv8214Config0.CLR_FLT | Drv8214Config0.CLR_CNT
        if (this.write(Drv8214Register.CONFIG0, IDLE | clear) !== Result.Done)
            return Drv8214Register.CONFIG0
        this.pointer[0] = Drv8214Register.CONFIG0
        const result = this.bus.xfer(this.address, this.pointer, this.reply)
        if (result !== Result.Done || this.reply[0] !== IDLE) return Drv8214Register.CONFIG0
        return this.remembers() ? -1 : Drv8214Register.FAULT
    }

    /** Whether the chip still holds what `configure` wrote, and reports no fault. One transaction. */
    remembers(): boolean {
        const result = this.bus.xfer(this.address, this.atFaults, this.reply)
        return result === Result.Done && this.reply[0] === Drv8214Fault.NPOR
    }
}
