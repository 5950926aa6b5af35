/** A port of the browser as the serial line that the tools know. */
import { Failed } from "../../tools/failed"
import type { SerialLine } from "../../tools/flash/line"

export class BrowserLine implements SerialLine {
    readonly name = "board"
    readonly vendorId?: number
    readonly productId?: number
    onData: (bytes: Uint8Array) => void = () => undefined
    onLost: () => void = () => undefined
    private reader: ReadableStreamDefaultReader<Uint8Array> | undefined
    private reading: Promise<void> = Promise.resolve()

    constructor(private readonly port: SerialPort) {
        const { usbVendorId, usbProductId } = port.getInfo()
        if (usbVendorId !== undefined) this.vendorId = usbVendorId
        if (usbProductId !== undefined) this.productId = usbProductId
    }

    async open(baudRate: number): Promise<void> {
        try {
            await this.port.open({ baudRate })
        } catch (error) {
            const why = error instanceof Error ? error.message : String(error)
            throw new Failed(
                `the port cannot be opened: ${why} Close every other program that has it open, and choose it again.`
            )
        }
        this.reading = this.read()
    }

    async close(): Promise<void> {
        const { reader } = this
        this.reader = undefined
        await reader?.cancel().catch(() => undefined)
        await this.reading
        await this.port.close().catch(() => undefined)
    }

    async write(bytes: Uint8Array): Promise<void> {
        const writer = this.port.writable?.getWriter()
        if (!writer) throw new Failed("the board is gone")
        try {
            await writer.write(bytes)
        } finally {
            writer.releaseLock()
        }
    }

    async setLines({ dtr, rts }: { dtr?: boolean; rts?: boolean }): Promise<void> {
        await this.port.setSignals({
            ...(dtr === undefined ? {} : { dataTerminalReady: dtr }),
            ...(rts === undefined ? {} : { requestToSend: rts }),
        })
    }

    /** The chip's own USB port takes any speed, and a browser changes it only by closing the port. */
    setBaudRate(): Promise<void> {
        return Promise.resolve()
    }

    /** Until the port is closed, or gone. */
    private async read(): Promise<void> {
        this.reader = this.port.readable?.getReader()
        const { reader } = this
        try {
            for (;;) {
                const read = await reader?.read()
                if (!read || read.done) break
                this.onData(read.value)
            }
        } catch {
            if (this.reader) this.onLost()
        } finally {
            reader?.releaseLock()
        }
    }
}
