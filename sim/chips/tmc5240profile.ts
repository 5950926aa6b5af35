/**
 * The arithmetic of the TMC5240's six-point ramp: magnitudes of velocity, distances and durations
 * in closed form. Nothing here knows time, registers or stops.
 * Source: datasheet 19-101625C, motion controller, ramp generator.
 * Units: microsteps, microsteps per second, microsteps per second squared, seconds.
 */

/** From this velocity upwards the ramp changes speed at this rate. Lists of bands are ascending and start at 0. */
export interface Band {
    readonly fromVelocity: number
    readonly rate: number
}

/** A stretch of constant acceleration along one direction; velocity is never negative in it. */
export interface Phase {
    readonly seconds: number
    readonly velocity: number
    readonly acceleration: number
}

/** What one direction of a movement may do. */
export interface Limits {
    readonly speedUp: readonly Band[]
    readonly slowDown: readonly Band[]
    readonly startVelocity: number
    readonly stopVelocity: number
    readonly maximumVelocity: number
}

function rateAt(bands: readonly Band[], velocity: number): number {
    let rate = 0
    for (const band of bands) if (band.fromVelocity <= velocity) rate = band.rate
    return rate
}

/** Velocities at which the rate changes strictly between `low` and `high`, with both ends, ascending. */
function corners(low: number, high: number, ...lists: (readonly Band[])[]): number[] {
    const inside = lists.flat().map(band => band.fromVelocity)
    return [low, ...inside.filter(v => v > low && v < high).sort((a, b) => a - b), high]
}

/** Distance to change velocity between `from` and `to`, either way; Infinity when a band has rate 0. */
export function changeDistance(from: number, to: number, bands: readonly Band[]): number {
    const points = corners(Math.min(from, to), Math.max(from, to), bands)
    let distance = 0
    for (let index = 1; index < points.length; index++) {
        const low = points[index - 1]!
        const high = points[index]!
        if (high > low) distance += (high * high - low * low) / (2 * rateAt(bands, low))
    }
    return distance
}

/** Phases that change velocity from `from` to `to`. A band of rate 0 holds its velocity for ever. */
export function change(from: number, to: number, bands: readonly Band[]): Phase[] {
    const points = corners(Math.min(from, to), Math.max(from, to), bands)
    const phases: Phase[] = []
    for (let index = 1; index < points.length; index++) {
        const low = points[index - 1]!
        const high = points[index]!
        if (high <= low) continue
        const rate = rateAt(bands, low)
        const seconds = rate > 0 ? (high - low) / rate : Infinity
        if (to > from) phases.push({ seconds, velocity: low, acceleration: rate })
        else phases.unshift({ seconds, velocity: high, acceleration: -rate })
    }
    return phases
}

/** Distance in which the ramp comes to rest from `velocity`; the last step falls from the stop velocity. */
export function stoppingDistance(velocity: number, limits: Limits): number {
    return velocity > limits.stopVelocity
        ? changeDistance(velocity, limits.stopVelocity, limits.slowDown)
        : 0
}

/** Phases that bring the ramp to rest from `velocity`. */
export function stopping(velocity: number, limits: Limits): Phase[] {
    return velocity > limits.stopVelocity
        ? change(velocity, limits.stopVelocity, limits.slowDown)
        : []
}

/** Highest velocity that a movement of `distance` reaches. */
function peakVelocity(from: number, distance: number, limits: Limits): number {
    const total = (velocity: number): number =>
        changeDistance(from, velocity, limits.speedUp) + stoppingDistance(velocity, limits)
    const stop: Band = { fromVelocity: limits.stopVelocity, rate: 0 }
    const points = corners(from, limits.maximumVelocity, limits.speedUp, limits.slowDown, [stop])
    for (let index = 1; index < points.length; index++) {
        const low = points[index - 1]!
        if (total(points[index]!) < distance) continue
        const up = 1 / rateAt(limits.speedUp, low)
        const down = low >= limits.stopVelocity ? 1 / rateAt(limits.slowDown, low) : 0
        const left = Math.max(0, distance - total(low))
        return Math.sqrt(low * low + (2 * left) / (up + down))
    }
    return limits.maximumVelocity
}

/**
 * Phases of a movement over exactly `distance` that begins at `velocity` towards the target.
 * The caller has made sure that the distance is enough to stop in.
 */
export function movement(velocity: number, distance: number, limits: Limits): Phase[] {
    const from = Math.max(velocity, Math.min(limits.startVelocity, limits.maximumVelocity))
    const phases: Phase[] = []
    let peak = from
    if (from > limits.maximumVelocity) {
        // A lowered VMAX slows with the acceleration bands, unless that needs more than what is left.
        const gentle =
            changeDistance(from, limits.maximumVelocity, limits.speedUp) +
            stoppingDistance(limits.maximumVelocity, limits)
        const bands = gentle <= distance ? limits.speedUp : limits.slowDown
        peak = limits.maximumVelocity
        phases.push(...change(from, peak, bands))
    } else if (from < limits.maximumVelocity) {
        peak = Math.max(from, peakVelocity(from, distance, limits))
        phases.push(...change(from, peak, limits.speedUp))
    }
    const used = phases.reduce(
        (sum, phase) =>
            sum +
            phase.velocity * phase.seconds +
            (phase.acceleration * phase.seconds * phase.seconds) / 2,
        0
    )
    const cruise = distance - used - stoppingDistance(peak, limits)
    if (cruise > 0 && peak > 0)
        phases.push({ seconds: cruise / peak, velocity: peak, acceleration: 0 })
    phases.push(...stopping(peak, limits))
    return phases
}
