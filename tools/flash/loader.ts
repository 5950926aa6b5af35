/** The chip's own loader, through `esptool-js`: who is there, write, read back, reset. */
import { ESPLoader, Transport } from "esptool-js"
import { Failed } from "../failed"
import type { SerialLine } from "./line"
import { webPort } from "./webport"

/** Speed of the ROM, and the one that the stub is asked for; on the chip's own USB it means nothing. */
const ROM_BAUD = 115_200
const FAST_BAUD = 921_600
const RESET_MS = 100

export interface ChipReport {
    /** Name as the maker has it, such as "ESP32-C3". */
    readonly chip: string
    readonly chipId: number
    readonly mac: string
    readonly flashBytes: number
    readonly secureBoot: boolean
    readonly flashEncryption: boolean
}

export interface Part {
    readonly address: number
    readonly data: Uint8Array
}

/** The library's transport without its trace, which it writes to the console, asked or not. */
class QuietTransport extends Transport {
    override trace(): void {
        return undefined
    }

    /** The library's own keeps its writer when a writing fails, and disconnecting then waits for it for ever. */
    override async write(data: Uint8Array): Promise<void> {
        const writer = this.device.writable?.getWriter()
        if (!writer) return
        try {
            await writer.write(this.slipWriter(data))
        } finally {
            writer.releaseLock()
        }
    }
}

export class Loader {
    private readonly loader: ESPLoader
    private readonly transport: Transport
    private readonly lost: Promise<never>

    constructor(private readonly line: SerialLine) {
        this.transport = new QuietTransport(webPort(line), false)
        this.loader = new ESPLoader({
            transport: this.transport,
            baudrate: FAST_BAUD,
            romBaudrate: ROM_BAUD,
            terminal: {
                clean: () => undefined,
                writeLine: () => undefined,
                write: () => undefined,
            },
        })
        this.lost = new Promise((_resolve, reject) => {
            line.onLost = () => reject(new Failed(`${line.name}: the board is gone. ${again}`))
        })
        // Nobody may be waiting at the moment the board goes.
        this.lost.catch(() => undefined)
    }

    /** Resets into the loader and asks the chip who it is. Throws `Failed`. */
    async connect(): Promise<ChipReport> {
        await this.guarded("no answer from the loader", () => this.loader.detectChip())
        const { secureBoot, flashEncryption } = await this.security()
        const chip = this.loader.chip
        const mac = await this.guarded("the chip's address", () => chip.readMac(this.loader))
        return {
            chip: chip.CHIP_NAME,
            chipId: chip.IMAGE_CHIP_ID ?? 0,
            mac,
            flashBytes: await this.flashBytes(),
            secureBoot,
            flashEncryption,
        }
    }

    /** Uploads the faster loader, which can also read back. */
    async start(): Promise<void> {
        await this.guarded("the loader could not be started", () => this.loader.runStub())
        await this.guarded("the speed could not be changed", () => this.loader.changeBaud())
    }

    /** Erases everything, then or else only what is written. */
    async eraseAll(): Promise<void> {
        await this.guarded("erasing", () => this.loader.eraseFlash())
    }

    /** Writes the parts. What the flash really took, only reading it back tells. */
    async write(parts: readonly Part[], onProgress: (fraction: number) => void): Promise<void> {
        const total = parts.reduce((sum, { data }) => sum + data.length, 0)
        const before = parts.map((_part, index) =>
            parts.slice(0, index).reduce((sum, { data }) => sum + data.length, 0)
        )
        await this.guarded("writing", () =>
            this.loader.writeFlash({
                fileArray: parts.map(({ address, data }) => ({ address, data })),
                flashMode: "keep",
                flashFreq: "keep",
                flashSize: "keep",
                eraseAll: false,
                compress: true,
                reportProgress: (index, written, size) => {
                    onProgress(
                        (before[index]! + (written / size) * parts[index]!.data.length) / total
                    )
                },
            })
        )
    }

    /** Reads every byte back and compares it. Throws `Failed` with the first address that differs. */
    async verify(parts: readonly Part[], onProgress: (fraction: number) => void): Promise<void> {
        const total = parts.reduce((sum, { data }) => sum + data.length, 0)
        let done = 0
        for (const { address, data } of parts)
            for (let at = 0; at < data.length; at += CHUNK_BYTES) {
                const wanted = data.subarray(at, at + CHUNK_BYTES)
                const found = await this.guarded("reading back", () =>
                    this.loader.readFlash(address + at, wanted.length)
                )
                const wrong = wanted.findIndex((byte, index) => found[index] !== byte)
                if (wrong >= 0)
                    throw new Failed(
                        `read back another byte at 0x${(address + at + wrong).toString(16)}: ` +
                            `0x${found[wrong]!.toString(16)} instead of 0x${wanted[wrong]!.toString(16)}. ` +
                            "The flash may be worn out; erase it and try once more."
                    )
                done += wanted.length
                onProgress(done / total)
            }
    }

    /** Starts what was flashed. The library only releases RTS, which resets nothing. */
    async reset(): Promise<void> {
        await this.transport.setDTR(false)
        await this.transport.setRTS(true)
        await new Promise(resolve => setTimeout(resolve, RESET_MS))
        await this.transport.setRTS(false)
    }

    async close(): Promise<void> {
        await this.transport.disconnect().catch(() => undefined)
    }

    private async security(): Promise<{ secureBoot: boolean; flashEncryption: boolean }> {
        const info = await this.guarded("security", () => this.loader.getSecurityInfo())
        return {
            secureBoot: info.parsedFlags.SECURE_BOOT_EN,
            // An odd number of burnt bits means that the flash is read through decryption.
            flashEncryption: (info.flashCryptCnt.toString(2).match(/1/g)?.length ?? 0) % 2 === 1,
        }
    }

    private async flashBytes(): Promise<number> {
        const identity = await this.guarded("the flash's size", () => this.loader.readFlashId())
        // The third byte of the identity is the exponent of the size, for every flash up to 256 MB.
        const exponent = (identity >> 16) & 0xff
        return exponent >= 0x12 && exponent <= 0x1c ? 2 ** exponent : 0
    }

    /** A failure of the library in words, and the end of waiting when the board has gone. */
    private async guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
        try {
            return await Promise.race([work(), this.lost])
        } catch (error) {
            if (error instanceof Failed) throw error
            const reason = error instanceof Error ? error.message : String(error)
            throw new Failed(`${this.line.name}: ${what}: ${reason.trim()}. ${adviceFor(reason)}`)
        }
    }
}

/** Blocks of a read-back: each is one command. */
const CHUNK_BYTES = 64 * 1024
const again = "Plug it in and start again: whatever was written before is overwritten."

function adviceFor(reason: string): string {
    if (/connect|sync|stopped|No serial/i.test(reason))
        return "Hold BOOT while plugging the board in, and use a cable with data lines."
    return again
}
