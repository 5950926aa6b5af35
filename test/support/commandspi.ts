/** The SPI bus and CMD line of the coil chip for driver tests: nothing between the model and the driver. */
import type { SpiTarget } from "../../sim/chips/bus"
import type { Clock } from "../../sim/clock"
import type { CommandSpi } from "../../src/hal/bus"
import { DriverError, DriverErrorCode } from "../../src/hal/errors"

/** Four bytes at 4 MHz, and the way back into the program. */
const frameUs = 8
const wakeUs = 200

export class HostCommandSpi implements CommandSpi {
    frames = 0
    /** Level of CMD, for the chip. */
    commandLevel = false
    /** So many frames never end, the first of them after `hangsAfter` others. */
    hangs = 0
    hangsAfter = 0
    /** Replaces every byte that comes back: 0x00 or 0xFF, a broken wire. */
    stuckAt: number | null = null
    /** Damages bits of what the chip receives, each in the frame after so many others. */
    glitches: { afterFrames: number; index: number; mask: number }[] = []

    private target: SpiTarget | undefined

    constructor(private readonly clock: Clock) {}

    /** The chip asks for the level of CMD, so it can only be made after this. */
    connect(target: SpiTarget): void {
        this.target = target
    }

    async exchange(command: number, answer: Buffer, tx: Buffer, rx: Buffer): Promise<void> {
        this.commandLevel = true
        await this.frame(Buffer.from([command]), answer)
        this.commandLevel = false
        await this.frame(tx, rx)
    }

    private frame(tx: Buffer, rx: Buffer): Promise<void> {
        this.frames++
        if (rx.length !== tx.length) throw new Error("reply and frame differ in length")
        if (this.hangs > 0 && this.hangsAfter-- <= 0) {
            this.hangs--
            this.clock.advanceBy(50_000)
            const error = new DriverError("SPI bus", DriverErrorCode.Timeout, -1, "no end")
            return Promise.reject(error)
        }
        const target = this.target!
        const glitch = this.glitches.find(one => one.afterFrames === 0)
        for (const one of this.glitches) one.afterFrames--
        target.select()
        for (let index = 0; index < tx.length; index++) {
            const mask = glitch?.index === index ? glitch.mask : 0
            const reply = target.exchange(tx[index]! ^ mask)
            rx[index] = this.stuckAt ?? reply
        }
        this.clock.advanceBy(frameUs)
        target.deselect()
        this.clock.advanceBy(wakeUs)
        return Promise.resolve()
    }
}
