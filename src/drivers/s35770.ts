/**
 * S-35770 counter behind the cam's Hall switch: the strokes as witnessed, independent of the motor
 * driver's ripple count [DS-S35770]. It counts from power-on and cannot be set, so only
 * differences mean anything.
 */
import { DriverError, DriverErrorCode, Result, WRITE_ATTEMPTS } from "./errors"
import type { I2c } from "../hal/bus"
import { S35770Bus, S35770Layout } from "./s35770.regs"

const PART = "S-35770"

export class S35770 {
    /** Count as last read, 0 to 16,777,215. */
    count = 0

    private readonly none: Buffer
    private readonly reply: Buffer

    constructor(private readonly bus: I2c) {
        this.none = Buffer.alloc(0)
        this.reply = Buffer.alloc(S35770Layout.CountBytes)
    }

    /** Takes the first count. @throws DriverError when it does not answer three times. */
    init(): void {
        for (let attempt = 0; attempt < WRITE_ATTEMPTS; ++attempt)
            if (this.poll() === Result.Done) return
        throw new DriverError(PART, DriverErrorCode.NoAnswer, -1, "not acknowledged")
    }

    /** Reads the count. One transaction. @returns Result; `count` is kept unless it is Done. */
    poll(): number {
        const reply = this.reply
        const result = this.bus.xfer(S35770Bus.Address, this.none, reply)
        if (result !== Result.Done) return result
        this.count =
            ((reply[0] as number) << 16) | ((reply[1] as number) << 8) | (reply[2] as number)
        return Result.Done
    }
}
