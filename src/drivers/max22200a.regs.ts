/**
 * Registers and fields of the ADI MAX22200A octal solenoid driver.
 * Source: datasheet MAX22200/MAX22200A Rev 1 (3/25), register map and SPI chapters.
 * Registers are 32 bit; "reset" is the value after power-up. A frame with CMD high carries the
 * command, the frame after it, with CMD low, the data: written LSB byte first, read MSB byte first.
 */

/** Register addresses, bits 4:1 of the command. */
export enum Max22200aRegister {
    /** rw, reset 0x00040002: channels, masks, flags, `Max22200aStatus`. */
    STATUS = 0x00,
    /** rw, reset 0: channel 0, `Max22200aConfig`; the other channels follow. */
    CFG_CH0 = 0x01,
    CFG_CH7 = 0x08,
    /** r: what happened to which channel, `Max22200aFault`. A bit is cleared by 1 on SDI while it is read. */
    FAULT = 0x09,
    /** rw, reset not stated: detection of plunger movement, `Max22200aDpm`. */
    CFG_DPM = 0x0a,
}

/** The command byte. It stays in force until the next one. */
export enum Max22200aCommand {
    WRITE = 1 << 7,
    RESERVED_MASK = 0x60,
    ADDRESS_SHIFT = 1,
    ADDRESS_MASK = 0x1e,
    /** One byte, bits 31:24 of the register, instead of four. */
    SHORT = 1 << 0,
}

/** STATUS 0x00, upper three bytes. */
export enum Max22200aStatus {
    /** Bit n of this byte switches channel n on. */
    ONCH_SHIFT = 24,
    /** 1 = the flag seven bits below, in the lowest byte, does not pull nFAULT. */
    MASKS_SHIFT = 16,
    MASKS = 0xfe0000,
    /** Reset 1: communication errors do not pull nFAULT. */
    M_COMF = 1 << 18,
    /** Oscillator: 0 = 100 kHz, 1 = 80 kHz. */
    FREQM = 1 << 16,
    /** Two bits for each pair of channels: 0 apart, 1 in parallel, 2 as a bridge. */
    PAIRS_SHIFT = 8,
    PAIRS_MASK = 0xff00,
    RESET_VALUE = 0x00040002,
}

/** STATUS 0x00, lowest byte; also the answer to every command. Read-only but for ACTIVE. */
export enum Max22200aFlag {
    /** Over-temperature; the output comes back by itself, the flag stays until STATUS is read. */
    OVT = 1 << 7,
    /** A channel was switched off by an over-current. */
    OCP = 1 << 6,
    /** Open load, seen only while a channel is off. */
    OLF = 1 << 5,
    /** The HIT current was not reached within the HIT time. */
    HHF = 1 << 4,
    /** The HIT current was reached without the dip that a moving plunger makes. */
    DPM = 1 << 3,
    /** A write with a wrong number of clocks; it was ignored. */
    COMER = 1 << 2,
    /** Under-voltage. 1 after power-up, and outputs stay off until STATUS is read. */
    UVM = 1 << 1,
    /** 0 = every output off. */
    ACTIVE = 1 << 0,
    /** What tells of the coil or the chip, without COMER and UVM. */
    FAULTS = 0xf8,
    ALL = 0xfe,
}

/** CFG_CH0 0x01 to CFG_CH7 0x08. */
export enum Max22200aConfig {
    /** 1 = half of the full-scale current. */
    HFS = 0x80000000,
    HOLD_SHIFT = 24,
    /** 1 = the TRIG pin switches the channel, and ONCH does nothing. */
    TRGNSPI = 1 << 23,
    HIT_SHIFT = 16,
    /** 40 chopping periods per count; 0 = none. */
    HIT_TIME_SHIFT = 8,
    /** 1 = codes are duties in percent and no current is regulated. */
    VDRNCDR = 1 << 7,
    /** 1 = the load hangs on ground. Only with VDRNCDR. */
    HSNLS = 1 << 6,
    /** Oscillator divided by 4, 3, 2, 1. */
    FREQ_CFG_SHIFT = 4,
    SRC = 1 << 3,
    OL_EN = 1 << 2,
    DPM_EN = 1 << 1,
    HHF_EN = 1 << 0,
}

/** Values of HIT, HOLD and HIT_T. A current is code / 128 of full scale. */
export enum Max22200aCode {
    MASK = 0x7f,
    /** The highest code that regulates. */
    MAX = 126,
    /** Never write: the low side stays on, and nothing limits the current. */
    UNREGULATED = 127,
    /** As duty, this and above is 100 %. */
    FULL_DUTY = 100,
    HIT_TIME_MAX = 254,
    /** Never write: HIT without end. */
    HIT_TIME_ENDLESS = 255,
}

/** FAULT 0x09: bit n of each byte is channel n. */
export enum Max22200aFault {
    OCP_SHIFT = 24,
    HHF_SHIFT = 16,
    OLF_SHIFT = 8,
    DPM_SHIFT = 0,
    /** All four of channel 0. */
    CHANNEL0 = 0x01010101,
}

/** CFG_DPM 0x0A. Currents are code / 127 of full scale. */
export enum Max22200aDpm {
    /** Where the search for a dip begins. */
    ISTART_SHIFT = 8,
    ISTART_MASK = 0x7f00,
    /** Shortest dip, chopping periods. */
    TDEB_SHIFT = 4,
    TDEB_MASK = 0xf0,
    /** Smallest dip. */
    IPTH_MASK = 0x0f,
    RESERVED_MASK = 0xffff8000,
}
