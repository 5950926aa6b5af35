/** Numbers of the DRV8214 in units of the pen [DS-DRV8214]: W_SCALE 32, six ripples per stroke. */

/** Stroke rate of a `speed`, mHz: 32 rad/s of ripples are 32 / (2 pi * 6) strokes per second. */
export function speedMilliHz(speed: number): number {
    return ((speed * 848826) / 1000) | 0
}

/** The highest `speed` whose stroke rate is not above so many mHz. */
export function speedAt(milliHz: number): number {
    const speed = ((milliHz * 1000) / 848826) | 0
    return speedMilliHz(speed + 1) <= milliHz ? speed + 1 : speed
}

/** WSET_VSET for a stroke rate: rate * 6 ripples * 2 pi / 32 rad/s. */
export function speedTarget(rateHz: number): number {
    return ((rateHz * 1178097 + 500000) / 1000000) | 0
}

/** Ripples of 50 ms: 6 per stroke. */
export function leaseOf(rateHz: number): number {
    return ((rateHz * 3 + 9) / 10) | 0
}
