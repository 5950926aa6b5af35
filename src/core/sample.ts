/** What the monitor is given to look at. */

/** What the needle drive reports: bits of the DRV8214's FAULT register, and three of the driver's own. */
export enum DriveBit {
    /** NPOR lost: the chip has forgotten its registers. Inverted by the driver: 1 = lost. */
    PowerLost = 1 << 1,
    OverTemperature = 1 << 2,
    OverVoltage = 1 << 3,
    OverCurrent = 1 << 4,
    Stall = 1 << 5,
    /** A register read back differs from what was written. */
    ConfigWrong = 1 << 8,
}

/** What the depth actuator reports; 0 is good. */
export enum MotionBit {
    /** Motion chip, bits of the TMC5240's SPI_STATUS. Reset: its position means nothing any more. */
    Reset = 1 << 0,
    DriverError = 1 << 1,
    /** A register read back differs, or no sensible answer. */
    ConfigWrong = 1 << 8,
    /** Coil chip: reset, or a register that differs, or no sensible answer. */
    CoilChip = 1 << 9,
    /** Coil open or shorted, or its current not reached. */
    Coil = 1 << 10,
    /** The plunger does not go where it is sent, or does not come back. */
    Plunger = 1 << 11,
    /** Depth sensor and coil current tell different depths. */
    CurrentDisagrees = 1 << 12,
    /** The coil's heat budget is spent, or its chip is too hot. */
    Hot = 1 << 13,
}

/** Sampled in one tick, one object for the whole life of the program; whole numbers only. */
export interface Sample {
    /** The program has asked for strokes (needle drive started). */
    driving: boolean
    speedMilliHz: number
    targetMilliHz: number
    driveFaultBits: number
    motionStatus: number
    /** Strokes by the cam's witness (24-bit count), by the drive's ripples (running total), both read in this tick. */
    witnessCount: number
    rippleStrokes: number
    countsFresh: boolean
    /** The witness's count when the run began, and strokes of the cartridge that were left then. */
    strokesFrom: number
    strokesLeft: number
    /** Rolling conversion count and frame check of the field sensor. */
    fieldSetCount: number
    fieldCrcGood: boolean
    /** A transfer of this tick to a chip that is awake was not acknowledged. */
    i2cFailed: boolean
    /** Homed and calibrated: the two depths below mean something. */
    depthKnown: boolean
    standstill: boolean
    commandedUm: number
    measuredUm: number
    /** How much earlier or later the command was read than the sensor, in ms; 0 or more. */
    skewMs: number
}

export function newSample(): Sample {
    return {
        driving: false,
        speedMilliHz: 0,
        targetMilliHz: 0,
        driveFaultBits: 0,
        motionStatus: 0,
        witnessCount: 0,
        rippleStrokes: 0,
        countsFresh: false,
        strokesFrom: 0,
        strokesLeft: 0,
        fieldSetCount: 0,
        fieldCrcGood: true,
        i2cFailed: false,
        depthKnown: false,
        standstill: false,
        commandedUm: 0,
        measuredUm: 0,
        skewMs: 0,
    }
}
