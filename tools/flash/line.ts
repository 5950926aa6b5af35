/** A serial line to a board, and how the flasher's library sees it. */
import type { SerialPort as NativePort } from "serialport"
import { Failed } from "../outcome"

/** What `pen` needs of a serial port; the simulated board answers to the same. */
export interface SerialLine {
    /** Path, or a name for messages. */
    readonly name: string
    /** USB identity of the port; the chip's own port is 0x303a:0x1001. */
    readonly vendorId?: number
    readonly productId?: number
    open(baudRate: number): Promise<void>
    close(): Promise<void>
    write(bytes: Uint8Array): Promise<void>
    /** Control lines. A pseudo-terminal has none, and then nothing happens. */
    setLines(lines: { dtr?: boolean; rts?: boolean }): Promise<void>
    setBaudRate(baudRate: number): Promise<void>
    onData: (bytes: Uint8Array) => void
    /** The port is gone: unplugged, or the board lost its supply. */
    onLost: () => void
}

/** Opens nothing yet. Throws `Failed` when no such port exists. */
export async function serialLine(path: string): Promise<SerialLine> {
    // A native module: only who talks to a board loads it.
    const { SerialPort } = await import("serialport")
    const known = (await SerialPort.list().catch(() => [])) as PortRow[]
    const found = known.find(one => one.path === path)
    return new NativeLine(
        path,
        options => new SerialPort({ ...options, autoOpen: false }),
        hexNumber(found?.vendorId),
        hexNumber(found?.productId)
    )
}

/** What the operating system says of a port; the library's own type leads nowhere. */
interface PortRow {
    readonly path: string
    readonly vendorId?: string
    readonly productId?: string
}

function hexNumber(text: string | undefined): number | undefined {
    return text === undefined ? undefined : parseInt(text, 16)
}

type Make = (options: { path: string; baudRate: number }) => NativePort

class NativeLine implements SerialLine {
    onData: (bytes: Uint8Array) => void = () => undefined
    onLost: () => void = () => undefined
    readonly vendorId?: number
    readonly productId?: number
    private port: NativePort | undefined

    constructor(
        readonly name: string,
        private readonly make: Make,
        vendorId: number | undefined,
        productId: number | undefined
    ) {
        if (vendorId !== undefined) this.vendorId = vendorId
        if (productId !== undefined) this.productId = productId
    }

    async open(baudRate: number): Promise<void> {
        const port = this.make({ path: this.name, baudRate })
        await new Promise<void>((resolve, reject) => {
            port.open(error => {
                if (error) reject(failure(this.name, error))
                else resolve()
            })
        })
        this.port = port
        port.on("data", (bytes: Buffer) => this.onData(bytes))
        port.on("close", () => {
            if (this.port === port) this.onLost()
        })
        port.on("error", () => undefined)
    }

    async close(): Promise<void> {
        const port = this.port
        this.port = undefined
        if (!port?.isOpen) return
        await new Promise<void>(resolve => {
            port.close(() => resolve())
        })
    }

    async write(bytes: Uint8Array): Promise<void> {
        const port = this.port
        if (!port) throw new Failed(`${this.name} is not open`)
        await new Promise<void>((resolve, reject) => {
            port.write(bytes, error => {
                if (error) reject(error)
                else resolve()
            })
        })
    }

    async setLines(lines: { dtr?: boolean; rts?: boolean }): Promise<void> {
        await new Promise<void>(resolve => {
            if (!this.port) resolve()
            else this.port.set(lines, () => resolve())
        })
    }

    async setBaudRate(baudRate: number): Promise<void> {
        await new Promise<void>(resolve => {
            if (!this.port) resolve()
            else this.port.update({ baudRate }, () => resolve())
        })
    }
}

function failure(name: string, error: Error): Failed {
    return new Failed(`${name}: ${error.message.replace(/^Error: /, "")}. ${hint(error)}`)
}

function hint(error: Error): string {
    if (/permission denied|access denied/i.test(error.message))
        return "Join the group that owns the port (dialout on Debian), and log in anew."
    if (/cannot lock|busy|temporarily/i.test(error.message))
        return "Another program has it open: close that one."
    return "Is the board plugged in? Is the name of the port right?"
}
