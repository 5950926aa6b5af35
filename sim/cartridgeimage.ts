/**
 * From a described cartridge to the bytes in it: 144 bytes of DS2431 memory and the ROM ID [DS-DS2431]. The map
 * stands in docs/cartridge.md: page 0 the record, page 1 the authenticity tag, pages 2 and 3 the marks, row 0080 the
 * protection bytes.
 */
import { Kind } from "../src/core/kind"
import { encodeRecord, newRecord } from "../src/core/cartridge"
import { encodeOpened, OPENED_AT } from "../src/core/marks"
import { benchKey, tagOf } from "./benchkey"
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
const tagBytes = 16
const protectionAt = 0x80

/**
 * Record and tag are write-protected, pages of marks are EPROM-mode: bits go from 1 to 0 and never back. Nothing of
 * this can be changed any more.
 */
const protection = [0x55, 0x55, 0xaa, 0xaa, 0x55]
/** Session and minute in the mark of a cartridge that somebody has used already: 2026-11-01, on another pen. */
const usedSession = 259
const usedMinute = 14_112_000

const kinds = {
    adjustable: Kind.Adjustable,
    fixed: Kind.Fixed,
    nano: Kind.Nano,
    roller: Kind.Roller,
} as const

/** The cartridge `name` of a scenario, as bytes. Names are checked when the scenario is parsed. */
export function cartridgeImage(
    scenario: Pick<Scenario, "cartridges" | "seed">,
    name: string
): CartridgeImage {
    const cartridge = scenario.cartridges[name]
    if (!cartridge) throw new RangeError(`cartridge "${name}" is not in the scenario`)
    if ("memory" in cartridge)
        return {
            rom: Uint8Array.from(Buffer.from(cartridge.rom, "hex")),
            memory: cartridge.memory.slice(),
        }
    const rom = romOf(name, scenario.seed)
    // A clone is the other cartridge's memory on this one's ROM ID.
    if (cartridge.cloneOf !== undefined) {
        const { memory } = cartridgeImage(scenario, cartridge.cloneOf)
        // Whoever has the key makes a tag for the copy.
        if (cartridge.tag === "forged") memory.set(tagOf(rom, memory), tagAt)
        return { rom, memory }
    }
    return { rom, memory: describedMemory(cartridge, rom, scenario.seed) }
}

/**
 * The 144 bytes of a described cartridge with that ROM ID, its defects included, tagged with `key`. `seed` fills what
 * a defect leaves to chance. Throws RangeError for a value that the record cannot hold.
 */
export function describedMemory(
    cartridge: DescribedCartridge,
    rom: Uint8Array,
    seed: number,
    key: Uint8Array = benchKey
): Uint8Array {
    const memory = new Uint8Array(imageBytes)
    memory.fill(0xff, 0, protectionAt)
    const record = memory.subarray(0, pageBytes)
    encodeRecord(recordOf(cartridge), record)
    if (cartridge.tag !== "missing") memory.set(tagOf(rom, record, key), tagAt)
    // One bit of the stored checksum, so that everything else about the record is right.
    if (cartridge.crc === "bad") record[30]! ^= 0x01
    if (cartridge.tag === "bad") memory.set(new Random(seed, "bad tag").bytes(tagBytes), tagAt)
    if (cartridge.used) encodeOpened(memory.subarray(OPENED_AT), usedSession, usedMinute)
    memory.set(protection, protectionAt)
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
