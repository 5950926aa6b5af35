/**
 * The hardware layer over DeviceScript: buses, pins and time of the ESP32-C3.
 *
 * `openLine` is the one place that asks whether the program runs in a simulator.
 */
import * as ds from "@devicescript/core"
import "@devicescript/gpio"
import "@devicescript/i2c"
import { type SPI, spi } from "@devicescript/spi"
import {
    type BeatLine,
    type Clock,
    type CommandSpi,
    type I2c,
    type InputLines,
    type Line,
    type Spi,
} from "./bus"
import { DriverError, DriverErrorCode } from "./errors"
import { LineId, LineMode } from "./mailbox.regs"
import { installSeam, SimulatedInputs, SimulatedLine } from "./seam"

type Runtime = typeof ds & {
    _i2cTransaction(address: number, write: Buffer, read?: Buffer): number
    spiXfer(transmit: Buffer, receive: Buffer): Promise<void>
}

/**
 * The one I2C bus. Its pins and 400 kHz come from the board file. The runtime's own function stands in the
 * object, so that a transfer costs no call of the program; the seam must be in its place before.
 */
function openI2c(): I2c {
    return { xfer: (ds as Runtime)._i2cTransaction }
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
        private readonly hz: number,
        /** Tells the chip what a frame is; only where a chip has such a line. */
        private readonly kind: Line = undefined
    ) {}

    /** `kindLevel` goes onto the chip's command line, if it has one. */
    async transfer(tx: Buffer, rx: Buffer, kindLevel = 0): Promise<void> {
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
            // The line moves only while nobody is selected, and only by whoever has the bus.
            if (this.kind !== undefined) this.kind.write(kindLevel)
            this.select.write(0)
            await (ds as Runtime).spiXfer(tx, rx)
        } finally {
            this.select.write(1)
            spiBusy = false
        }
    }
}

/** Commands and data of one chip, on its share of the SPI bus. */
class NativeCommandSpi implements CommandSpi {
    private readonly byte: Buffer

    constructor(private readonly spi: NativeSpi) {
        this.byte = Buffer.alloc(1)
    }

    async command(byte: number, rx: Buffer): Promise<void> {
        this.byte[0] = byte
        await this.spi.transfer(this.byte, rx, 1)
    }

    async data(tx: Buffer, rx: Buffer): Promise<void> {
        await this.spi.transfer(tx, rx)
    }
}

/** The sum of an output's two modes: one less the other is the other. */
const BOTH_LEVELS = LineMode.OutputHigh + LineMode.OutputLow

/** A pin of the chip. */
class PinLine implements Line, BeatLine {
    private mode = LineMode.OutputLow as number

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

    toggle(): void {
        const mode = BOTH_LEVELS - this.mode
        this.mode = mode
        this.pin.setMode(mode)
    }
}

/** The lines that are read in every tick. The permission before its causes: whatever made it fall is then seen, too. */
class PinInputs implements InputLines {
    constructor(
        private readonly strokeSafe: ds.IOPin,
        private readonly latch: ds.IOPin,
        private readonly trigger: ds.IOPin
    ) {}

    read(): number {
        const safe = this.strokeSafe.value as number
        return safe | ((this.latch.value as number) << 1) | ((this.trigger.value as number) << 2)
    }
}

/** The runtime's own functions: milliseconds since boot, and a sleep of at least 1 ms. */
function openClock(): Clock {
    return { nowMs: ds.millis, sleep: ds.sleep }
}

/** Pins of every board, by the labels of its board file. */
export interface Pins extends SpiWiring {
    readonly life: ds.IOPin
    readonly arm: ds.IOPin
    readonly depthSelect: ds.IOPin
    readonly strokeSafe: ds.IOPin
    readonly latch: ds.IOPin
    readonly trigger: ds.IOPin
    readonly lamp: ds.IOPin
}

/** Everything the program reaches the world through, but the depth actuator. */
export interface Hardware {
    readonly i2c: I2c
    readonly life: BeatLine
    readonly arm: Line
    readonly strokeSafe: Line
    readonly latch: Line
    readonly inputs: InputLines
    readonly lamp: Line
    readonly clock: Clock
}

/** SPI clock: both depth chips take 10 MHz; wires in a pen are happier with less. */
const DEPTH_HZ = 4000000
/** The TMC5240 talks in SPI mode 3 ([DS-TMC5240], SPI interface). */
const MOTION_MODE = 3
/** The MAX22200A talks in SPI mode 0 ([DS-MAX22200A], SPI interface). */
const COIL_MODE = 0

let seamInstalled = false

/** The one place that asks whether the program runs in a simulator. */
function openLine(id: LineId, pin: ds.IOPin, mode: LineMode): Line & BeatLine {
    if (!ds.isSimulator()) return new PinLine(pin, mode)
    if (!seamInstalled) installSeam()
    seamInstalled = true
    return new SimulatedLine(id, mode)
}

/** The stepper's motion chip. Nothing may use it before `openHardware` has opened the rest. */
export function openMotion(pins: Pins): Spi {
    const select = openLine(LineId.CS_DEPTH, pins.depthSelect, LineMode.OutputHigh)
    return new NativeSpi(spi, pins, select, MOTION_MODE, DEPTH_HZ)
}

/** The solenoid's coil chip, with its command line. */
export function openCoil(pins: Pins, commandPin: ds.IOPin): CommandSpi {
    const select = openLine(LineId.CS_DEPTH, pins.depthSelect, LineMode.OutputHigh)
    const command = openLine(LineId.CMD, commandPin, LineMode.OutputHigh)
    return new NativeCommandSpi(new NativeSpi(spi, pins, select, COIL_MODE, DEPTH_HZ, command))
}

/** Opens buses and pins; outputs start at their safe levels (LIFE low, ARM low). */
export function openHardware(pins: Pins): Hardware {
    const life = openLine(LineId.LIFE, pins.life, LineMode.OutputLow)
    const arm = openLine(LineId.ARM, pins.arm, LineMode.OutputLow)
    openLine(LineId.TRIGGER, pins.trigger, LineMode.InputPullUp)
    return {
        i2c: openI2c(),
        life,
        arm,
        strokeSafe: openLine(LineId.STROKE_OK, pins.strokeSafe, LineMode.Input),
        latch: openLine(LineId.LATCH, pins.latch, LineMode.Input),
        inputs: seamInstalled
            ? new SimulatedInputs()
            : new PinInputs(pins.strokeSafe, pins.latch, pins.trigger),
        lamp: openLine(LineId.LAMP, pins.lamp, LineMode.OutputLow),
        clock: openClock(),
    }
}
