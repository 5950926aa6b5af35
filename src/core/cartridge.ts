/**
 * The cartridge record: 32 bytes in page 0 of the cartridge's memory. The byte map stands in
 * `docs/cartridge.md`; this file is its only reader and writer.
 */
import { type Bytes, crc16Modbus } from "./crc"
import { Inhibit } from "./inhibit"
import { Kind } from "./kind"
import { DEPTH_MAX_UM, NANO_MAX_UM, TIP_OFFSET_MAX_UM } from "./limits"

export const RECORD_BYTES = 32
export const RECORD_VERSION = 1
export const LOT_LETTERS = 6

/** Where the CRC stands, and how many bytes it covers. */
const CRC_AT = 30
export const LOT_AT = 10
const RESERVED_AT = 24

/** What a cartridge says about itself. */
export interface CartridgeRecord {
    version: number
    kind: Kind
    /** Depths that the cartridge permits; both equal `lengthUm` for fixed and roller kinds. */
    minUm: number
    maxUm: number
    /** Needle length of fixed and roller kinds, else 0. */
    lengthUm: number
    needles: number
    gauge: number
    /** At most six printable ASCII letters, no trailing space. */
    lot: string
    /** Last day of use in days since 2000-01-01; 0 = none. */
    expiresDay: number
    /** Measured position of the needle plate, −150 to +150 µm; positive protrudes further. */
    tipOffsetUm: number
    ratedStrokes: number
}

export function newRecord(): CartridgeRecord {
    return {
        version: RECORD_VERSION,
        kind: Kind.Unknown,
        minUm: 0,
        maxUm: 0,
        lengthUm: 0,
        needles: 0,
        gauge: 0,
        lot: "",
        expiresDay: 0,
        tipOffsetUm: 0,
        ratedStrokes: 0,
    }
}

/**
 * Reads a record into `record` and returns the `Inhibit` bits that it earns: 0 = good and drivable,
 * else one of CartridgeCorrupt (CRC, reserved bytes or values outside their range: nothing of it may
 * be used), CartridgeUnknownVersion, CartridgeUnknownKind, CartridgeNotDrivable (roller; the record
 * is readable). PEN-SAF-09, PEN-FUN-06. Throws nothing.
 */
export function decodeRecord(bytes: Bytes, record: CartridgeRecord): number {
    record.kind = Kind.Unknown
    if (bytes.length < RECORD_BYTES) return Inhibit.CartridgeCorrupt
    const crc = (bytes[CRC_AT] as number) | ((bytes[CRC_AT + 1] as number) << 8)
    if (crc !== crc16Modbus(bytes, 0, CRC_AT)) return Inhibit.CartridgeCorrupt
    record.version = bytes[0] as number
    if (record.version !== RECORD_VERSION) return Inhibit.CartridgeUnknownVersion
    const kind = bytes[1] as number
    if (kind < Kind.Adjustable || kind > Kind.Roller) return Inhibit.CartridgeUnknownKind
    record.minUm = (bytes[2] as number) | ((bytes[3] as number) << 8)
    record.maxUm = (bytes[4] as number) | ((bytes[5] as number) << 8)
    record.lengthUm = (bytes[6] as number) | ((bytes[7] as number) << 8)
    record.needles = bytes[8] as number
    record.gauge = bytes[9] as number
    record.expiresDay = (bytes[16] as number) | ((bytes[17] as number) << 8)
    const offset = (bytes[18] as number) | ((bytes[19] as number) << 8)
    record.tipOffsetUm = offset < 32768 ? offset : offset - 65536
    // Not `<< 24`: the top bit would make it negative.
    record.ratedStrokes =
        (bytes[20] as number) +
        (bytes[21] as number) * 256 +
        (bytes[22] as number) * 65536 +
        (bytes[23] as number) * 16777216
    record.lot = readLot(bytes)
    for (let index = RESERVED_AT; index < CRC_AT; index++)
        if (bytes[index] !== 0) return Inhibit.CartridgeCorrupt
    if (depthsWrong(record, kind)) return Inhibit.CartridgeCorrupt
    record.kind = kind
    return kind === Kind.Roller ? Inhibit.CartridgeNotDrivable : 0
}

