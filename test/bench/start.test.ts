import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import { root } from "../../tools/paths"
import { median, percentile } from "../../tools/serve/figures"

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    server.close()
    await once(server, "close")
    if (typeof address === "object" && address !== null) return address.port
    throw new Error("no port")
}

// A machine that does much else besides needs longer to build and to play.
describe("pen start", { timeout: 90_000 }, () => {
    test.each(["SIGTERM", "SIGINT"] as const)(
        "pen start: plays the first treatment, serves the page until %s, ends with exit code 0",
        async signal => {
            const port = await freePort()
            const words = ["tools/pen.mjs", "start", "--port", String(port)]
            const pen = spawn(process.execPath, words, {
                cwd: root,
                stdio: ["ignore", "pipe", "pipe"],
            })
            let printed = ""
            for await (const chunk of pen.stdout) {
                printed += stripVTControlCharacters(String(chunk))
                if (printed.includes(`http://127.0.0.1:${port}/`)) break
            }
            expect(printed).toMatch(/All \d+ expectations met\.[\s\S]*The bench is at http/)
            const page = await fetch(`http://127.0.0.1:${port}/`)
            expect(await page.text()).toContain("<title>Dermalock bench</title>")
            pen.kill(signal)
            expect(await once(pen, "exit")).toEqual([0, null])
        }
    )

    test("pen start --tty: only plays, and ends", async () => {
        const pen = spawn(process.execPath, ["tools/pen.mjs", "start", "--tty"], { cwd: root })
        let printed = ""
        pen.stdout.on("data", chunk => (printed += String(chunk)))
        expect(await once(pen, "close")).toEqual([0, null])
        expect(stripVTControlCharacters(printed)).toContain("expectations met.")
        expect(printed).not.toContain("http://")
    })
})

describe("figures", () => {
    test("figures: the 99th percentile of a hundred values: all but one do not exceed it", () => {
        const values = Array.from({ length: 100 }, (_, index) => (index * 37) % 100)
        expect([percentile(values, 99), median(values)]).toEqual([98, 49])
    })
})
