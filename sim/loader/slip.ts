/** Packets on a serial line (RFC 1055, "SLIP"), as the loader in the ESP32-C3's ROM frames them. */
const END = 0xc0
const ESCAPE = 0xdb
const ESCAPED_END = 0xdc
const ESCAPED_ESCAPE = 0xdd

/** One packet as it goes over the line. */
export function slip(packet: Uint8Array): Uint8Array {
    const line = [END]
    for (const byte of packet) {
        if (byte === END) line.push(ESCAPE, ESCAPED_END)
        else if (byte === ESCAPE) line.push(ESCAPE, ESCAPED_ESCAPE)
        else line.push(byte)
    }
    line.push(END)
    return Uint8Array.from(line)
}

/** Collects bytes and hands over whole packets; whatever stands between packets is noise. */
export class SlipReader {
    private bytes: number[] | undefined
    private escaped = false

    constructor(private readonly onPacket: (packet: Uint8Array) => void) {}

    push(line: Uint8Array): void {
        for (const byte of line) this.byte(byte)
    }

    private byte(byte: number): void {
        if (byte === END) {
            const packet = this.bytes
            this.bytes = []
            this.escaped = false
            if (packet !== undefined && packet.length > 0) {
                this.bytes = undefined
                this.onPacket(Uint8Array.from(packet))
            }
        } else if (this.bytes === undefined) return
        else if (this.escaped) {
            this.bytes.push(byte === ESCAPED_END ? END : ESCAPE)
            this.escaped = false
        } else if (byte === ESCAPE) this.escaped = true
        else this.bytes.push(byte)
    }
}
