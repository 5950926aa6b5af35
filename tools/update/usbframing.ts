/**
 * Frames and log text share the pen's USB line: a frame stands between two quoted bytes, everything else is text
 * (jacdac-c `source/jd_usb.c`; Jacdac `services/usbbridge.md`).
 */
import { stripVTControlCharacters } from "node:util"
import { encodeFrame, FLAG_COMMAND, FLAG_SERVICE_CLASS } from "./frame"

enum Quote {
    Magic = 0xfe,
    LiteralMagic = 0xf8,
    FrameStart = 0xfc,
    FrameEnd = 0xfd,
}

const FLAG_LOOPBACK = 0x40
const SERVICE_BROADCAST = 0x3d
/** Class of the bridge (0x18f61a4a, little endian), and the mark of a frame that is for a class. */
const BRIDGE = "4a1af618aaaaaaaa"

export enum BridgeCommand {
    EnablePackets = 0x81,
    EnableLog = 0x83,
}

/** A word to the runtime's end of the line. */
export function bridgeFrame(command: BridgeCommand): Uint8Array {
    const packet = { service: SERVICE_BROADCAST, command, data: new Uint8Array(0) }
    return encodeFrame(BRIDGE, packet, FLAG_COMMAND | FLAG_SERVICE_CLASS | FLAG_LOOPBACK)
}

/** A frame as it goes over the line. */
export function quote(frame: Uint8Array): Uint8Array {
    const line: number[] = [Quote.Magic, Quote.FrameStart]
    for (const byte of frame)
        if (byte === (Quote.Magic as number)) line.push(byte, Quote.LiteralMagic)
        else line.push(byte)
    line.push(Quote.Magic, Quote.FrameEnd)
    return Uint8Array.from(line)
}

/** Takes the line apart into frames and lines of text. */
export class UsbReader {
    private quoted = false
    private frame: number[] | undefined
    private text: number[] = []

    constructor(
        private readonly onFrame: (frame: Uint8Array) => void,
        private readonly onLine: (line: string) => void
    ) {}

    push(bytes: Uint8Array): void {
        for (const byte of bytes) this.byte(byte)
    }

    private byte(byte: number): void {
        if (!this.quoted) {
            if (byte === (Quote.Magic as number)) this.quoted = true
            else this.plain(byte)
            return
        }
        this.quoted = false
        if (byte === (Quote.LiteralMagic as number)) this.plain(Quote.Magic)
        else if (byte === (Quote.FrameStart as number)) this.frame = []
        else if (byte === (Quote.FrameEnd as number)) {
            if (this.frame) this.onFrame(Uint8Array.from(this.frame))
            this.frame = undefined
        }
    }

    private plain(byte: number): void {
        if (this.frame) this.frame.push(byte)
        else if (byte !== 10 && byte !== 13) this.text.push(byte)
        else if (this.text.length > 0) {
            this.onLine(stripVTControlCharacters(Buffer.from(this.text).toString("utf8")))
            this.text = []
        }
    }
}
