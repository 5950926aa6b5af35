import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { RomLoader } from "../../sim/loader/romloader"
import { findEsptool } from "../../tools/flash/esptool"
import { flashBoard } from "../../tools/flash/flash"
import { serialLine } from "../../tools/flash/line"
import { watch } from "../../tools/flash/watch"
import { root } from "../../tools/paths"
import { sha256 } from "../../tools/release/package"
import { fakeRuntime } from "../support/fakeruntime"
import { networkBoard } from "../support/rfc2217"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-flash-"))
afterAll(() => rmSync(scratch, { recursive: true }))
const runtime = fakeRuntime({ programBytes: 20_000 })
const runtimeFile = join(scratch, "runtime-0x0.bin")
writeFileSync(runtimeFile, runtime)
const image = ["--runtime", runtimeFile, "--runtime-sha256", sha256(runtime)]

interface Ended {
    code: number | null
    out: string
    err: string
}

/** `pen flash` as a process of its own, so that a simulated board can answer meanwhile. */
async function pen(...words: string[]): Promise<Ended> {
    const all = ["tools/pen.mjs", "flash", "--variant", "stepper", ...image, ...words]
    const child = spawn(process.execPath, all, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
    let [out, err] = ["", ""]
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
    const code = await new Promise<number | null>(resolve => child.on("close", resolve))
    return { code, out, err }
}

describe("pen flash", { timeout: 60_000 }, () => {
    test("pen flash: no such port: exit code 1, with what to look at", async () => {
        const { code, err } = await pen("--port", join(scratch, "none"), "--yes")
        expect(code).toBe(1)
        expect(err).toContain("Is the board plugged in?")
    })

    test.skipIf(findEsptool() === undefined)(
        "pen flash: --esptool: a board behind a network port has the whole factory image",
        async () => {
            const { board, url, close } = await networkBoard()
            try {
                const words = ["--esptool", "--port", url, "--yes", "--no-wait", "--json"]
                const { code, out, err } = await pen(...words)
                expect([code, err]).toEqual([0, ""])
                expect(JSON.parse(out)).toMatchObject({ variant: "stepper", port: url })
                const start = Buffer.from(board.flash.bytes.subarray(0, 0x8000))
                expect(start.equals(runtime.subarray(0, 0x8000))).toBe(true)
                const configuration = board.flash.bytes.subarray(0x9000, 0x9004)
                expect(Buffer.from(configuration).toString()).toBe("DCFG")
                expect(board.events.at(-1)).toBe("run")
            } finally {
                await close()
            }
        }
    )
})

const socat = spawnSync("socat", ["-V"]).status === 0

test.skipIf(!socat)(
    "flash: a board behind a pseudo-terminal, through the native serial port: the same bytes",
    { timeout: 60_000 },
    async () => {
        const link = join(scratch, "tty")
        const parts = [{ address: 0, data: runtime }]
        let send: (bytes: Uint8Array) => void = () => undefined
        const board = new RomLoader({}, bytes => send(bytes))
        // A pseudo-terminal has no control lines: somebody holds BOOT while plugging in.
        for (const lines of [{ rts: true }, { dtr: true }, { rts: false }]) board.lines(lines)
        const server = createServer(socket => {
            send = bytes => socket.write(bytes)
            socket.on("data", bytes => board.receive(bytes))
            socket.on("error", () => undefined)
        })
        await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
        const { port } = server.address() as AddressInfo
        const bridge = spawn("socat", [`pty,raw,echo=0,link=${link}`, `TCP:127.0.0.1:${port}`])
        try {
            await new Promise<void>(resolve => server.once("connection", () => resolve()))
            expect(existsSync(link)).toBe(true)
            const steps = { identified: () => undefined, progress: () => undefined }
            await flashBoard(await serialLine(link), parts, steps)
            const written = Buffer.from(board.flash.bytes.subarray(0, runtime.length))
            expect(written.equals(runtime)).toBe(true)
        } finally {
            bridge.kill()
            server.close()
        }
    }
)

test("watch: boards come and go: each is flashed once per plug, failures are lines too", async () => {
    const plugged = [["a"], ["a", "b"], ["a", "b"], ["b"], ["a", "b"]]
    const lines: object[] = []
    let round = -1
    const failed = await watch({
        ports: () => Promise.resolve(plugged[++round]!),
        flash: port =>
            port === "b" ? Promise.reject(new Error("small flash")) : Promise.resolve({ mac: "1" }),
        line: value => lines.push(value),
        wait: () => Promise.resolve(),
        ended: () => round + 1 >= plugged.length,
    })
    const good = { schema: 1, port: "a", ok: true, mac: "1" }
    const bad = { schema: 1, port: "b", ok: false, reason: "small flash" }
    expect([lines, failed]).toEqual([[good, bad, good], 1])
})
