/** What a simulated chip offers to a bus, and the error it throws on an access that no datasheet describes. */

/** A chip on the I2C bus, one byte at a time. The bus adds the time; the chip only answers. */
export interface I2cTarget {
    readonly part: string
    /** 7-bit address it answers to now. */
    readonly address: number
    /** START or repeated START with the address. False: not acknowledged. */
    start(read: boolean): boolean
    /** A byte from the master. False: not acknowledged. */
    write(byte: number): boolean
    /** A byte to the master. */
    read(): number
    /** STOP. */
    stop(): void
}

/** A chip on the SPI bus: bytes while its select line is low. */
export interface SpiTarget {
    readonly part: string
    /** SPI mode it needs (0–3); in another mode the bus delivers shifted garbage, as wires would. */
    readonly mode: number
    select(): void
    exchange(byte: number): number
    deselect(): void
}

/** An access that the datasheet does not describe: the firmware under test is wrong. Never swallowed. */
export class UnknownAccess extends Error {
    constructor(
        readonly part: string,
        readonly access: string,
        readonly atUs: number
    ) {
        super(`${part}: ${access} at ${(atUs / 1000).toFixed(3)} ms is not in its datasheet`)
        this.name = "UnknownAccess"
    }
}
