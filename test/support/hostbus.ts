/** Buses for driver tests: byte-level chip models on virtual time, nothing between them and the driver. */
import type { I2cTarget, SpiTarget } from "../../sim/chips/bus"
import type { Clock } from "../../sim/clock"
import type { Clock as HalClock, I2c, Spi } from "../../src/hal/bus"
import { DriverError, DriverErrorCode } from "../../src/hal/errors"

/** Nine clocks at 400 kHz, rounded up. */
const I2C_BYTE_US = 23

export class HostI2c implements I2c {
    transactions = 0
    private readonly targets: I2cTarget[]

    constructor(
        private readonly clock: Clock,
        ...targets: I2cTarget[]
    ) {
        this.targets = targets
    }

    xfer(address: number, write: Buffer, read?: Buffer): number {
        this.transactions++
        const target = this.targets.find(candidate => candidate.address === address)
        const count = read?.length ?? 0
        try {
            if (write.length > 0 || count === 0) {
                if (!this.spend(target?.start(false) ?? false)) return -1
                for (const byte of write) if (!this.spend(target!.write(byte))) return -1
            }
            if (!read || count === 0) return 0
            if (!this.spend(target?.start(true) ?? false)) return -2
            for (let index = 0; index < count; index++) {
                read[index] = target!.read()
                this.clock.advanceBy(I2C_BYTE_US)
            }
            return 0
        } finally {
            target?.stop()
        }
    }

    private spend(acknowledged: boolean): boolean {
        this.clock.advanceBy(I2C_BYTE_US)
        return acknowledged
    }
}

/** Five bytes at 4 MHz, and the way back into the program. */
const SPI_FRAME_US = 10
const SPI_WAKE_US = 200

export class HostSpi implements Spi {
    frames = 0
    /** The next so many frames never end. */
    hangs = 0
    /** Replaces every byte that comes back: 0x00 or 0xFF, a broken wire. */
    stuckAt: number | null = null
    /** Damages bits of what the chip receives in the next frame: index of the byte, mask. */
    glitch: { index: number; mask: number } | null = null

    constructor(
        private readonly clock: Clock,
        private readonly target: SpiTarget
    ) {}

    transfer(tx: Buffer, rx: Buffer): Promise<void> {
        this.frames++
        if (this.hangs > 0) {
            this.hangs--
            this.clock.advanceBy(50_000)
            const error = new DriverError("SPI bus", DriverErrorCode.Timeout, -1, "no end")
            return Promise.reject(error)
        }
        this.target.select()
        for (let index = 0; index < tx.length; index++) {
            const mask = this.glitch?.index === index ? this.glitch.mask : 0
            const reply = this.target.exchange(tx[index]! ^ mask)
            rx[index] = this.stuckAt ?? reply
        }
        this.glitch = null
        this.clock.advanceBy(SPI_FRAME_US)
        this.target.deselect()
        this.clock.advanceBy(SPI_WAKE_US)
        return Promise.resolve()
    }
}

/** The program's clock on virtual time: sleeping passes it. */
export class HostClock implements HalClock {
    constructor(private readonly clock: Clock) {}

    nowMs(): number {
        return Math.floor(this.clock.nowUs / 1000)
    }

    sleep(ms: number): Promise<void> {
        this.clock.advanceBy(ms * 1000)
        return Promise.resolve()
    }
}
