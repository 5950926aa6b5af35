/**
 * Frames and log text share the pen's USB line: a frame stands between two quoted bytes, everything else is text
 * (jacdac-c `source/jd_usb.c`; Jacdac `services/usbbridge.md`).
 */
import {
    JD_FRAME_FLAG_COMMAND,
    JD_FRAME_FLAG_IDENTIFIER_IS_SERVICE_CLASS,
    JD_FRAME_FLAG_LOOPBACK,
    JD_SERVICE_INDEX_BROADCAST,
    Packet,
    SRV_USB_BRIDGE,
    type UsbBridgeCmd,
    UsbBridgeQByte,
} from "jacdac-ts"
import { everybody } from "../../sim/peer"

/** The runtime's log is coloured. */
// eslint-disable-next-line no-control-regex -- The escape is what such a sequence begins with.
const COLOURS = /\u001b\[[0-9;]*m/g

/** A word to the runtime's end of the line. */
export function bridgeFrame(command: UsbBridgeCmd): Uint8Array {
    const packet = Packet.onlyHeader(command)
    packet.deviceIdentifier = everybody(SRV_USB_BRIDGE)
    packet.serviceIndex = JD_SERVICE_INDEX_BROADCAST
    packet.frameFlags =
        JD_FRAME_FLAG_COMMAND | JD_FRAME_FLAG_IDENTIFIER_IS_SERVICE_CLASS | JD_FRAME_FLAG_LOOPBACK
    return packet.toBuffer()
}

/** A frame as it goes over the line. */
export function quote(frame: Uint8Array): Uint8Array {
    const line: number[] = [UsbBridgeQByte.Magic, UsbBridgeQByte.FrameStart]
    for (const byte of frame)
        if (byte === UsbBridgeQByte.Magic) line.push(byte, UsbBridgeQByte.LiteralMagic)
        else line.push(byte)
    line.push(UsbBridgeQByte.Magic, UsbBridgeQByte.FrameEnd)
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
            if (byte === UsbBridgeQByte.Magic) this.quoted = true
            else this.plain(byte)
            return
        }
        this.quoted = false
        if (byte === UsbBridgeQByte.LiteralMagic) this.plain(UsbBridgeQByte.Magic)
        else if (byte === UsbBridgeQByte.FrameStart) this.frame = []
        else if (byte === UsbBridgeQByte.FrameEnd) {
            if (this.frame) this.onFrame(Uint8Array.from(this.frame))
            this.frame = undefined
        }
    }

    private plain(byte: number): void {
        if (this.frame) this.frame.push(byte)
        else if (byte !== 10 && byte !== 13) this.text.push(byte)
        else if (this.text.length > 0) {
            const text = new TextDecoder().decode(Uint8Array.from(this.text))
            this.onLine(text.replace(COLOURS, ""))
            this.text = []
        }
    }
}
