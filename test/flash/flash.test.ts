import { describe, expect, test } from "vitest"
import type { Board } from "../../sim/loader/romloader"
import { flashBoard } from "../../tools/flash/flash"
import type { ChipReport } from "../../tools/flash/loader"
import { fakeRuntime } from "../support/fakeruntime"
import { BoardLine } from "../../tools/flash/boardline"

const store = Uint8Array.from({ length: 9000 }, (_, index) => (index * 7919) >>> 3)
const parts = [
    { address: 0, data: fakeRuntime({ programBytes: 20_000 }) },
    { address: 0x1c0000, data: store },
]

async function flash(line: BoardLine, erase = false): Promise<ChipReport> {
    const steps = { identified: () => undefined, progress: () => undefined }
    return flashBoard(line, parts, steps, { erase })
}

describe("flash: a healthy board", () => {
    test("flash: an empty board: has every byte, and is started by a reset", async () => {
        const line = new BoardLine()
        const chip = await flash(line)
        expect(chip).toMatchObject({ chip: "ESP32-C3", flashBytes: 4194304, secureBoot: false })
        const { bytes } = line.board.flash
        for (const { address, data } of parts)
            expect(Buffer.from(bytes.subarray(address, address + data.length)).equals(data)).toBe(
                true
            )
        expect(line.board.events.slice(-2)).toEqual(["reset", "run"])
    })

    test("flash: a board with old contents: settings stay; with --erase: they go", async () => {
        const settingsAt = 0x1d0000
        const keeps = new BoardLine()
        keeps.board.flash.bytes.fill(0x5a)
        await flash(keeps)
        expect(keeps.board.flash.bytes[settingsAt]).toBe(0x5a)
        const loses = new BoardLine()
        loses.board.flash.bytes.fill(0x5a)
        await flash(loses, true)
        expect(loses.board.flash.bytes[settingsAt]).toBe(0xff)
    })
})

describe("flash: boards that are refused", () => {
    test.each<[string, Board, string]>([
        ["another chip", { chipId: 9 }, "this board has an ESP32-S3, the pen's has an ESP32-C3"],
        ["secure boot", { secureBoot: true }, "secure boot is burnt into this chip"],
        ["flash encryption", { flashEncryption: true }, "reads its flash through decryption"],
        ["small flash", { flashBytes: 2 * 1024 * 1024 }, "has 2 MB of flash, the pen needs 4 MB"],
    ])("flash: %s: refused before a byte is written", async (_what, board, expected) => {
        const line = new BoardLine(board)
        await expect(flash(line)).rejects.toThrow(expected)
        expect(line.board.flash.bytes.every(byte => byte === 0xff)).toBe(true)
    })

    test(
        "flash: no answer: says how to get the loader to listen",
        { timeout: 60_000 },
        async () => {
            const line = new BoardLine({ mute: true })
            await expect(flash(line)).rejects.toThrow("Hold BOOT while plugging the board in")
        }
    )
})

describe("flash: boards that fail", () => {
    test("flash: a byte that does not hold: found, and said", async () => {
        const line = new BoardLine({ corruptAt: 0x10100 })
        await expect(flash(line)).rejects.toThrow("read back another byte at 0x10100")
        expect(line.board.events.at(-1)).toBe("download")
    })

    test.each([3000, 20_000, 40_000])(
        "flash: supply lost after %i bytes: said at once; the next try succeeds",
        async powerLossAfterBytes => {
            const board: Board = { powerLossAfterBytes }
            const line = new BoardLine(board)
            await expect(flash(line)).rejects.toThrow("the board is gone. Plug it in")
            const again = new BoardLine()
            again.board.flash.bytes.set(line.board.flash.bytes)
            await flash(again)
            const { bytes } = again.board.flash
            expect(Buffer.from(bytes.subarray(0x1c0000, 0x1c0000 + 9000)).equals(store)).toBe(true)
        }
    )
})
