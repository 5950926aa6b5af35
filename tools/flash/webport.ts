/** A serial line in the shape of the browser's Web Serial, which the flasher's library is written for. */
import type { SerialLine } from "./line"

/** The library changes the speed of such a port without opening it anew. */
type ConfigurablePort = SerialPort & { setBaudRate(baudRate: number): Promise<void> }

export function webPort(line: SerialLine): ConfigurablePort {
    const port = new WebPort(line)
    // The browser's type has events and permissions that the library never touches.
    return port as unknown as ConfigurablePort
}

class WebPort {
    readable: ReadableStream<Uint8Array> | null = null
    writable: WritableStream<Uint8Array> | null = null

    constructor(private readonly line: SerialLine) {}

    getInfo(): { usbVendorId?: number; usbProductId?: number } {
        const { vendorId, productId } = this.line
        return {
            ...(vendorId === undefined ? {} : { usbVendorId: vendorId }),
            ...(productId === undefined ? {} : { usbProductId: productId }),
        }
    }

    async open({ baudRate }: { baudRate: number }): Promise<void> {
        let open = true
        this.readable = new ReadableStream<Uint8Array>({
            start: controller => {
                this.line.onData = bytes => {
                    if (open) controller.enqueue(bytes)
                }
            },
            cancel: () => {
                open = false
            },
        })
        this.writable = new WritableStream<Uint8Array>({
            write: bytes => this.line.write(bytes),
        })
        await this.line.open(baudRate)
    }

    async close(): Promise<void> {
        this.readable = null
        this.writable = null
        await this.line.close()
    }

    async setSignals(signals: {
        dataTerminalReady?: boolean
        requestToSend?: boolean
    }): Promise<void> {
        const { dataTerminalReady: dtr, requestToSend: rts } = signals
        await this.line.setLines({
            ...(dtr === undefined ? {} : { dtr }),
            ...(rts === undefined ? {} : { rts }),
        })
    }

    async setBaudRate(baudRate: number): Promise<void> {
        await this.line.setBaudRate(baudRate)
    }
}
