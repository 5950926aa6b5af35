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

/**
 * Where `at` of the strictly rising `from` stands in `to`: straight lines between the points, of which both have as
 * many, and the outer lines go on beyond them.
 */
export function along(from: number[], to: number[], at: number): number {
    let index = 1
    while (index < from.length - 1 && at > (from[index] as number)) index++
    const low = from[index - 1] as number
    const start = to[index - 1] as number
    return start + scaled(at - low, (to[index] as number) - start, (from[index] as number) - low)
}

/** Whether each number is at least `step` more than the one before it. */
export function rises(numbers: number[], step: number): boolean {
    for (let index = 1; index < numbers.length; index++)
        if ((numbers[index] as number) - (numbers[index - 1] as number) < step) return false
    return true
}

/** `value` held within `low` and `high`. */
export function clamp(value: number, low: number, high: number): number {
    if (value < low) return low
    if (value > high) return high
    return value
}
