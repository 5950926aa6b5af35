/** Numbers that page and host share. */

/** A longer message is refused before it is read. */
export const messageBytesMax = 65_536

/** Virtual time against real time, in hundredths. */
export const speedsPercent = [10, 25, 50, 100, 200, 500, 1_000, 5_000, 10_000] as const
