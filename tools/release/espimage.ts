/**
 * What an image for an ESP32-C3 says of itself: bootloader and runtime headers, their checksums, and the partition
 * table. The stock tools flash whatever they are given; here every image is read before a byte of it is written.
 *
 * Formats: ESP-IDF `esp_image_format.h`, `esp_app_desc.h`, `gen_esp32part.py`.
 */
import { createHash } from "node:crypto"
import {
    BOARD_CONFIGURATION,
    CHIP_ID_ESP32C3,
    CHIP_NAME,
    PARTITION_TABLE_OFFSET,
    RUNTIME,
    STORE,
} from "./layout"

const IMAGE_MAGIC = 0xe9
const HEADER_BYTES = 24
const SEGMENT_HEADER_BYTES = 8
const CHECKSUM_SEED = 0xef
const DESCRIPTION_MAGIC = 0xabcd5432
const PARTITION_MAGIC = 0x50aa
const PARTITION_BYTES = 32

/** One image: a bootloader or a program. */
export interface ImageHeader {
    readonly chipId: number
    /** Version that the image says it is; empty where it says none. */
    readonly version: string
    readonly sizeBytes: number
}

/** What is wrong with an image, in words; `path` is where. */
export class ImageError extends Error {
    constructor(
        readonly path: string,
        readonly expected: string,
        readonly found: string
    ) {
        super(`${path}: expected ${expected}, found ${found}`)
        this.name = "ImageError"
    }
}

/** Reads the image at `offset`. Throws `ImageError` when its header, checksum or digest is not right. */
export function readImage(bytes: Uint8Array, offset: number, name: string): ImageHeader {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (bytes.length < offset + HEADER_BYTES || bytes[offset] !== IMAGE_MAGIC)
        throw new ImageError(name, `an image that starts with 0xe9 at ${hex(offset)}`, "none")
    const chipId = view.getUint16(offset + 12, true)
    if (chipId !== CHIP_ID_ESP32C3) {
        const expected = `an image for the ${CHIP_NAME} (chip ${CHIP_ID_ESP32C3})`
        throw new ImageError(name, expected, `one for chip ${chipId}`)
    }
    let at = offset + HEADER_BYTES
    let checksum = CHECKSUM_SEED
    for (let segment = 0; segment < bytes[offset + 1]!; segment++) {
        if (at + SEGMENT_HEADER_BYTES > bytes.length) throw cut(name, bytes.length)
        const length = view.getUint32(at + 4, true)
        at += SEGMENT_HEADER_BYTES
        if (at + length > bytes.length) throw cut(name, bytes.length)
        for (const end = at + length; at < end; at++) checksum ^= bytes[at]!
    }
    // The checksum is the last byte of a block of 16.
    at = offset + ((at - offset) | 15)
    if (bytes[at] !== checksum)
        throw new ImageError(name, `checksum ${hex(checksum)}`, hex(bytes[at] ?? 0))
    at++
    if (bytes[offset + 23] === 1) {
        const digest = createHash("sha256").update(bytes.subarray(offset, at)).digest()
        if (!digest.equals(bytes.subarray(at, at + 32)))
            throw new ImageError(name, "its own SHA-256 behind it", "another: the file is damaged")
        at += 32
    }
    return { chipId, version: versionOf(view, offset), sizeBytes: at - offset }
}

function cut(name: string, length: number): ImageError {
    return new ImageError(name, "a whole image", `one that is cut off after ${length} bytes`)
}

/** Program images carry a description at the start of their first segment; a bootloader has another one. */
function versionOf(view: DataView, offset: number): string {
    const at = offset + HEADER_BYTES + SEGMENT_HEADER_BYTES
    if (at + 48 > view.byteLength || view.getUint32(at, true) !== DESCRIPTION_MAGIC) return ""
    const text = new Uint8Array(view.buffer, view.byteOffset + at + 16, 32)
    return new TextDecoder().decode(text).split("\0")[0]!
}

/** Checks that the partition table is the one that `layout.ts` describes. Throws `ImageError`. */
export function checkPartitions(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const found = new Map<string, string>()
    for (let at = PARTITION_TABLE_OFFSET; at + PARTITION_BYTES <= bytes.length; at += 32) {
        if (view.getUint16(at, true) !== PARTITION_MAGIC) break
        const type = `${view.getUint8(at + 2)}/${view.getUint8(at + 3)}`
        found.set(type, `${hex(view.getUint32(at + 4, true))}+${view.getUint32(at + 8, true)}`)
    }
    for (const region of [BOARD_CONFIGURATION, RUNTIME, STORE]) {
        const expected = `${hex(region.offset)}+${region.sizeBytes}`
        const entry = found.get(region.type!.join("/"))
        if (entry !== expected)
            throw new ImageError(
                `partition ${region.name}`,
                `offset+size ${expected}`,
                entry ?? "no such partition"
            )
    }
}

function hex(value: number): string {
    return `0x${value.toString(16)}`
}
