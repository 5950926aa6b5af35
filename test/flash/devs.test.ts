/** Who prefers the stock tool: `devs flash --file` takes our factory image as it is, and writes every byte of it. */
import { spawn } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { findEsptool } from "../../tools/flash/esptool"
import { cliPath, root } from "../../tools/paths"
import { signingKey } from "../../tools/release/keys"
import { sha256 } from "../../tools/release/package"
import { makeRelease } from "../../tools/release/release"
import { fakeRuntime } from "../support/fakeruntime"
import { networkBoard } from "../support/rfc2217"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-devs-"))
afterAll(() => rmSync(scratch, { recursive: true }))
const esptool = findEsptool()

/** A program that the stock tool looks for in the path. */
function program(name: string, lines: string): void {
    const path = join(scratch, name)
    writeFileSync(path, `#!/bin/sh\n${lines}\n`)
    chmodSync(path, 0o755)
}

test.skipIf(!esptool)(
    "devs flash: the factory image of a release: in the board to the byte, and started",
    { timeout: 120_000 },
    async () => {
        const bytes = fakeRuntime({ programBytes: 20_000 })
        const runtime = { bytes, sha256: sha256(bytes) }
        const release = await makeRelease({ variant: "stepper", key: signingKey(), runtime })
        const { name } = release.manifest.files.find(({ role }) => role === "factory")!
        const image = release.contents.get(name)!
        const file = join(scratch, name)
        writeFileSync(file, image)
        const { board, url, close } = await networkBoard()
        // It takes only ports that this program names, and an esptool that this interpreter has.
        program("udevadm", `printf 'N: ttyACM0\\nE: DEVNAME=${url}\\nE: ID_VENDOR_ID=303a\\n\\n'`)
        const { command, words, environment } = esptool!
        program(
            "python3",
            `shift 2\nPATH='${process.env["PATH"]}' exec ${[command, ...words].join(" ")} "$@"`
        )
        const all = [
            "flash",
            "esp32",
            "--board",
            "pen_stepper",
            "--port",
            url,
            "--once",
            "--file",
            file,
        ]
        const env = { ...environment, PATH: [scratch, process.env["PATH"]].join(delimiter) }
        try {
            const child = spawn(process.execPath, [cliPath, ...all], { cwd: root, env })
            let said = ""
            child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()))
            child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()))
            const code = await new Promise<number | null>(resolve => child.on("close", resolve))
            expect([code, said]).toEqual([0, expect.stringContaining("flash OK")])
            const written = Buffer.from(board.flash.bytes.subarray(0, image.length))
            expect(written.equals(image)).toBe(true)
            expect(board.events.at(-1)).toBe("run")
        } finally {
            await close()
        }
    }
)
