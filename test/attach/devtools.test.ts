/** The simulated pen on the bus of the real `devs devtools`, asked by a client as the dashboard asks (jacdac-ts). */
import { type ChildProcess, spawn } from "node:child_process"
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createWebSocketTransport, JDBus, type JDService } from "jacdac-ts"
import { afterEach, expect, test, vi } from "vitest"
import { WebSocket } from "ws"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { State } from "../../src/core/state"
import { DevtoolsLink } from "../../tools/attach/devtools"
import { RealTime } from "../../tools/attach/realtime"
import { cliPath, root } from "../../tools/paths"
import { bytecode } from "../support/bytecode"
import { interlockClass } from "../support/services"

/** A pen needs 3 s to its first answer in Locked; a busy computer takes longer. */
const PATIENCE = { timeout: 20_000, interval: 100 }
const PORTS = [8081, 8082, 8083]
const classes = [0x1d3a5c10, 0x1b7e21a4, 0x1c92e6d3, interlockClass, 0x1a05d7f9, 0x1e4c93b2]
const endings: (() => unknown)[] = []

afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end()
})

async function portIsFree(port: number): Promise<boolean> {
    return new Promise(resolve => {
        const server = createServer()
        server.once("error", () => resolve(false))
        server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
    })
}

/** The development server in a project that has the pen's services. */
async function startDevtools(): Promise<ChildProcess> {
    const folder = mkdtempSync(join(tmpdir(), "dermalock-devtools-"))
    cpSync(join(root, "services"), join(folder, "services"), { recursive: true })
    writeFileSync(join(folder, "devsconfig.json"), "{}")
    writeFileSync(join(folder, "package.json"), '{ "name": "bench", "devicescript": {} }')
    const server = spawn(process.execPath, [cliPath, "devtools"], { cwd: folder })
    endings.push(async () => {
        const ended = new Promise(resolve => server.once("exit", resolve))
        server.kill()
        await ended
        rmSync(folder, { recursive: true })
    })
    await new Promise<void>((resolve, reject) => {
        server.once("exit", () => reject(new Error("devs devtools has ended")))
        server.stdout.on("data", (text: Buffer) => {
            if (text.toString().includes("dbgserver")) resolve()
        })
    })
    return server
}

async function attachPen(): Promise<void> {
    const pen = await Pen.make({ seed: 1, bytecode, machine: new Machine() })
    const link = await DevtoolsLink.join(pen.usb)
    const time = new RealTime(pen)
    pen.powerOn()
    time.start()
    endings.push(() => {
        time.stop()
        link.close()
    })
}

/** What the dashboard is: a Jacdac client on the server's web socket. */
async function client(): Promise<JDBus> {
    Object.assign(globalThis, { WebSocket })
    const transport = createWebSocketTransport("ws://127.0.0.1:8081/", { protocols: [] })
    const bus = new JDBus([transport], { client: false, disableRoleManager: true })
    endings.push(() => bus.disconnect())
    await bus.connect()
    return bus
}

async function service(bus: JDBus, serviceClass: number): Promise<JDService> {
    return vi.waitFor(() => {
        const [found] = bus.services({ serviceClass })
        if (!found) throw new Error("the service is not announced yet")
        return found
    }, PATIENCE)
}

test("attach: devs devtools: lists the pen's services, and reads what they say", async context => {
    const free = await Promise.all(PORTS.map(portIsFree))
    if (free.includes(false)) context.skip("another program uses the ports 8081 to 8083")
    await startDevtools()
    await attachPen()
    const bus = await client()
    const interlock = await service(bus, interlockClass)
    const found = interlock.device.services().map(one => one.serviceClass)
    expect(found).toEqual([0, ...classes])
    const state = interlock.register(0x180)
    await vi.waitFor(async () => {
        await state.refresh()
        expect(state.data).toEqual(Uint8Array.of(State.Locked))
    }, PATIENCE)
}, 60_000)
