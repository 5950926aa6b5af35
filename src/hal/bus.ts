/**
 * What the firmware needs from its hardware, in interfaces of one or two methods. The real ones
 * stand in native.ts, the simulated ones are reached below them; drivers and tests know only these.
 *
 * `Buffer` is DeviceScript's on the device and Node's in host tests: only `Buffer.alloc`,
 * indexing and `length` are used.
 */

/** The I2C bus, 400 kHz, 7-bit addresses. Blocks until the transfer has ended, on the chip as in simulation. */
export interface I2c {
    /**
     * START, `write`, then, if `read` is given, a repeated START and as many bytes as `read` is
     * long. An empty `write` reads at once.
     * Returns 0 = done, -1 = not acknowledged while writing, -2 = while reading. Never throws.
     */
    xfer(address: number, write: Buffer, read?: Buffer): number
}

/** One chip on an SPI bus: its select line and mode belong to the object. */
export interface Spi {
    /**
     * One chip-select frame of `tx.length` bytes; `rx`, of the same length, gets the reply.
     * @throws DriverError (Timeout) when the bus has not finished within its bounded wait.
     */
    transfer(tx: Buffer, rx: Buffer): Promise<void>
}

/**
 * One chip on an SPI bus that is told by a line of its own whether a frame is a command or data
 * ([DS-MAX22200A], CMD): high with a command, low with data. A command stays in force until the next.
 */
export interface CommandSpi {
    /**
     * A frame of one byte with the line high, its reply in `answer`, one byte long; then a frame of `tx.length` bytes
     * with the line low, its reply in `rx`. @throws as `Spi.transfer`; which of both it was, nobody knows.
     */
    exchange(command: number, answer: Buffer, tx: Buffer, rx: Buffer): Promise<void>
}

/** One pin. An output reads as the level last written. */
export interface Line {
    read(): number
    write(level: number): void
}

/** What the program must see in every tick, as bits of one number: the level of each line as it is. */
export enum InputBit {
    /** Read-back of the safety latch: strokes are permitted. */
    StrokeSafe = 1 << 0,
    /** The cartridge latch is closed. */
    Latch = 1 << 1,
    /** 0 = pressed. */
    Trigger = 1 << 2,
}

/** The lines of `InputBit`, read together: one call a tick instead of three. */
export interface InputLines {
    read(): number
}

/** The line of the program's sign of life. */
export interface BeatLine {
    /** To the other level, beginning with high. */
    toggle(): void
}

/** The program's time. On the chip it advances in steps of 10 ms. */
export interface Clock {
    /** Milliseconds since the program started; may stand still until the next await. */
    nowMs(): number
    /** Lets other fibers run for at least `ms`, which is 1 or more: 0 would starve the runtime. */
    sleep(ms: number): Promise<void>
}
