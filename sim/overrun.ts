/** Ticks that are late while strokes are made, seen at LIFE: the program's own word for it is not needed. */
import type { Clock } from "./clock"
import type { Signal } from "./signal"

/** From one toggle of LIFE to the next: a tick of 10 ms that missed its successor's turn. */
const LATE_US = 20_000

/**
 * Tells each tick that ended a whole period late, with the ms since the one before. `running`: strokes are asked for.
 * More than 30 ms are a fault of the firmware (`TickOverrun`), which a campaign in turn calls a false alarm. What is
 * returned begins anew: a program that starts, or is no more, has no tick before that it could be late after.
 */
export function tellOverruns(
    clock: Clock,
    life: Signal,
    running: () => boolean,
    tell: (sinceMs: number) => void
): () => void {
    let lastUs = 0
    let before = false
    life.onEdge(() => {
        const sinceUs = clock.nowUs - lastUs
        // A tick that is very late may have ended the run itself.
        if (before && sinceUs > LATE_US) tell(sinceUs / 1000)
        lastUs = clock.nowUs
        before = running()
    })
    return () => {
        before = false
    }
}
