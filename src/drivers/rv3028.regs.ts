/** Micro Crystal RV-3028-C7 clock, [DS-RV3028] = Application Manual Rev 1.4 (Nov 2021). Enums only. */

/** 7-bit I2C address, fixed ([DS-RV3028] "I2C interface"). */
export enum Rv3028Bus {
    Address = 0x52,
}

/** Registers ([DS-RV3028] "Register overview"); reset values in the comments. */
export enum Rv3028Register {
    /** R/W, BCD; 00. Seven registers to Year are frozen while the chip is addressed. */
    Seconds = 0x00,
    Minutes = 0x01,
    Hours = 0x02,
    /** R/W, 0 to 6; 00. */
    Weekday = 0x03,
    /** R/W, BCD; 01 01 00. */
    Date = 0x04,
    Month = 0x05,
    Year = 0x06,
    /** R/W; bit 7 = disabled. */
    MinutesAlarm = 0x07,
    HoursAlarm = 0x08,
    DateAlarm = 0x09,
    /** R/W; 00. */
    TimerLow = 0x0a,
    TimerHigh = 0x0b,
    /** R. */
    TimerStatusLow = 0x0c,
    TimerStatusHigh = 0x0d,
    /** R/W, Rv3028Status. */
    Status = 0x0e,
    /** R/W, Rv3028Control1; 00. */
    Control1 = 0x0f,
    /** R/W; 00. */
    Control2 = 0x10,
    /** R/W; 00. */
    EventControl = 0x13,
    /** R; 00. Seven registers. */
    TimeStampCount = 0x14,
    TimeStampLast = 0x1a,
    /** R/W, 32 bits, low byte first, not frozen; 00. */
    UnixTime0 = 0x1b,
    UnixTime3 = 0x1e,
    /** R/W; 00. */
    UserRam1 = 0x1f,
    UserRam2 = 0x20,
    /** W; 00. Four registers. */
    Password0 = 0x21,
    Password3 = 0x24,
    /** R/W; 00. */
    EepromAddress = 0x25,
    EepromData = 0x26,
    /** W, Rv3028Eeprom. */
    EepromCommand = 0x27,
    /** R; preset. */
    Id = 0x28,
    /** R/W, mirrors of the EEPROM: C0, preset, 10. */
    Clkout = 0x35,
    Offset = 0x36,
    Backup = 0x37,
}

/** Bits of the status register; a flag is cleared by writing 0 to it. */
export enum Rv3028Status {
    /** PORF: the supply was lost, the time means nothing. */
    PowerLost = 0x01,
    Event = 0x02,
    Alarm = 0x04,
    Timer = 0x08,
    /** UF: sets within a second. */
    Update = 0x10,
    /** BSF: it ran from its backup cell. Always 0 while the switchover is off. */
    BackupUsed = 0x20,
    ClockOutput = 0x40,
    /** EEbusy, R: 66 ms after power-on and during commands. */
    EepromBusy = 0x80,
}

/** Bits of Control 1. */
export enum Rv3028Control1 {
    TimerEnable = 0x04,
    /** EERD: the mirrors are not reloaded once a day. */
    NoReload = 0x08,
}

/** EEPROM commands; each has to follow a First. */
export enum Rv3028Eeprom {
    First = 0x00,
    UpdateAll = 0x11,
    RefreshAll = 0x12,
    WriteByte = 0x21,
    ReadByte = 0x22,
}

/** Bits of the backup mirror. */
export enum Rv3028Backup {
    /** BSM, two bits: 0 and 2 off, 1 direct, 3 by level. */
    ModeMask = 0x0c,
    ModeDirect = 0x04,
    ModeLevel = 0x0c,
    /** FEDE: keep 1. */
    Keep = 0x10,
}
