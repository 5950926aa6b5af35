import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { LineId } from "../../src/hal/mailbox.regs"
import { BuildError, buildVariant } from "../../tools/build"
import { loadManifest } from "../../tools/manifest"
import { root } from "../../tools/paths"

interface BoardFile {
    archId: string
    productId: string
    pins: Record<string, number>
    sPin: Record<string, 0 | 1>
    i2c: { pinSDA: number; pinSCL: number; kHz: number }
}

/** Of the ESP32-C3: pins whose level at reset is not ours. */
const STRAPS = [2, 8, 9]
const USB = [18, 19]
const BOOT_LOG = [20, 21]
const ENABLING = ["LIFE", "ARM", "CS_MOTION"]

async function board(id: string): Promise<BoardFile> {
    return JSON.parse(await readFile(join(root, "boards", `${id}.board.json`), "utf8")) as BoardFile
}

test("PEN-SAF-13: board: an output that can enable the drive: is no strap, USB or boot log pin", async () => {
    const manifest = await loadManifest()
    for (const { board: id } of Object.values(manifest.variants)) {
        const { pins } = await board(id)
        for (const label of ENABLING) {
            expect(pins[label], label).toBeTypeOf("number")
            expect([...STRAPS, ...USB, ...BOOT_LOG], label).not.toContain(pins[label])
        }
    }
})

test("PEN-SAF-13: board: boot levels: hold the drive off and select nobody", async () => {
    const { sPin } = await board("pen_stepper")
    expect(sPin).toEqual({ LIFE: 0, ARM: 0, CS_MOTION: 1 })
})

test("board: pin table in boards/README.md: agrees with the board file", async () => {
    const { pins, sPin } = await board("pen_stepper")
    const text = await readFile(join(root, "boards", "README.md"), "utf8")
    const rows = [...text.matchAll(/^\| (\d+) +\| `(\w+)` +\| (in|out) +\| ([01–])/gm)]
    expect(Object.fromEntries(rows.map(row => [row[2]!, Number(row[1])]))).toEqual(pins)
    for (const [, , label, , level] of rows)
        expect(level, label).toBe(label! in sPin ? String(sPin[label!]) : "–")
})

test("board: lines of the program: are pins of the board", async () => {
    const { pins } = await board("pen_stepper")
    const lines = Object.keys(LineId).filter(name => Number.isNaN(Number(name)))
    expect(Object.keys(pins)).toEqual(expect.arrayContaining(lines))
})

test.each([
    ["a flash pin", 12],
    ["a pin that the chip does not have", 33],
])("build: %s for LIFE: is refused with its reason", { timeout: 120_000 }, async (_, pin) => {
    const from = await mkdtemp(join(tmpdir(), "dermalock-board-"))
    try {
        for (const name of [
            "src",
            "boards",
            "services",
            "devsconfig.json",
            "package.json",
            "devicescript.json",
        ])
            await cp(join(root, name), join(from, name), { recursive: true })
        const path = join(from, "boards", "pen_stepper.board.json")
        const file = JSON.parse(await readFile(path, "utf8")) as BoardFile
        file.pins["LIFE"] = pin
        await writeFile(path, JSON.stringify(file))
        const refused = await buildVariant("stepper", { from, fresh: true }).catch(
            (error: unknown) => error
        )
        expect(refused).toBeInstanceOf(BuildError)
        expect((refused as BuildError).output).toMatch(/pin|LIFE/i)
    } finally {
        await rm(from, { recursive: true, force: true })
    }
})
