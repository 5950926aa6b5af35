/**
 * AS5600L magnetic angle sensor of a knob [DS-AS5600L]. Absolute: what the knob shows at power-on
 * is what it means. The part has neither an identity nor a reset, and its factory configuration is
 * used as it is, so there is nothing to write.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import { As5600lRegister, As5600lStatus } from "./as5600l.regs"

const PART = "AS5600L"

/** A magnet does not fall out between two ticks: its status is read in every sixteenth poll. A power of two. */
const STATUS_EVERY = 16
const POLLS_MASK = STATUS_EVERY - 1
const STATUS_MASK =
    As5600lStatus.MagnetDetected | As5600lStatus.MagnetTooStrong | As5600lStatus.MagnetTooWeak

export class As5600l {
    /** Angle as last read, 0 to 4,095 for 360°. */
    raw = 0
    /** The magnet is there, and neither too strong nor too weak; up to 16 polls old. */
    magnetGood = false
    /** Polls since the one that asked for the magnet, 0 to 15; 0: the next one does. */
    polls = 0

    private readonly atAngle: Buffer
    private readonly atStatus: Buffer
    private readonly angle: Buffer
    private readonly status: Buffer

    /** `address`: 0x40 as delivered, 0x41 for the knob that was programmed to it. */
    constructor(
        private readonly bus: I2c,
        private readonly address: number
    ) {
        this.atAngle = Buffer.alloc(1)
        this.atAngle[0] = As5600lRegister.RawAngleHigh
        this.atStatus = Buffer.alloc(1)
        this.atStatus[0] = As5600lRegister.Status
        this.angle = Buffer.alloc(2)
        this.status = Buffer.alloc(1)
    }

    /** First angle and magnet status. @throws DriverError when it does not answer three times. */
    init(): void {
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt) {
            this.polls = 0
            if (this.poll() === Result.Done) return
        }
        const register = As5600lRegister.RawAngleHigh
        throw new DriverError(PART, DriverErrorCode.NoAnswer, register, "not acknowledged")
    }

    /**
     * Reads the angle; one transaction, two in every sixteenth call.
     * @returns Result; `raw` is kept unless it is Done.
     */
    poll(): number {
        const angle = this.angle
        const polls = this.polls
        if (polls === 0) {
            const seen = this.pollStatus()
            if (seen !== Result.Done) return seen
        }
        this.polls = (polls + 1) & POLLS_MASK
        const result = this.bus.xfer(this.address, this.atAngle, angle)
        if (result === Result.Done)
            this.raw = (((angle[0] as number) & 0x0f) << 8) | (angle[1] as number)
        return result
    }

    /** Polls for a tick that asks no more, and keeps `raw`: is the angle `low` to `high`, and is the magnet good? */
    within(low: number, high: number): boolean {
        // Like `poll`, without its call: a tick of a run does this once or twice.
        const angle = this.angle
        const polls = this.polls
        if (polls === 0) if (this.pollStatus() !== Result.Done) return false
        this.polls = (polls + 1) & POLLS_MASK
        if (this.bus.xfer(this.address, this.atAngle, angle) !== Result.Done) return false
        const raw = (((angle[0] as number) & 0x0f) << 8) | (angle[1] as number)
        if (raw < low) return false
        if (raw > high) return false
        return this.magnetGood
    }

    private pollStatus(): number {
        const result = this.bus.xfer(this.address, this.atStatus, this.status)
        const status = (this.status[0] as number) & STATUS_MASK
        this.magnetGood = result === Result.Done && status === As5600lStatus.MagnetDetected
        return result
    }
}
