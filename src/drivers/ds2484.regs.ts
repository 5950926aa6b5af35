/** Analog Devices DS2484 I2C to 1-Wire bridge, [DS-DS2484] = 19-6701 Rev 1 (7/15). Enums only. */

/** 7-bit I2C address, fixed ([DS-DS2484] "Slave address"). */
export enum Ds2484Bus {
    Address = 0x18,
}

/** Command codes ([DS-DS2484] "Function Commands"). "Busy" = refused while StatusBit.Busy is set. */
export enum Ds2484Command {
    /** No parameter. Always accepted; pointer to Status; status reads 0001 x000 afterwards. */
    DeviceReset = 0xf0,
    /** Parameter: a Ds2484Pointer; an unknown one is not acknowledged and changes nothing. */
    SetReadPointer = 0xe1,
    /** Parameter: configuration in bits 3–0, its complement in bits 7–4. Busy. Pointer to Configuration. */
    WriteConfiguration = 0xd2,
    /** Parameter(s): Ds2484Port in bits 7–5, overdrive in bit 4, code in bits 3–0. Busy. Pointer to Port. */
    AdjustPort = 0xc3,
    /** No parameter; 2 × tRSTL + at most 262.5 ns = 1.12 ms at power-on settings. Busy. Pointer to Status. */
    OneWireReset = 0xb4,
    /** Parameter: bit 7 = value. One slot (69.25 µs). Busy. Pointer to Status. */
    SingleBit = 0x87,
    /** Parameter: the byte. Eight slots (554 µs). Busy. Pointer to Status. */
    WriteByte = 0xa5,
    /** No parameter. Eight slots; the byte is then read through Ds2484Pointer.Data. Busy. Pointer to Status. */
    ReadByte = 0x96,
    /** Parameter: bit 7 = direction. Three slots. Busy. Pointer to Status. */
    Triplet = 0x78,
}

/** What a read returns ([DS-DS2484] "Set Read Pointer"). After power-on: Status. */
export enum Ds2484Pointer {
    /** R; reset 0; the upper four bits always read 0. */
    Configuration = 0xc3,
    /** R; reset 0001 x000. */
    Status = 0xf0,
    /** R; the byte of the last ReadByte. */
    Data = 0xe1,
    /** R; eight codes, advancing with every byte and wrapping; reset 0110 for all. */
    Port = 0xb4,
}

/** Bits of the status register, read only ([DS-DS2484] "Status Register"). */
export enum Ds2484Status {
    /** A 1-Wire command is still running. */
    Busy = 0x01,
    /** Presence pulse in the last 1-Wire reset; goes stale afterwards; also set by a short. */
    Presence = 0x02,
    /** Short seen in the last 1-Wire reset. */
    Short = 0x04,
    /** Level of the 1-Wire line now. */
    LineLevel = 0x08,
    /** The chip was reset; cleared by WriteConfiguration. */
    WasReset = 0x10,
    /** Result of SingleBit, or first bit of Triplet. */
    SingleBitResult = 0x20,
    /** Second bit of Triplet. */
    TripletSecondBit = 0x40,
    /** Direction taken by the last Triplet. */
    Direction = 0x80,
}

/** Bits of the configuration register ([DS-DS2484] "Device Configuration Register"); reset 0. */
export enum Ds2484Configuration {
    ActivePullUp = 0x01,
    /** Pulls the line down to power-cycle the devices; forces StrongPullUp to 0. */
    PowerDown = 0x02,
    /** Strong pull-up at the end of the next byte or bit, until the next 1-Wire command; clears itself. */
    StrongPullUp = 0x04,
    Overdrive = 0x08,
}

/** Port parameters, bits 7–5 of AdjustPort's byte ([DS-DS2484] Table 7). Power-on code 0110 for each. */
export enum Ds2484Port {
    /** tRSTL, 560 µs (overdrive 56 µs) at power-on. */
    ResetLow = 0x00,
    /** tMSP, 68 µs (8 µs). */
    PresenceSample = 0x20,
    /** tW0L, 64 µs (8 µs). */
    WriteZeroLow = 0x40,
    /** tREC0, 5.25 µs, for both speeds. */
    Recovery = 0x60,
    /** RWPU, 1000 Ω, for both speeds. */
    PullUp = 0x80,
    /** Bit 4: the code is for overdrive speed. */
    ForOverdrive = 0x10,
    /** The power-on code of every parameter. */
    CodeDefault = 0x06,
}

/** Timing ([DS-DS2484] "Electrical Characteristics"), at power-on port settings. */
export enum Ds2484TimingUs {
    /** One 1-Wire reset, rounded up to whole µs. */
    OneWireReset = 1121,
    /** One byte, rounded up to whole µs: 8 × 69.25 µs. */
    Byte = 554,
    /** After power-up or wake. */
    PowerUp = 2000,
}
