/**
 * The hardware layer over DeviceScript: buses, pins and time of the ESP32-C3.
 *
 * `openLine` is the one place that asks whether the program runs in a simulator.
 */
import * as ds from "@devicescript/core"
import "@devicescript/gpio"
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
    spiConfigure(miso: number, mosi: number, sck: number, mode: number, hz: number): void
    spiXfer(transmit: Buffer, receive: Buffer): Promise<void>
}

/**
 * The one I2C bus. Its pins and 400 kHz come from the board file. The runtime's own function stands in the
 * object, so that a transfer costs no call of the program; the seam must be in its place before.
 */
function openI2c(): I2c {
    return { xfer: (ds as Runtime)._i2cTransaction }
}

/** SPI clock: both depth chips take 10 MHz; wires in a pen are happier with less. */
const DEPTH_HZ = 4000000
/** The TMC5240 talks in SPI mode 3 ([DS-TMC5240], SPI interface). */
const MOTION_MODE = 3
/** The MAX22200A talks in SPI mode 0 ([DS-MAX22200A], SPI interface). */
const COIL_MODE = 0
/** How long a chip may have to wait for its turn on the bus. A frame takes well under 1 ms. */
const SPI_TURN_MS = 50

/** Whether any chip holds the SPI bus: one bus, one mutex. */
let spiBusy = false
/** Mode that the bus is set to. */
let spiMode = -1

export interface SpiWiring {
    readonly miso: ds.InputPin
    readonly mosi: ds.OutputPin
    readonly sck: ds.OutputPin
}

/** Number of a pin; a simulated chip has none. */
function gpioOf(pin: ds.Pin): number {
    return pin ? pin.gpio : -1
}

/** The turn on the bus, set to a chip's mode. @throws DriverError (Timeout) when somebody keeps it. */
async function takeSpi(wiring: SpiWiring, mode: number): Promise<void> {
    for (let waitedMs = 0; spiBusy; ++waitedMs) {
        if (waitedMs >= SPI_TURN_MS) {
            const detail = `busy for ${waitedMs} ms`
            throw new DriverError("SPI bus", DriverErrorCode.Timeout, -1, detail)
        }
        await ds.sleep(1)
    }
    if (spiMode === mode) return
    const miso = gpioOf(wiring.miso)
    const mosi = gpioOf(wiring.mosi)
    ;(ds as Runtime).spiConfigure(miso, mosi, gpioOf(wiring.sck), mode, DEPTH_HZ)
    spiMode = mode
}

/** One chip on the SPI bus: configure, select, transfer, release, with nobody in between. */
class NativeSpi implements Spi {
    constructor(
        private readonly wiring: SpiWiring,
        private readonly select: Line
    ) {}

    async transfer(tx: Buffer, rx: Buffer): Promise<void> {
        // A call costs more than the question whether it is needed.
        if (spiBusy || spiMode !== MOTION_MODE) await takeSpi(this.wiring, MOTION_MODE)
        spiBusy = true
        const select = this.select
        try {
            select.write(0)
            await (ds as Runtime).spiXfer(tx, rx)
        } finally {
            select.write(1)
            spiBusy = false
        }
    }
}

/** A command and its data, on one turn of the SPI bus; a line of its own tells the chip which is which. */
class NativeCommandSpi implements CommandSpi {
    private readonly byte: Buffer

    constructor(
        private readonly wiring: SpiWiring,
        private readonly select: Line,
        private readonly kind: Line
    ) {
        this.byte = Buffer.alloc(1)
    }

    async exchange(command: number, answer: Buffer, tx: Buffer, rx: Buffer): Promise<void> {
        if (spiBusy || spiMode !== COIL_MODE) await takeSpi(this.wiring, COIL_MODE)
        spiBusy = true
        const byte = this.byte
        const kind = this.kind
        const select = this.select
        byte[0] = command
        try {
            // The line moves only while nobody is selected, and only by whoever has the bus.
            kind.write(1)
            select.write(0)
            await (ds as Runtime).spiXfer(byte, answer)
            select.write(1)
            kind.write(0)
            select.write(0)
            await (ds as Runtime).spiXfer(tx, rx)
        } finally {
            select.write(1)
            spiBusy = false
        }
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
    return new NativeSpi(pins, select)
}

/** The solenoid's coil chip, with its command line. */
export function openCoil(pins: Pins, commandPin: ds.IOPin): CommandSpi {
    const select = openLine(LineId.CS_DEPTH, pins.depthSelect, LineMode.OutputHigh)
    const command = openLine(LineId.CMD, commandPin, LineMode.OutputHigh)
    return new NativeCommandSpi(pins, select, command)
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
