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
const ENABLING = ["LIFE", "ARM", "CS_DEPTH"]

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

const IDS = ["pen_stepper", "pen_solenoid"]

test.each(IDS)(
    "PEN-SAF-13: board: boot levels of %s: hold the drive off and select nobody",
    async id => {
        const { sPin } = await board(id)
        expect(sPin).toEqual({ LIFE: 0, ARM: 0, CS_DEPTH: 1 })
    }
)

test.each([
    ["pen_stepper", "Pins of the stepper board"],
    ["pen_solenoid", "Pins of the solenoid board"],
])("board: pin table of %s in boards/README.md: agrees with the board file", async (id, title) => {
    const { pins, sPin } = await board(id)
    const text = await readFile(join(root, "boards", "README.md"), "utf8")
    const section = text.split(/^## /m).find(part => part.startsWith(title)) ?? ""
    const rows = [...section.matchAll(/^\| (\d+) +\| `(\w+)` +\| (in|out) +\| ([01–])/gm)]
    expect(Object.fromEntries(rows.map(row => [row[2]!, Number(row[1])]))).toEqual(pins)
    for (const [, , label, , level] of rows)
        expect(level, label).toBe(label! in sPin ? String(sPin[label!]) : "–")
})

test("board: lines of the program: are pins of the boards; only the solenoid's has CMD", async () => {
    const lines = Object.keys(LineId).filter(name => Number.isNaN(Number(name)))
    const stepper = Object.keys((await board("pen_stepper")).pins)
    const solenoid = Object.keys((await board("pen_solenoid")).pins)
    expect(solenoid).toEqual(expect.arrayContaining(lines))
    expect(solenoid.filter(label => !stepper.includes(label))).toEqual(["CMD"])
    expect(stepper.filter(label => !solenoid.includes(label))).toEqual([])
})

test("board: pin labels: fit the keys of the board configuration in flash", async () => {
    // A key has 15 letters and begins with "pins." (dcfg_entry_t of the runtime).
    for (const id of IDS)
        for (const label of Object.keys((await board(id)).pins))
            expect(`pins.${label}`.length, label).toBeLessThanOrEqual(15)
})

test("board: product identifiers: one for each board", async () => {
    const products = await Promise.all(IDS.map(async id => (await board(id)).productId))
    expect(products).toEqual(["0x3d5a1c01", "0x3d5a1c02"])
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
