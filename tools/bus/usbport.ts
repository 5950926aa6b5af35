/** The USB port of a real pen. */
import { UsbBridgeCmd } from "jacdac-ts"
import type { SerialLine } from "../flash/line"
import { type PenPort, PortLost } from "./port"
import { bridgeFrame, quote, UsbReader } from "./usbframing"

/** The chip's own USB port takes any speed. */
const BAUD = 115_200

export class UsbPort implements PenPort {
    readonly name: string
    onFrame: (frame: Uint8Array) => void = () => undefined
    onLog: (line: string) => void = () => undefined
    private lost = false
    private heard = false

    private constructor(private readonly line: SerialLine) {
        this.name = line.name
        const reader = new UsbReader(
            frame => {
                this.heard = true
                this.onFrame(frame)
            },
            text => this.onLog(text)
        )
        line.onData = bytes => reader.push(bytes)
        line.onLost = () => {
            this.lost = true
        }
    }

    /** Opens the line and asks the runtime to put its frames and its log on it. */
    static async open(line: SerialLine): Promise<UsbPort> {
        const port = new UsbPort(line)
        await line.open(BAUD)
        await port.enable()
        return port
    }

    async send(frame: Uint8Array): Promise<void> {
        if (this.lost) throw new PortLost(`${this.name}: the pen is gone`)
        if (!this.heard) await this.enable()
        await this.line.write(quote(frame)).catch((error: unknown) => {
            throw new PortLost(`${this.name}: ${error instanceof Error ? error.message : "gone"}`)
        })
    }

    async wait(ms: number): Promise<void> {
        if (!this.heard && !this.lost) await this.enable()
        await new Promise(resolve => setTimeout(resolve, ms))
    }

    nowMs(): number {
        return performance.now()
    }

    async close(): Promise<void> {
        await this.line.close()
    }

    private async enable(): Promise<void> {
        for (const command of [UsbBridgeCmd.EnablePackets, UsbBridgeCmd.EnableLog])
            await this.line.write(quote(bridgeFrame(command))).catch(() => undefined)
    }
}
