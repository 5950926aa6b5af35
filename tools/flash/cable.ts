/** A serial line that can be cut: by whoever pulls it out, or by a tool that is killed. */
import { Failed } from "../failed"
import type { SerialLine } from "./line"

export class Cable implements SerialLine {
    readonly name: string
    onData: (bytes: Uint8Array) => void = () => undefined
    onLost: () => void = () => undefined
    /** Before each message to the board. */
    onWrite: () => void = () => undefined
    private isCut = false

    constructor(private readonly line: SerialLine) {
        this.name = line.name
        line.onData = bytes => {
            if (!this.isCut) this.onData(bytes)
        }
        line.onLost = () => {
            if (!this.isCut) this.onLost()
        }
    }

    /** From now on nothing passes in either direction, control lines included. */
    cut(): void {
        this.isCut = true
    }

    async open(baudRate: number): Promise<void> {
        await this.line.open(baudRate)
    }

    async close(): Promise<void> {
        if (!this.isCut) await this.line.close()
    }

    async write(bytes: Uint8Array): Promise<void> {
        this.onWrite()
        if (this.isCut) throw new Failed(`${this.name}: the cable is cut`)
        await this.line.write(bytes)
    }

    async setLines(lines: { dtr?: boolean; rts?: boolean }): Promise<void> {
        if (!this.isCut) await this.line.setLines(lines)
    }

    async setBaudRate(baudRate: number): Promise<void> {
        if (!this.isCut) await this.line.setBaudRate(baudRate)
    }
}
