/**
 * When a person does what on the way to strokes, ms after power-on. The pen has tested itself, found its home and read
 * its cartridge before the first of them, in every seed and on both variants, processor time included.
 */
export const ACKNOWLEDGE_MS = 3_500
/** For depths beyond 1.50 mm (PEN-SAF-18). */
export const CONFIRM_MS = 3_660
export const PRESS_MS = 3_820
/** Strokes are made by then: Arming lasts 800 ms at most. */
export const RUNNING_MS = 4_620
