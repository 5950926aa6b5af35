/** The solenoid's map in the pen's memory. */
import { CalibrationReason, SLOT_BYTES } from "../core/slot"
import { decodeMapSlots, type SolenoidMap } from "../core/solenoidmap"
import { type Mb85rc1m } from "../drivers/mb85rc1m"

/** Reads both slots into `map`. `places`: theirs come first. @returns whether it is good. */
export function loadMap(memory: Mb85rc1m, places: number[], map: SolenoidMap): boolean {
    const slotA = Buffer.alloc(SLOT_BYTES)
    const slotB = Buffer.alloc(SLOT_BYTES)
    memory.read(places[0] as number, slotA)
    memory.read(places[1] as number, slotB)
    return decodeMapSlots(slotA, slotB, map) === CalibrationReason.Good
}
