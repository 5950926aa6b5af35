/** How soon a cause has to end the drive energy, ms from the cause itself. */

/** Withdrawn by the chain at once; the switch opens within a millisecond (PEN-SAF-04). */
const CHAIN_MS = 2
/** Withdrawn by the program, 20 ms after a sample that is 10 ms old at most (PEN-SAF-05, 15). */
const PROGRAM_MS = 30
/** A second channel has to notice what the first one cannot: the slowest reads the identity (PEN-SAF-05). */
const SECOND_CHANNEL_MS = 300
/** The electrode is read every 40 ms while strokes are made (PEN-SAF-21). */
const LEAK_MS = 100
/** A dead program is noticed by its missing LIFE (PEN-SAF-06). */
const DEAD_MS = 150

const bounds: Readonly<Record<string, number>> = {
    remove: CHAIN_MS,
    latch_bounce: CHAIN_MS,
    power_cut: CHAIN_MS,
    "latchSwitch.stuckLow": CHAIN_MS,
    "watchdog.stuckLow": CHAIN_MS,
    "chargePump.stuckLow": CHAIN_MS,
    "depthThreshold.stuckHigh": CHAIN_MS,
    "depthCap.stuckHigh": CHAIN_MS,
    "safeLatch.stuckLow": CHAIN_MS,
    "seriesSwitch.open": CHAIN_MS,
    "arm.stuckLow": CHAIN_MS,
    "arm.hiZ": CHAIN_MS,
    set_depth: PROGRAM_MS,
    release: PROGRAM_MS,
    press: PROGRAM_MS,
    "latchPin.stuckLow": PROGRAM_MS,
    "triggerPin.stuckHigh": PROGRAM_MS,
    "enableReadback.stuckLow": PROGRAM_MS,
    "leadScrew.wrong": PROGRAM_MS,
    "motor.stuck": PROGRAM_MS,
    "leak.short": LEAK_MS,
    "leak.stuckHigh": LEAK_MS,
    "life.stuckLow": DEAD_MS,
    "life.stuckHigh": DEAD_MS,
    "life.hiZ": DEAD_MS,
    "i2c.stuckLow": DEAD_MS,
}

/** While the motor spins up, its inrush hides a stall. */
const INRUSH_MS = 300

export interface Circumstances {
    /** How long the drive has been on. */
    readonly drivenMs: number
    /** Another unit has failed already. */
    readonly degraded: boolean
    /** How long the program has given no sign of life. */
    readonly silentMs: number
}

/** Most ms of drive energy after a cause; undefined where the cause need not end it. */
export function boundOf(cause: string, now: Circumstances): number | undefined {
    const base = bounds[cause]
    if (base === undefined) return undefined
    if (now.degraded) return Math.max(base, SECOND_CHANNEL_MS)
    if (cause === "motor.stuck" && now.drivenMs < INRUSH_MS) return base + INRUSH_MS
    if (base === PROGRAM_MS && now.silentMs > PROGRAM_MS) return DEAD_MS
    return base
}
