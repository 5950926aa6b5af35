/**
 * A stand-in for the native runtime image, which cannot be had without the network: bootloader, partition table and
 * program of the right format, with their checksums, and nothing that would run.
 */
import { createHash } from "node:crypto"
import { PARTITION_TABLE_OFFSET, RUNTIME } from "../../tools/release/layout"

export interface FakeRuntime {
    readonly chipId?: number
    readonly version?: string
    /** Bytes of the program's second segment. */
    readonly programBytes?: number
    readonly storeSizeBytes?: number
}

/** An image that starts at 0, as the stock release has it. */
export function fakeRuntime(options: FakeRuntime = {}): Uint8Array<ArrayBuffer> {
    const chipId = options.chipId ?? 5
    const bootloader = image(chipId, [pattern(1024, 3)])
    const program = image(chipId, [
        description(options.version ?? "v2.16.1"),
        pattern(options.programBytes ?? 60_000, 11),
    ])
    const bytes = new Uint8Array(RUNTIME.offset + program.length).fill(0xff)
    bytes.set(bootloader)
    bytes.set(partitions(options.storeSizeBytes ?? 0x40000), PARTITION_TABLE_OFFSET)
    bytes.set(program, RUNTIME.offset)
    return bytes
}

/** Header, segments, checksum in the last byte of a block of 16, SHA-256 behind it. */
function image(chipId: number, segments: readonly Uint8Array[]): Buffer {
    const header = Buffer.alloc(24)
    header[0] = 0xe9
    header[1] = segments.length
    header[2] = 0x02
    header.writeUInt16LE(chipId, 12)
    header[23] = 1
    const parts: Uint8Array[] = [header]
    let checksum = 0xef
    segments.forEach((segment, index) => {
        const head = Buffer.alloc(8)
        head.writeUInt32LE(0x3c000000 + index * 0x10000, 0)
        head.writeUInt32LE(segment.length, 4)
        parts.push(head, segment)
        for (const byte of segment) checksum ^= byte
    })
    const body = Buffer.concat(parts)
    const padded = Buffer.alloc((body.length | 15) + 1)
    padded.set(body)
    padded[padded.length - 1] = checksum
    return Buffer.concat([padded, createHash("sha256").update(padded).digest()])
}

function description(version: string): Uint8Array {
    const bytes = Buffer.alloc(256)
    bytes.writeUInt32LE(0xabcd5432, 0)
    bytes.write(version, 16)
    bytes.write("devicescript", 48)
    return bytes
}

function partitions(storeSizeBytes: number): Uint8Array {
    const rows: [number, number, number, number, string][] = [
        [0x8a, 0, 0x9000, 0x2000, "dcfg"],
        [1, 2, 0xb000, 0x4000, "nvs"],
        [1, 1, 0xf000, 0x1000, "phy_init"],
        [0, 0, 0x10000, 1728 * 1024, "factory"],
        [0x8a, 1, 0x1c0000, storeSizeBytes, "fstor"],
    ]
    const bytes = Buffer.alloc(0xc00, 0xff)
    rows.forEach(([type, subtype, offset, size, name], index) => {
        const at = index * 32
        bytes.fill(0, at, at + 32)
        bytes.writeUInt16LE(0x50aa, at)
        bytes[at + 2] = type
        bytes[at + 3] = subtype
        bytes.writeUInt32LE(offset, at + 4)
        bytes.writeUInt32LE(size, at + 8)
        bytes.write(name, at + 12)
    })
    return bytes
}

/** Bytes that compress badly, so that every block of a transfer carries something. */
function pattern(length: number, seed: number): Uint8Array {
    let state = seed
    return Uint8Array.from({ length }, () => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0
        return state >>> 16
    })
}
