/**
 * The hardware layer over DeviceScript: buses, pins and time of the ESP32-C3.
 *
 * `openHardware` is the one place that asks whether the program runs in a simulator.
 */
import * as ds from "@devicescript/core"
import "@devicescript/gpio"
import "@devicescript/i2c"
import { type SPI, spi } from "@devicescript/spi"
import { type Clock, type I2c, type Line, type Spi } from "./bus"
import { DriverError, DriverErrorCode } from "./errors"
import { LineId, LineMode } from "./mailbox.regs"
import { installSeam, readLine, setLineMode } from "./seam"

type Runtime = typeof ds & {
    _i2cTransaction(address: number, write: Buffer, read?: Buffer): number
    spiXfer(transmit: Buffer, receive: Buffer): Promise<void>
}

/** The one I2C bus. Its pins and 400 kHz come from the board file. */
export class NativeI2c implements I2c {
    xfer(address: number, write: Buffer, read?: Buffer): number {
        return (ds as Runtime)._i2cTransaction(address, write, read)
    }
}

/** How long a chip may have to wait for its turn on the bus. A frame takes well under 1 ms. */
const SPI_TURN_MS = 50

/** Whether any chip holds the SPI bus: one bus, one mutex. */
let spiBusy = false
/** Mode that the bus is set to; a call of the runtime's library allocates, so it is made on a change only. */
let spiMode = -1

export interface SpiWiring {
    readonly miso: ds.InputPin
    readonly mosi: ds.OutputPin
    readonly sck: ds.OutputPin
}

/** One chip on the SPI bus: configure, select, transfer, release, with nobody in between. */
export class NativeSpi implements Spi {
    constructor(
        private readonly bus: SPI,
        private readonly wiring: SpiWiring,
        private readonly select: Line,
        private readonly mode: number,
        private readonly hz: number
    ) {}

    async transfer(tx: Buffer, rx: Buffer): Promise<void> {
        for (let waitedMs = 0; spiBusy; ++waitedMs) {
            if (waitedMs >= SPI_TURN_MS)
                throw new DriverError(
                    "SPI bus",
                    DriverErrorCode.Timeout,
                    -1,
                    `busy for ${waitedMs} ms`
                )
            await ds.sleep(1)
        }
        spiBusy = true
        try {
            if (spiMode !== this.mode) {
                this.bus.configure({ ...this.wiring, mode: this.mode, hz: this.hz })
                spiMode = this.mode
            }
            this.select.write(0)
            await (ds as Runtime).spiXfer(tx, rx)
        } finally {
            this.select.write(1)
            spiBusy = false
        }
    }
}

/** A pin of the chip. */
class PinLine implements Line {
    constructor(
        private readonly pin: ds.IOPin,
        mode: LineMode
    ) {
        pin.setMode(mode as number)
    }

    read(): number {
        return this.pin.value as number
    }

    write(level: number): void {
        this.pin.setMode((level ? LineMode.OutputHigh : LineMode.OutputLow) as number)
    }
}

/** A pin of the simulated chip. */
class SimulatedLine implements Line {
    constructor(
        private readonly id: LineId,
        mode: LineMode
    ) {
        setLineMode(id, mode)
    }

    read(): number {
        return readLine(this.id)
    }

    write(level: number): void {
        setLineMode(this.id, level ? LineMode.OutputHigh : LineMode.OutputLow)
    }
}

/** The runtime's time: milliseconds since boot. */
class RuntimeClock implements Clock {
    nowMs(): number {
        return ds.millis()
    }

    async sleep(ms: number): Promise<void> {
        await ds.sleep(ms < 1 ? 1 : ms)
    }
}

/** Pins of a board, by the labels of its board file. */
export interface Pins extends SpiWiring {
    readonly life: ds.IOPin
    readonly arm: ds.IOPin
    readonly motionSelect: ds.IOPin
    readonly strokeSafe: ds.IOPin
    readonly latch: ds.IOPin
    readonly trigger: ds.IOPin
    readonly lamp: ds.IOPin
}

/** Everything the program reaches the world through. */
export interface Hardware {
    readonly i2c: I2c
    readonly motion: Spi
    readonly life: Line
    readonly arm: Line
    readonly strokeSafe: Line
    readonly latch: Line
    readonly trigger: Line
    readonly lamp: Line
    readonly clock: Clock
}

/** SPI clock: the TMC5240 takes 10 MHz; wires in a pen are happier with less. */
const MOTION_HZ = 4000000
/** The TMC5240 talks in SPI mode 3 ([DS-TMC5240], SPI interface). */
const MOTION_MODE = 3

/** Opens buses and pins; outputs start at their safe levels (LIFE low, ARM low, nobody selected). */
export function openHardware(pins: Pins): Hardware {
    const simulated = ds.isSimulator()
    if (simulated) installSeam()
    const line = (id: LineId, pin: ds.IOPin, mode: LineMode): Line =>
        simulated ? new SimulatedLine(id, mode) : new PinLine(pin, mode)
    const motionSelect = line(LineId.CS_MOTION, pins.motionSelect, LineMode.OutputHigh)
    return {
        i2c: new NativeI2c(),
        motion: new NativeSpi(spi, pins, motionSelect, MOTION_MODE, MOTION_HZ),
        life: line(LineId.LIFE, pins.life, LineMode.OutputLow),
        arm: line(LineId.ARM, pins.arm, LineMode.OutputLow),
        strokeSafe: line(LineId.STROKE_SAFE, pins.strokeSafe, LineMode.Input),
        latch: line(LineId.LATCH, pins.latch, LineMode.Input),
        trigger: line(LineId.TRIGGER, pins.trigger, LineMode.InputPullUp),
        lamp: line(LineId.LAMP, pins.lamp, LineMode.OutputLow),
        clock: new RuntimeClock(),
    }
}