/**
 * Writes a record of version `record.version` with its CRC into the first 32 bytes. For fixed and
 * roller kinds the minimum and maximum written are the length.
 * Throws RangeError, naming the field and its range, for a value that the record cannot hold.
 */
export function encodeRecord(record: CartridgeRecord, bytes: Bytes): void {
    if (bytes.length < RECORD_BYTES)
        throw new RangeError(`cartridge: ${bytes.length} bytes: expected ${RECORD_BYTES}`)
    const oneLength = record.kind === Kind.Fixed || record.kind === Kind.Roller
    for (let index = RESERVED_AT; index < CRC_AT; index++) bytes[index] = 0
    put(bytes, 0, 1, "version", record.version, 0)
    put(bytes, 1, 1, "kind", record.kind, 0)
    put(bytes, 2, 2, "minUm", oneLength ? record.lengthUm : record.minUm, 0)
    put(bytes, 4, 2, "maxUm", oneLength ? record.lengthUm : record.maxUm, 0)
    put(bytes, 6, 2, "lengthUm", record.lengthUm, 0)
    put(bytes, 8, 1, "needles", record.needles, 0)
    put(bytes, 9, 1, "gauge", record.gauge, 0)
    writeLot(record.lot, bytes)
    put(bytes, 16, 2, "expiresDay", record.expiresDay, 0)
    put(bytes, 18, 2, "tipOffsetUm", record.tipOffsetUm, 32768)
    put(bytes, 20, 4, "ratedStrokes", record.ratedStrokes, 0)
    sealRecord(bytes)
}

/** Writes the CRC that the first 30 bytes need. */
export function sealRecord(bytes: Bytes): void {
    const crc = crc16Modbus(bytes, 0, CRC_AT)
    bytes[CRC_AT] = crc & 255
    bytes[CRC_AT + 1] = crc >> 8
}

/** A record whose CRC is good may still have been written wrongly; such depths are never used. */
function depthsWrong(record: CartridgeRecord, kind: Kind): boolean {
    if (record.minUm > record.maxUm || record.maxUm > DEPTH_MAX_UM) return true
    if (record.tipOffsetUm > TIP_OFFSET_MAX_UM || record.tipOffsetUm < -TIP_OFFSET_MAX_UM)
        return true
    if (kind === Kind.Nano) if (record.maxUm > NANO_MAX_UM) return true
    if (kind !== Kind.Fixed) if (kind !== Kind.Roller) return record.lengthUm !== 0
    return (
        record.lengthUm === 0 ||
        record.minUm !== record.lengthUm ||
        record.maxUm !== record.lengthUm
    )
}

/** `size` bytes, low byte first; `below` is how far under zero the field may go. */
function put(
    bytes: Bytes,
    at: number,
    size: number,
    name: string,
    value: number,
    below: number
): void {
    let high = below > 0 ? below - 1 : -1
    if (high < 0) high = size === 1 ? 255 : size === 2 ? 65535 : 4294967295
    if (Math.floor(value) !== value || value < -below || value > high)
        throw new RangeError(
            `cartridge: ${name} ${value}: expected a whole number ${-below} to ${high}`
        )
    let rest = value < 0 ? value + 2 * below : value
    for (let index = 0; index < size; index++) {
        bytes[at + index] = rest % 256
        rest = Math.floor(rest / 256)
    }
}

function readLot(bytes: Bytes): string {
    let lot = ""
    let spaces = ""
    for (let index = 0; index < LOT_LETTERS; index++) {
        const code = bytes[LOT_AT + index] as number
        if (code === 32) spaces += " "
        else {
            // A letter that no screen or log can show must not break them.
            const printable = code > 32 && code < 127
            lot += spaces + (printable ? String.fromCharCode(code) : "?")
            spaces = ""
        }
    }
    return lot
}

function writeLot(lot: string, bytes: Bytes): void {
    if (lot.length > LOT_LETTERS)
        throw new RangeError(`cartridge: lot "${lot}": expected at most ${LOT_LETTERS} letters`)
    for (let index = 0; index < LOT_LETTERS; index++) {
        const code = index < lot.length ? lot.charCodeAt(index) : 32
        if (code < 32 || code > 126)
            throw new RangeError(`cartridge: lot "${lot}": expected printable ASCII letters`)
        bytes[LOT_AT + index] = code
    }
}
