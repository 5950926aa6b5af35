/** The pen's end of a serial line: a simulated pen on a pseudo-terminal answers there as a real one does over USB. */
import type { Usb } from "../../sim/usb"
import type { SerialLine } from "../flash/line"
import { quote, UsbReader } from "../bus/usbframing"

const BAUD = 115_200

export class SerialEnd {
    private constructor(
        private readonly line: SerialLine,
        private readonly usb: Usb
    ) {}

    static async open(line: SerialLine, usb: Usb): Promise<SerialEnd> {
        const reader = new UsbReader(
            frame => usb.send(frame),
            () => undefined
        )
        line.onData = bytes => reader.push(bytes)
        await line.open(BAUD)
        // Nobody at the other end is no reason to stop.
        const write = (bytes: Uint8Array): void => void line.write(bytes).catch(() => undefined)
        usb.onFrame = frame => write(quote(frame))
        usb.onLog = text => write(Buffer.from(`${text}\r\n`))
        return new SerialEnd(line, usb)
    }

    async close(): Promise<void> {
        this.usb.onFrame = this.usb.onLog = () => undefined
        await this.line.close()
    }
}
