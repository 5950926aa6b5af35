/** The model of the loader, asked by Espressif's own tool: what holds for our flasher has to hold for theirs. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import type { Board } from "../../sim/loader/romloader"
import { findEsptool, flashWithEsptool } from "../../tools/flash/esptool"
import { fakeRuntime } from "../support/fakeruntime"
import { networkBoard } from "../support/rfc2217"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-esptool-"))
afterAll(() => rmSync(scratch, { recursive: true }))

const image = fakeRuntime({ programBytes: 20_000 })
const file = join(scratch, "image-0x0.bin")
writeFileSync(file, image)
/** `.ci/esptool` fetches it where the system has none; without it there is nothing to compare with. */
const installed = findEsptool() !== undefined

describe.skipIf(!installed)("esptool", { timeout: 60_000 }, () => {
    test("esptool: an empty board: the same bytes, verified by esptool, and started", async () => {
        const { board, url, close } = await networkBoard()
        try {
            await flashWithEsptool(url, file, false)
            const written = Buffer.from(board.flash.bytes.subarray(0, image.length))
            expect(written.equals(image)).toBe(true)
            expect(board.events.slice(-2)).toEqual(["reset", "run"])
        } finally {
            await close()
        }
    })

    test.each<[string, Board, RegExp]>([
        ["another chip", { chipId: 9 }, /This chip is ESP32-S3 not ESP32-C3|ESP32-S3/],
        ["a byte that does not hold", { corruptAt: 0x10100 }, /MD5 of file does not match/],
        ["supply lost", { powerLossAfterBytes: 20_000 }, /esptool ended with [12]/],
    ])("esptool: %s: its failure is ours", async (_what, board, expected) => {
        const { url, close } = await networkBoard(board)
        try {
            await expect(flashWithEsptool(url, file, false)).rejects.toThrow(expected)
        } finally {
            await close()
        }
    })
})

test.skipIf(installed)("esptool: not installed: says how to get it, exit code 3", async () => {
    await expect(flashWithEsptool("port", file, false)).rejects.toMatchObject({ name: "Missing" })
})
