/** The names of what a bench shows of a living pen, for whoever takes it and for whoever shows it. */

/** One instant of the plant, as numbers in this order. Depths in whole µm beyond the nose plane. */
export const sampleFields = [
    "atMs",
    /** What the knob selects. */
    "selectedUm",
    /** Where the chip of the depth actuator was told to be. */
    "commandedUm",
    /** Where the depth sensor's last result puts the carriage. */
    "measuredUm",
    "carriageUm",
    /** Where the tips reach at bottom dead centre. */
    "reachUm",
    /** Where the tips are, and their extremes since the sample before. */
    "tipUm",
    "tipLowUm",
    "tipHighUm",
    /** Tenths of Hz. */
    "rateDeciHz",
    "motorMa",
    /** Whether the safety latch permits strokes, and whether the motor has energy. */
    "permitted",
    "driven",
] as const

export type SampleName = (typeof sampleFields)[number]
/** A value that nobody has is null: what a sensor measures before it has measured. */
export type LiveSample = readonly (number | null)[]

/** Levels that are shown as lamps, in the order of their bits. */
export const lampNames = [
    "supply",
    "alive",
    "watchdog",
    "chargePump",
    "rail",
    "latchClosed",
    "stopClosed",
    "threshold",
    "depthCap",
    "arm",
    "strokeSafe",
    "series",
    "drive",
    "brake",
] as const
export type LampName = (typeof lampNames)[number]
