/** A simulated board behind a pseudo-terminal, as a real one is behind its USB port. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import { type Board, RomLoader } from "../../sim/loader/romloader"

export interface BoardAtLine {
    readonly board: RomLoader
    /** Path of the port. */
    readonly port: string
    readonly close: () => void
}

/** Whether what it takes is installed. */
export const boardAtLinePossible = spawnSync("socat", ["-V"]).status === 0

export async function boardAtLine(options: Board = {}): Promise<BoardAtLine> {
    const folder = mkdtempSync(join(tmpdir(), "dermalock-board-"))
    const port = join(folder, "tty")
    let socket: Socket | undefined
    const board = new RomLoader(
        options,
        bytes => socket?.write(bytes),
        () => socket?.destroy()
    )
    // A pseudo-terminal has no control lines: somebody holds BOOT while plugging in.
    for (const lines of [{ rts: true }, { dtr: true }, { rts: false }]) board.lines(lines)
    const server = createServer(one => {
        socket = one
        one.on("data", bytes => board.receive(bytes))
        one.on("error", () => undefined)
    })
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
    const { port: number } = server.address() as AddressInfo
    const bridge = spawn("socat", [`pty,raw,echo=0,link=${port}`, `TCP:127.0.0.1:${number}`])
    await vi.waitUntil(() => socket !== undefined && existsSync(port), { timeout: 5_000 })
    const close = (): void => {
        bridge.kill()
        socket?.destroy()
        server.close()
        rmSync(folder, { recursive: true, force: true })
    }
    return { board, port, close }
}
