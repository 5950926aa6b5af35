/**
 * Conversions between the units of the pen, in whole numbers. Half-way values are rounded up
 * (towards positive), on the device and on the host alike; `Math.round` is not used because the
 * device's rounds halves away from zero.
 */

/** Motion chip position for a carriage position: 10,240 microsteps per mm = 256 in 25 µm. */
export function umToUsteps(um: number): number {
    return Math.floor((um * 512 + 25) / 50)
}

/** Carriage position in µm for a motion chip position in microsteps; inverse of `umToUsteps`. */
export function ustepsToUm(usteps: number): number {
    return Math.floor((usteps * 50 + 256) / 512)
}

/** `a × b ÷ c` rounded to the nearest whole number; `c` is positive and `a × b` below 2^53. */
export function scaled(a: number, b: number, c: number): number {
    return Math.floor((2 * a * b + c) / (2 * c))
}

/** `value` held within `low` and `high`. */
export function clamp(value: number, low: number, high: number): number {
    if (value < low) return low
    if (value > high) return high
    return value
}
