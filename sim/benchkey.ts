/**
 * The product line of the bench: its key is no secret, and every pen that holds it says so. Genuine keys are written
 * into a pen by `pen provision` and stand nowhere else.
 */
import { createHmac } from "node:crypto"
import { TAG_BYTES } from "../src/core/verdict"

/** 32 letters, which the firmware recognises by their beginning. */
export const benchKey: Uint8Array = new TextEncoder().encode("DERMALOCK BENCH KEY NOT A SECRET")
export const benchLine = 0

/** The authenticity tag of a cartridge: a truncated HMAC-SHA-256 over its ROM ID and its record of 32 bytes. */
export function tagOf(rom: Uint8Array, record: Uint8Array, key: Uint8Array = benchKey): Uint8Array {
    const mac = createHmac("sha256", key).update(rom).update(record.subarray(0, 32)).digest()
    return new Uint8Array(mac.subarray(0, TAG_BYTES))
}
