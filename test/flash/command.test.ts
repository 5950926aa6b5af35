import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import type { Board } from "../../sim/loader/romloader"
import { findEsptool } from "../../tools/flash/esptool"
import { watch } from "../../tools/flash/watch"
import { root } from "../../tools/paths"
import { sha256 } from "../../tools/release/package"
import { boardAtLine, boardAtLinePossible } from "../support/boardatline"
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

describe.skipIf(!boardAtLinePossible)(
    "pen flash: a board at a serial line",
    { timeout: 90_000 },
    () => {
        test("pen flash: a healthy board: the whole image, exit code 0", async () => {
            const { board, port, close } = await boardAtLine()
            try {
                const { code, out } = await pen("--port", port, "--yes", "--no-wait", "--json")
                expect(code).toBe(0)
                expect(JSON.parse(out)).toMatchObject({ chip: { chip: "ESP32-C3" }, port })
                const written = Buffer.from(board.flash.bytes.subarray(0, 0x8000))
                expect(written.equals(runtime.subarray(0, 0x8000))).toBe(true)
            } finally {
                close()
            }
        })

        test.each<[string, Board, string, boolean]>([
            ["another chip", { chipId: 9 }, "this board has an ESP32-S3", true],
            ["secure boot", { secureBoot: true }, "secure boot is burnt into this chip", true],
            ["encrypted flash", { flashEncryption: true }, "through decryption", true],
            ["a small flash", { flashBytes: 2 * 1024 * 1024 }, "has 2 MB of flash", true],
            ["a bad byte", { corruptAt: 0x10100 }, "read back another byte at 0x10100", false],
            ["supply lost", { powerLossAfterBytes: 200_000 }, "the board is gone", false],
        ])("pen flash: %s: exit code 1, in words", async (_what, options, why, untouched) => {
            const { board, port, close } = await boardAtLine(options)
            try {
                const { code, out, err } = await pen("--port", port, "--yes", "--no-wait")
                expect([code, out]).toEqual([1, ""])
                expect(err).toContain(why)
                expect(board.flash.bytes.every(byte => byte === 0xff)).toBe(untouched)
            } finally {
                close()
            }
        })
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
