/**
 * Image of the runtime's store: our program and nothing else, the same bytes every time.
 *
 * The format is the runtime's own (jacdac-c `source/jd_fstor.c`, devicescript `devsmgr.c`): a header, a directory of
 * 24-byte entries that grows up, settings that grow down, and large values in whole pages behind two directories.
 */
import { SECTOR_BYTES, STORE } from "./layout"

const MAGIC = [0x52545346, 0x6becea0a] as const
const PROGRAM_MAGIC = [0x8d8abd53, 0xb27c4b2b] as const
const HEADER_BYTES = 24
const ENTRY_BYTES = 24
const KEY_BYTES = 16
const PROGRAM_HEADER_BYTES = 128
const PROGRAM_KEY = "*prog"
/** The runtime refuses a program whose size is no multiple of this (devsmgr.c, DEVSMGR_ALIGN). */
const PROGRAM_ALIGN = 32

/** Pages of one of the two directories (jd_fstor.c: a sixteenth of the store, at least 2). */
function directoryPages(pages: number): number {
    return Math.max(2, Math.floor(pages / 16))
}

/** Greatest program that a store of `sizeBytes` takes, bytes. */
export function programBytesMax(sizeBytes: number = STORE.sizeBytes): number {
    const pages = sizeBytes / SECTOR_BYTES
    return (pages - 2 * directoryPages(pages) - 1) * SECTOR_BYTES - PROGRAM_HEADER_BYTES
}

/** Image of `sizeBytes` that holds `program`. Throws `RangeError` for one that the runtime would refuse. */
export function storeImage(
    program: Uint8Array,
    sizeBytes: number = STORE.sizeBytes
): Uint8Array<ArrayBuffer> {
    if (program.length === 0 || program.length % PROGRAM_ALIGN !== 0)
        throw new RangeError(
            `a program has a multiple of ${PROGRAM_ALIGN} bytes, this one has ${program.length}`
        )
    const most = programBytesMax(sizeBytes)
    if (program.length > most)
        throw new RangeError(`the store holds ${most} bytes, this program has ${program.length}`)
    const pages = sizeBytes / SECTOR_BYTES
    const at = 2 * directoryPages(pages) * SECTOR_BYTES
    const image = new Uint8Array(sizeBytes).fill(0xff)
    const view = new DataView(image.buffer)
    image.fill(0, 0, HEADER_BYTES + ENTRY_BYTES)
    ;[...MAGIC, 1, SECTOR_BYTES].forEach((word, index) => view.setUint32(index * 4, word, true))
    view.setUint16(16, pages, true)
    view.setUint16(18, directoryPages(pages), true)
    image.set(new TextEncoder().encode(PROGRAM_KEY), HEADER_BYTES)
    view.setUint32(HEADER_BYTES + KEY_BYTES, at, true)
    view.setUint32(HEADER_BYTES + KEY_BYTES + 4, PROGRAM_HEADER_BYTES + program.length, true)
    image.fill(0, at, at + PROGRAM_HEADER_BYTES)
    const words = [PROGRAM_MAGIC[0], program.length, PROGRAM_MAGIC[1], fnv1a(program)]
    words.forEach((word, index) => view.setUint32(at + index * 4, word, true))
    image.set(program, at + PROGRAM_HEADER_BYTES)
    return image
}

/** The hash that the runtime keeps beside a program (FNV-1a, 32 bits). It finds no forger, only a torn write. */
function fnv1a(bytes: Uint8Array): number {
    let hash = 0x811c9dc5
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
    return hash
}
