/**
 * From a described cartridge to the bytes in it: 144 bytes of DS2431 memory and the ROM ID [DS-DS2431]. The map
 * stands in docs/cartridge.md: page 0 the record, page 1 the place of the authenticity tag, pages 2 and 3 the
 * marks, row 0080 the protection bytes.
 */
import { Kind } from "../src/core/kind"
import { encodeRecord, newRecord } from "../src/core/cartridge"
import { Random } from "./random"
import { romOf } from "./rom"
import { imageBytes } from "./scenario"
import type { DescribedCartridge, Scenario } from "./scenario"

/** What lies in a cartridge's chip. Both arrays are fresh; the model may write into `memory`. */
export interface CartridgeImage {
    readonly rom: Uint8Array
    readonly memory: Uint8Array
}

const pageBytes = 32
const tagAt = pageBytes
const marksAt = 2 * pageBytes
const protectionAt = 0x80

/** Pages of marks are EPROM-mode: bits go from 1 to 0 and never back. */
const eprom = 0xaa
/** Bits of a burnt use mark; an unused one is all ones. */
const burnt = 0x00

const kinds = {
    adjustable: Kind.Adjustable,
    fixed: Kind.Fixed,
    nano: Kind.Nano,
    roller: Kind.Roller,
} as const

/** The cartridge `name` of a scenario, as bytes. Names are checked when the scenario is parsed. */
export function cartridgeImage(scenario: Scenario, name: string): CartridgeImage {
    const cartridge = scenario.cartridges[name]
    if (!cartridge) throw new RangeError(`cartridge "${name}" is not in the scenario`)
    if ("memory" in cartridge)
        return {
            rom: Uint8Array.from(Buffer.from(cartridge.rom, "hex")),
            memory: cartridge.memory.slice(),
        }
    const rom = romOf(name, scenario.seed)
    // A clone is the other cartridge's memory on this one's ROM ID.
    if (cartridge.cloneOf !== undefined)
        return { rom, memory: cartridgeImage(scenario, cartridge.cloneOf).memory }
    return { rom, memory: describedMemory(cartridge, scenario.seed) }
}

/**
 * The 144 bytes of a described cartridge, its defects included. `seed` fills what a defect leaves to chance.
 * Throws RangeError for a value that the record cannot hold.
 */
export function describedMemory(cartridge: DescribedCartridge, seed: number): Uint8Array {
    const memory = new Uint8Array(imageBytes)
    memory.fill(0xff, 0, protectionAt)
    const record = memory.subarray(0, pageBytes)
    encodeRecord(recordOf(cartridge), record)
    // One bit of the stored checksum, so that everything else about the record is right.
    if (cartridge.crc === "bad") record[30]! ^= 0x01
    // Records of version 1 carry no tag: a good one and a missing one are both a blank page.
    if (cartridge.tag === "bad") memory.set(new Random(seed, "bad tag").bytes(pageBytes), tagAt)
    if (cartridge.used) memory.fill(burnt, marksAt, marksAt + 8)
    memory[protectionAt + 2] = eprom
    memory[protectionAt + 3] = eprom
    return memory
}

function recordOf(cartridge: DescribedCartridge) {
    const record = newRecord()
    record.version = cartridge.version
    record.kind = kinds[cartridge.kind]
    if ("minUm" in cartridge) {
        record.minUm = cartridge.minUm
        record.maxUm = cartridge.maxUm
    } else {
        record.lengthUm = cartridge.lengthUm
    }
    record.needles = cartridge.needles
    record.gauge = cartridge.gauge
    record.lot = cartridge.lot
    record.expiresDay = cartridge.expires === undefined ? 0 : dayNumber(cartridge.expires)
    record.tipOffsetUm = cartridge.tipOffsetUm
    record.ratedStrokes = cartridge.ratedStrokes
    return record
}

const dayMs = 86_400_000

/** Days from 2000-01-01 to a date. */
export function dayNumber(date: string): number {
    return (Date.parse(date) - Date.parse("2000-01-01")) / dayMs
}

/** The date of a day number. */
export function dayText(day: number): string {
    return new Date(Date.parse("2000-01-01") + day * dayMs).toISOString().slice(0, 10)
}
