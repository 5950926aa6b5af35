/** The serial path: the tools' own USB port against a simulated pen behind a pseudo-terminal. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { RealTime } from "../../tools/attach/realtime"
import { SerialEnd } from "../../tools/attach/serialend"
import { serialLine } from "../../tools/flash/line"
import { sha256 } from "../../tools/release/package"
import { PenLink } from "../../tools/update/link"
import { UsbPort } from "../../tools/bus/usbport"
import { bytecode } from "../support/bytecode"

const endings: (() => unknown)[] = []

afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end()
})

/** Two pseudo-terminals, what goes into one comes out of the other. */
async function pair(): Promise<[string, string]> {
    const folder = mkdtempSync(join(tmpdir(), "dermalock-line-"))
    const ends: [string, string] = [join(folder, "pen"), join(folder, "tool")]
    const socat = spawn(
        "socat",
        ends.map(end => `pty,raw,echo=0,link=${end}`)
    )
    endings.push(() => {
        socat.kill()
        rmSync(folder, { recursive: true, force: true })
    })
    await vi.waitUntil(() => ends.every(end => existsSync(end)), { timeout: 5_000 })
    return ends
}

test("attach: pseudo-terminal: the tools find the pen, read its program and bring it into Service", async context => {
    if (spawnSync("socat", ["-V"]).error) context.skip("socat is not installed")
    const [atPen, atTool] = await pair()
    const pen = await Pen.make({ seed: 1, bytecode, machine: new Machine() })
    pen.powerOn()
    pen.runUntil(4_000)
    const end = await SerialEnd.open(await serialLine(atPen), pen.usb)
    const time = new RealTime(pen)
    time.start()
    endings.push(async () => {
        time.stop()
        await end.close()
    })
    const port = await UsbPort.open(await serialLine(atTool))
    const link = new PenLink(Object.assign(port, { productId: 0x3d5a1c01 }))
    endings.push(() => link.close())
    const status = await link.find()
    expect(status?.programSha256).toBe(sha256(bytecode))
    await link.enterService()
    expect(pen.firmware.state).toBe("Service")
    expect(pen.world.chain.rail.high).toBe(false)
}, 60_000)
