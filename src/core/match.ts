/** The match rule: which of its terms does not hold. */
import { Inhibit } from "./inhibit"
import { type Inputs } from "./inputs"
import { type Interlock } from "./interlock"

/** `Inhibit` bits of this tick. */
export function match(lock: Interlock, inputs: Inputs): number {
    return inputs.cartridge | (lock.acknowledged ? 0 : Inhibit.ChecklistOpen)
}
