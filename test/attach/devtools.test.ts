/**
 * The stock development tools, which take three fixed ports, so one after the other: the simulated pen on the bus of
 * `devs devtools`, asked by a client as the dashboard asks (jacdac-ts); and our project in `devs bundle`.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createWebSocketTransport, JDBus, type JDService } from "jacdac-ts"
import { afterEach, expect, test, type TestContext, vi } from "vitest"
import { WebSocket } from "ws"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { State } from "../../src/core/state"
import { DevtoolsLink } from "../../tools/attach/devtools"
import { RealTime } from "../../tools/attach/realtime"
import { cliPath, root } from "../../tools/paths"
import { boardConfiguration } from "../../tools/release/boardconfiguration"
import { BOARD_CONFIGURATION, RUNTIME, STORE } from "../../tools/release/layout"
import { sha256 } from "../../tools/release/package"
import { bytecode } from "../support/bytecode"
import { fakeRuntime } from "../support/fakeruntime"
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

async function needPorts(context: TestContext): Promise<void> {
    const free = await Promise.all(PORTS.map(portIsFree))
    if (free.includes(false)) context.skip("another program uses the ports 8081 to 8083")
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
    await needPorts(context)
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

/** The native runtime where the stock tool keeps what it has downloaded: it needs no network then. */
const KEPT = ".devicescript/cache/devicescript-esp32c3-esp32c3_bare-0x0.bin"

/** Our project in a folder of its own, outside of any repository. */
function project(): string {
    const folder = mkdtempSync(join(tmpdir(), "dermalock-bundle-"))
    endings.push(() => rmSync(folder, { recursive: true }))
    for (const name of ["src", "boards", "services", "devsconfig.json", "package.json"])
        cpSync(join(root, name), join(folder, name), { recursive: true })
    for (const name of ["node_modules", ".devicescript/cache"])
        mkdirSync(join(folder, name), { recursive: true })
    return folder
}

test("devs bundle: our project: exit code 0; runtime, our pins, and our program, which starts", async context => {
    await needPorts(context)
    const folder = project()
    const runtime = fakeRuntime()
    writeFileSync(join(folder, KEPT), runtime)
    const words = [cliPath, "bundle", "--board", "pen_stepper", "src/mainstepper.ts"]
    const child = spawn(process.execPath, words, { cwd: folder })
    let said = ""
    child.stdout.on("data", (text: Buffer) => (said += text.toString()))
    child.stderr.on("data", (text: Buffer) => (said += text.toString()))
    const code = await new Promise<number | null>(resolve => child.once("close", resolve))
    const made = ".devicescript/bin/bundle-devicescript-esp32c3-pen_stepper-0x0.bin"
    expect([code, said]).toEqual([0, expect.stringContaining(`bytes to ${made}`)])
    expect(said).toContain(`using cached ${KEPT}`)
    const program = readFileSync(join(folder, ".devicescript/bin/bytecode.devs"))
    expect(sha256(program)).toBe(sha256(bytecode))
    const image = readFileSync(join(folder, made))
    expect(
        image.subarray(RUNTIME.offset, runtime.length).equals(runtime.slice(RUNTIME.offset))
    ).toBe(true)
    const configuration = Buffer.from(await boardConfiguration("pen_stepper"))
    expect(image.indexOf(configuration)).toBe(BOARD_CONFIGURATION.offset)
    const pen = await Pen.make({ seed: 1, bytecode, machine: new Machine() })
    const store = Buffer.alloc(STORE.sizeBytes, 0xff)
    pen.mcu.loadFlash(
        Buffer.concat([image.subarray(STORE.offset), store]).subarray(0, STORE.sizeBytes)
    )
    pen.powerOn()
    pen.runUntil(4_000)
    expect(pen.firmware.state).toBe("Locked")
}, 120_000)
