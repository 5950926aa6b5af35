/** The words that the simulated hardware layer and its host exchange. Enums only: both sides import them. */

/** First byte of a message. The answer comes in the same bytes, its status as the call's result. */
export enum MailboxOp {
    /** [op, address, bytes written, bytes to read, written bytes…]; read bytes from byte 4 on. Status 0, −1, −2. */
    I2c = 1,
    /** [op, mode, clock in 100 kHz]. Status 0. */
    SpiConfigure = 2,
    /** [op, 0, 0, length, bytes…]; the reply from byte 4 on. Status 0; a socket message ends the transfer. */
    SpiTransfer = 3,
    /** [op, line, mode]. Status 0. */
    LineMode = 4,
    /** [op, line]. Status is the level, 0 or 1. */
    LineRead = 5,
    /** [op]. Status: the levels of STROKE_OK, LATCH and TRIGGER, in bits 0 to 2. */
    InputsRead = 6,
    /** [op]. Status: 1 when the machine has an I2C bus of its own, as a chip has; else the seam has to be one. */
    BusAsked = 7,
    /** [op, line]: an output changes its level. Status 0. */
    LineToggle = 8,
}

/** Where the payload of a message starts. */
export enum MailboxOffset {
    Payload = 4,
}

/** Status that asks the program to panic, as a defect of its own would make it. */
export enum MailboxStatus {
    Panic = -99,
}

/** The pins that the program uses, by their label in `boards/*.board.json`. */
export enum LineId {
    LIFE = 0,
    ARM = 1,
    /** Chip select of the depth actuator, on either board. */
    CS_DEPTH = 2,
    STROKE_OK = 3,
    LATCH = 4,
    TRIGGER = 5,
    LAMP = 6,
    /** Command or data, on the solenoid board only. */
    CMD = 7,
}

/** `setMode` of a pin, from the Jacdac GPIO service. */
export enum LineMode {
    Input = 0x01,
    InputPullUp = 0x11,
    OutputHigh = 0x12,
    OutputLow = 0x22,
}
