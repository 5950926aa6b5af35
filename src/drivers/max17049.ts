/**
 * MAX17049 gauge of the 2S pack [DS-MAX17049]. It throws nothing: a gauge that does not answer, is another part, or
 * was reset says nothing about the battery, and needles can be brought in without it.
 *
 * It hibernates by itself, and then converts every 45 s only; that is switched off. The read-back that proves it also
 * tells of a reset, so that nobody has to ask its reset indicator. Its quick-start is never used: it takes the charge
 * from the voltage of that moment, which a running motor pulls down.
 */
import { Result } from "./errors"
import type { I2c } from "../hal/bus"
import { Max17049Bus, Max17049Layout, Max17049Register } from "./max17049.regs"

export class Max17049 {
    /** Voltage of the pack under its load as last read, mV, in steps of 40. */
    packMv = 0
    /** State of charge, whole %; may exceed 100. 0 = empty, or the gauge said nothing. */
    percent = 0

    /** It is the right part and does not hibernate. */
    private ready = false
    private readonly pointer: Buffer
    private readonly awake: Buffer
    private readonly reply: Buffer

    constructor(private readonly bus: I2c) {
        this.pointer = Buffer.alloc(1)
        this.awake = Buffer.alloc(3)
        this.awake[0] = Max17049Register.Hibernate
        this.reply = Buffer.alloc(4)
    }

    /** Reads voltage and charge: one transaction. Until the gauge is ready, a step of making it so: at most two. */
    poll(): void {
        const { bus, ready, reply } = this
        this.percent = 0
        this.pointer[0] = ready ? Max17049Register.Cell : Max17049Register.Version
        if (bus.xfer(Max17049Bus.Address, this.pointer, reply) !== Result.Done) return
        const high = reply[0] as number
        const low = reply[2] as number
        if (ready) {
            this.packMv = high * Max17049Layout.CellHighMv
            this.percent = low
            // Empty, or reset and without a charge since: then its setting has gone, too.
            this.ready = low > 0
            return
        }
        // The setting of hibernation stands behind the version.
        if (high === 0)
            if (((reply[1] as number) & Max17049Layout.VersionMask) === Max17049Layout.Version)
                if ((low | (reply[3] as number)) === 0) this.ready = true
                else bus.xfer(Max17049Bus.Address, this.awake)
    }
}
