/** A simulated pen in real time behind a pseudo-terminal, as a real one is behind its USB port. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import type { Pen } from "../../sim/pen"
import { RealTime } from "../../tools/attach/realtime"
import { SerialEnd } from "../../tools/attach/serialend"
import { serialLine } from "../../tools/flash/line"

export class PenAtLine {
    /** Whether what it takes is installed. */
    static readonly possible = spawnSync("socat", ["-V"]).error === undefined
    /** What is undone when a test ends, the last first. */
    readonly endings: (() => unknown)[] = []

    /** Puts a pen at one end of a line; gives the other end. */
    async attach(pen: Pen): Promise<string> {
        const [atPen, atTool] = await this.pair()
        const end = await SerialEnd.open(await serialLine(atPen), pen.usb)
        const time = new RealTime(pen)
        time.start()
        this.endings.push(async () => {
            time.stop()
            await end.close()
        })
        return atTool
    }

    async close(): Promise<void> {
        for (const end of this.endings.splice(0).reverse()) await end()
    }

    /** Two pseudo-terminals, what goes into one comes out of the other. */
    private async pair(): Promise<[string, string]> {
        const folder = mkdtempSync(join(tmpdir(), "dermalock-line-"))
        const ends: [string, string] = [join(folder, "pen"), join(folder, "tool")]
        const socat = spawn(
            "socat",
            ends.map(end => `pty,raw,echo=0,link=${end}`)
        )
        this.endings.push(() => {
            socat.kill()
            rmSync(folder, { recursive: true, force: true })
        })
        await vi.waitUntil(() => ends.every(end => existsSync(end)), { timeout: 5_000 })
        return ends
    }
}
