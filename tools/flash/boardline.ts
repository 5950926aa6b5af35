/** A serial line that ends at a simulated board. */
import { type Board, RomLoader } from "../../sim/loader/romloader"
import type { SerialLine } from "./line"

export class BoardLine implements SerialLine {
    readonly name = "simulated board"
    /** The chip's own USB port. */
    readonly vendorId = 0x303a
    readonly productId = 0x1001
    readonly board: RomLoader
    onData: (bytes: Uint8Array) => void = () => undefined
    onLost: () => void = () => undefined

    constructor(board: Board = {}) {
        this.board = new RomLoader(
            board,
            bytes => this.onData(bytes),
            () => this.onLost()
        )
    }

    open(): Promise<void> {
        return Promise.resolve()
    }

    close(): Promise<void> {
        return Promise.resolve()
    }

    write(bytes: Uint8Array): Promise<void> {
        this.board.receive(bytes)
        return Promise.resolve()
    }

    setLines(lines: { dtr?: boolean; rts?: boolean }): Promise<void> {
        this.board.lines(lines)
        return Promise.resolve()
    }

    setBaudRate(): Promise<void> {
        return Promise.resolve()
    }
}
