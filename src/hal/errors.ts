/**
 * The one error that bus and chip code throws. It lives beside the bus interfaces because the bus
 * throws it too; it never decides anything: the application turns it into a numbered fault.
 */

/** What went wrong, as a number that is stable in logs. */
export enum DriverErrorCode {
    /** Not acknowledged, or a frame of only ones or only zeros. */
    NoAnswer = 1,
    /** Something answers, but it is not the part that should be there. */
    WrongIdentity = 2,
    /** A register read back differently from what was written, three times. */
    ReadBackDiffers = 3,
    /** A bounded wait ran out. */
    Timeout = 4,
    /** The chip itself reports a fault that a clear did not take away. */
    ChipFault = 5,
    /** A caller asked for something the part cannot do. */
    BadArgument = 6,
}

/** A failed bus transfer or a chip that is not what it should be. */
export class DriverError extends Error {
    /**
     * `part` is the chip's name, `register` its register or command (-1 when none is concerned),
     * `detail` half a sentence with the numbers seen and expected.
     */
    constructor(
        readonly part: string,
        readonly code: DriverErrorCode,
        readonly register: number,
        readonly detail: string
    ) {
        super(`${part}: register ${register}: ${detail}`)
        this.name = "DriverError"
    }
}
