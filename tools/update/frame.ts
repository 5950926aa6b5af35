/**
 * Frames of the Jacdac bus, as the runtime's manager service speaks them (Jacdac protocol; jacdac-c
 * `inc/jd_physical.h`): CRC, size, flags, device, then packets in multiples of four bytes.
 */
import crc16ccitt from "crc/crc16ccitt"

const HEADER_BYTES = 12
const PACKET_HEADER_BYTES = 4
export const FLAG_COMMAND = 0x01
export const FLAG_ACK_REQUESTED = 0x02
export const FLAG_SERVICE_CLASS = 0x04
/** Greatest payload of a packet that is still a multiple of 32, as deployments need it. */
export const CHUNK_BYTES = 224

export interface Packet {
    readonly service: number
    readonly command: number
    readonly data: Uint8Array
}

export interface Frame {
    readonly crc: number
    readonly flags: number
    /** Hexadecimal, as the frame has it. */
    readonly device: string
    readonly packets: readonly Packet[]
}

/** One packet in a frame of its own. */
export function encodeFrame(device: string, packet: Packet, flags: number): Uint8Array {
    const padded = Math.ceil((PACKET_HEADER_BYTES + packet.data.length) / 4) * 4
    const bytes = new Uint8Array(HEADER_BYTES + padded)
    const view = new DataView(bytes.buffer)
    bytes[2] = padded
    bytes[3] = flags
    bytes.set(Buffer.from(device, "hex"), 4)
    bytes[HEADER_BYTES] = packet.data.length
    bytes[HEADER_BYTES + 1] = packet.service
    view.setUint16(HEADER_BYTES + 2, packet.command, true)
    bytes.set(packet.data, HEADER_BYTES + PACKET_HEADER_BYTES)
    view.setUint16(0, frameCrc(bytes), true)
    return bytes
}

/** Checksum that a frame's acknowledgement carries as its command. */
export function frameCrc(bytes: Uint8Array): number {
    return crc16ccitt(Buffer.from(bytes.subarray(2, HEADER_BYTES + bytes[2]!)))
}

/** Reads a frame; undefined for one that was cut or hit by noise. */
export function decodeFrame(bytes: Uint8Array): Frame | undefined {
    if (bytes.length < HEADER_BYTES || bytes.length < HEADER_BYTES + bytes[2]!) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const crc = view.getUint16(0, true)
    if (crc !== frameCrc(bytes)) return undefined
    const packets: Packet[] = []
    const end = HEADER_BYTES + bytes[2]!
    for (let at = HEADER_BYTES; at + PACKET_HEADER_BYTES <= end;) {
        const size = bytes[at]!
        const data = bytes.slice(at + PACKET_HEADER_BYTES, at + PACKET_HEADER_BYTES + size)
        packets.push({ service: bytes[at + 1]!, command: view.getUint16(at + 2, true), data })
        at += Math.ceil((PACKET_HEADER_BYTES + size) / 4) * 4
    }
    const device = Buffer.from(bytes.subarray(4, HEADER_BYTES)).toString("hex")
    return { crc, flags: bytes[3]!, device, packets }
}
