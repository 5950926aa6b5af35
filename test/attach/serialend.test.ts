/** The serial path: the tools' own USB port against a simulated pen behind a pseudo-terminal. */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { RealPen } from "../../tools/attach/realpen"
import { RealTime } from "../../tools/attach/realtime"
import { SerialEnd } from "../../tools/attach/serialend"
import { serialLine } from "../../tools/flash/line"
import { sha256 } from "../../tools/release/package"
import { PenLink } from "../../tools/update/link"
import { UsbPort } from "../../tools/bus/usbport"
import { bytecode } from "../support/bytecode"
import { runningTreatment } from "../support/treatment"

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

/** Puts a pen at one end of a line, in real time; gives the other end. */
async function atLine(pen: Pen): Promise<string> {
    const [atPen, atTool] = await pair()
    const end = await SerialEnd.open(await serialLine(atPen), pen.usb)
    const time = new RealTime(pen)
    time.start()
    endings.push(async () => {
        time.stop()
        await end.close()
    })
    return atTool
}

test("attach: pseudo-terminal: the tools find the pen, read its program and bring it into Service", async context => {
    if (spawnSync("socat", ["-V"]).error) context.skip("socat is not installed")
    const pen = await Pen.make({ seed: 1, bytecode, machine: new Machine() })
    pen.powerOn()
    pen.runUntil(4_000)
    const atTool = await atLine(pen)
    const port = await UsbPort.open(await serialLine(atTool))
    const link = new PenLink(Object.assign(port, { productId: 0x3d5a1c01 }))
    endings.push(() => link.close())
    const status = await link.find()
    expect(status?.programSha256).toBe(sha256(bytecode))
    await link.enterService()
    expect(pen.firmware.state).toBe("Service")
    expect(pen.world.chain.rail.high).toBe(false)
}, 60_000)

test("attach: pseudo-terminal: a pen that strokes: told as it is, then events, journal", async context => {
    if (spawnSync("socat", ["-V"]).error) context.skip("socat is not installed")
    const at = await runningTreatment({ depthUm: 1000, rateHz: 100 })
    at.pen.world.chain.benchStrap.set(1)
    const pen = new RealPen(await UsbPort.open(await serialLine(await atLine(at.pen))))
    endings.push(() => pen.close())
    await pen.found()
    const { services } = await pen.snapshot(0)
    expect(services["safetyInterlock"]).toMatchObject({ state: "Running", fault: "None" })
    expect(services["depthActuator"]).toMatchObject({ set_depth: "1 mm", homed: "true" })
    expect(services["needleCartridge"]).toMatchObject({ kind: "Adjustable", accepted: "true" })
    const protrusion = parseFloat(services["depthActuator"]!["protrusion"]!)
    expect(Math.abs(protrusion * 1000 - at.pen.world.plant.carriageUm)).toBeLessThan(150)
    at.do({ do: "remove" })
    await vi.waitUntil(() => pen.watch.events.length > 0, { timeout: 10_000 })
    expect(pen.watch.events[0]!.text).toContain("fault CartridgeRemoved")
    await vi.waitUntil(() => pen.watch.number("journal", "entries") >= 3, { timeout: 20_000 })
    const { journal } = await pen.snapshot(10)
    const texts = journal.map(({ text }) => text).join("\n")
    expect(texts).toContain("session 1 begins: adjustable")
    expect(texts).toContain("fault CartridgeRemoved")
}, 60_000)
