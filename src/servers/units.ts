/** Depth on the wire: 1/1024 mm. */

/** Millimetres that are a whole number of 1/1024: what an encoder neither rounds nor cuts. */
export function toMm(um: number): number {
    return Math.floor((um * 1024 + 500) / 1000) / 1024
}

/** µm of a number of 1/1024 mm. */
export function toUm(parts: number): number {
    return Math.floor((parts * 1000 + 512) / 1024)
}
