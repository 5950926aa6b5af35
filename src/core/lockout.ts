/**
 * Lock-outs that need an inspection: two bytes in the pen's memory, written in this order, that survive power
 * cycles (PEN-SAF-11, 21). Whatever is not surely clear is locked.
 */
import { type Bytes } from "./crc"

export const LOCKOUT_BYTES = 2

/** Why the pen is in quarantine. */
export enum Lockout {
    Leak = 1,
    DepthOver = 2,
    /** The two bytes contradict each other: a writing was cut off. */
    Unclear = 128,
}

/** `Lockout` bits; 0 = clear, as is a memory that was never written. */
export function readLockout(bytes: Bytes): number {
    const bits = bytes[0] as number
    const check = bytes[1] as number
    if (bits === 0 && check === 0) return 0
    return check === (bits ^ 255) ? bits : bits | Lockout.Unclear
}

export function encodeLockout(bytes: Bytes, bits: number): void {
    bytes[0] = bits
    bytes[1] = bits ^ 255
}
