/** Analog Devices DS2431 1024-bit 1-Wire EEPROM, [DS-DS2431] = Rev 15 (3/15). Enums only. */

/** ROM function commands ([DS-DS2431] "1-Wire ROM Function Commands"). */
export enum Ds2431Rom {
    Read = 0x33,
    Match = 0x55,
    Search = 0xf0,
    Skip = 0xcc,
    Resume = 0xa5,
    OverdriveSkip = 0x3c,
    OverdriveMatch = 0x69,
}

/** Memory function commands ([DS-DS2431] "Memory Function Commands"). */
export enum Ds2431Command {
    /** TA1, TA2, data; once the end of the row is loaded the inverted CRC-16 follows. */
    WriteScratchpad = 0x0f,
    /** Answers TA1, TA2, E/S, data, inverted CRC-16. */
    ReadScratchpad = 0xaa,
    /** TA1, TA2, E/S; 10 ms (12.5 ms for "A1" parts) with the line at 2.8 V or more. */
    CopyScratchpad = 0x55,
    /** TA1, TA2; answers memory up to 0x008F, then ones. No CRC. */
    ReadMemory = 0xf0,
}

/** Memory map ([DS-DS2431] "Memory"). Reset values: as delivered, undefined. */
export enum Ds2431Address {
    /** Four pages of 32 bytes, R/W. */
    Page0 = 0x0000,
    Page1 = 0x0020,
    Page2 = 0x0040,
    Page3 = 0x0060,
    /** One protection byte a page, R/W until it holds a Ds2431Protection value. */
    Protection = 0x0080,
    /** Holds a Ds2431Protection value: no copies to 0x0080–0x008F nor to write-protected pages. */
    CopyProtection = 0x0084,
    /** R. */
    FactoryByte = 0x0085,
    UserByte0 = 0x0086,
    UserByte1 = 0x0087,
    /** First address that does not exist. */
    End = 0x0090,
}

/** Values of a protection byte; anything else leaves the page open. Either makes the byte itself read-only. */
export enum Ds2431Protection {
    WriteProtected = 0x55,
    /** Bits go from 1 to 0 only. The page must be all 0xFF before. */
    EpromMode = 0xaa,
}

/** E/S byte of the scratchpad ([DS-DS2431] "Address Registers and Transfer Status"). */
export enum Ds2431Status {
    /** Offset of the last byte loaded. */
    EndMask = 0x07,
    /** The scratchpad was not filled to a whole row. */
    Partial = 0x20,
    /** A copy was accepted since the scratchpad was last written. */
    AuthorizationAccepted = 0x80,
}

/** Sizes and identities. */
export enum Ds2431Layout {
    FamilyCode = 0x2d,
    RomBytes = 8,
    RowBytes = 8,
    PageBytes = 32,
    MemoryBytes = 144,
    /** A copy that went well answers this (or its complement) for ever. */
    CopyDone = 0xaa,
    /** A copy that was refused answers this. */
    CopyRefused = 0xff,
}

/** Timing in µs ([DS-DS2431] "Electrical Characteristics"). */
export enum Ds2431TimingUs {
    Program = 10000,
    ProgramA1 = 12500,
}
