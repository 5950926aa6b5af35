/** A disturbance that makes a wrong record: what reads is whole, and is not what the cartridge is. */
import { RECORD_BYTES } from "../src/core/cartridge"
import { crc16Modbus } from "../src/core/crc"
import { putNumber } from "../src/core/number"
import { tagOf } from "./benchkey"

/** What of a cartridge's first bytes is disturbed. */
export interface Disturbance {
    /** The record reads with the greatest depth of all, and its checksum fits that. */
    record: boolean
    /** The tag fits, too: whoever disturbs has the key. */
    tag: boolean
}

const MAX_AT = 4
const DEEPEST_UM = 2500
const CRC_AT = 30

/** Record and tag as they read; `memory` itself stays as it is. */
export function disturbed(
    memory: Uint8Array,
    rom: Uint8Array,
    { record, tag }: Disturbance
): Uint8Array {
    const head = memory.slice()
    if (!record) return head
    putNumber(head, MAX_AT, 2, DEEPEST_UM)
    putNumber(head, CRC_AT, 2, crc16Modbus(head, 0, CRC_AT))
    if (tag) head.set(tagOf(rom, head), RECORD_BYTES)
    return head
}
