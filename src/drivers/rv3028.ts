/**
 * RV-3028-C7 clock, which goes on from its own cell while the pen has no battery [DS-RV3028].
 *
 * Only its binary counter is used: seconds since 1970 in UTC. Whether its backup is
 * switched on is the factory's business; a clock that lost its supply says so, and then the date is not known.
 */
import { numberAt, putNumber } from "../core/number"
import { Result } from "./errors"
import type { I2c } from "../hal/bus"
import { Rv3028Bus, Rv3028Register, Rv3028Status } from "./rv3028.regs"

/** 2000-01-01 in seconds since 1970. */
const EPOCH = 946684800

export class Rv3028 {
    /** Seconds since 2000-01-01 UTC as last read; 0 = not known. */
    seconds = 0
    private readonly pointer: Buffer
    private readonly status: Buffer
    private readonly first: Buffer
    private readonly second: Buffer

    constructor(private readonly bus: I2c) {
        this.pointer = Buffer.alloc(1)
        this.status = Buffer.alloc(1)
        this.first = Buffer.alloc(4)
        this.second = Buffer.alloc(4)
    }

    /** Reads the time; three transactions. The counter is not frozen meanwhile, so two readings have to agree. */
    poll(): void {
        this.seconds = 0
        if (!this.read(Rv3028Register.Status, this.status)) return
        if (((this.status[0] as number) & Rv3028Status.PowerLost) !== 0) return
        if (!this.read(Rv3028Register.UnixTime0, this.first)) return
        if (!this.read(Rv3028Register.UnixTime0, this.second)) return
        const first = numberAt(this.first, 0, 4)
        const second = numberAt(this.second, 0, 4)
        if (first !== second) if (first + 1 !== second) return
        if (second > EPOCH) this.seconds = second - EPOCH
    }

    /** Sets the time and takes back that it was lost. @returns whether it reads back. */
    set(seconds: number): boolean {
        const bytes = Buffer.alloc(5)
        bytes[0] = Rv3028Register.UnixTime0
        putNumber(bytes, 1, 4, seconds + EPOCH)
        if (this.bus.xfer(Rv3028Bus.Address, bytes) !== Result.Done) return false
        const status = Buffer.alloc(2)
        status[0] = Rv3028Register.Status
        if (this.bus.xfer(Rv3028Bus.Address, status) !== Result.Done) return false
        this.poll()
        return this.seconds === seconds || this.seconds === seconds + 1
    }

    private read(register: Rv3028Register, into: Buffer): boolean {
        this.pointer[0] = register
        return this.bus.xfer(Rv3028Bus.Address, this.pointer, into) === Result.Done
    }
}
