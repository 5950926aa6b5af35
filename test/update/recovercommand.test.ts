/** `pen recover` from its command line: each state that an update can leave, and what it does about it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { STORE } from "../../tools/release/layout"
import { storeImage } from "../../tools/release/store"
import { boardAtLine, boardAtLinePossible } from "../support/boardatline"
import { pen } from "../support/penprocess"
import { newProgram, oldProgram, packageOf } from "../support/updaterig"

const scratch = mkdtempSync(join(tmpdir(), "dermalock-recover-"))
afterAll(() => rmSync(scratch, { recursive: true }))
const given = join(scratch, "given.penpkg")
writeFileSync(given, packageOf(oldProgram).content)

/** Records of a simulated pen that has this in its flash. */
function penWith(flash: Uint8Array): string[] {
    const records = mkdtempSync(join(scratch, "records-"))
    mkdirSync(join(records, "simulated-stepper"))
    writeFileSync(join(records, "simulated-stepper", "flash.bin"), flash)
    return ["--sim", "stepper", "--records", records]
}

const empty = new Uint8Array(STORE.sizeBytes).fill(0xff)

describe("PEN-SAF-22: pen recover", { timeout: 90_000 }, () => {
    test.each<[string, Uint8Array, string]>([
        ["a store that was formatted", empty, "its store was empty, preferences included"],
        ["a program that nobody knows", storeImage(newProgram), "not known here; replaced"],
    ])("PEN-SAF-22: pen recover: %s: exit code 0, sent and proved", async (_what, flash, said) => {
        const words = penWith(flash)
        const { code, out } = await pen("recover", ...words, "--package", given)
        expect(code).toBe(0)
        expect(out).toContain(said)
        // What was sent is known from now on only where an update has confirmed it.
        const again = await pen("update", given, ...words)
        expect(again.code).toBe(0)
        const good = await pen("recover", ...words, "--json")
        expect([good.code, JSON.parse(good.out)]).toMatchObject([0, { finding: "good" }])
    })

    test("PEN-SAF-22: pen recover: no program and no package: exit code 1, says what to name", async () => {
        const { code, out, err } = await pen("recover", ...penWith(empty))
        expect([code, out]).toEqual([1, ""])
        expect(err).toContain("name one with --package FILE")
    })

    test.each([
        ["neither port nor simulated pen", [], 2, "either --port or --sim, found"],
        ["a rescue without a port", ["--rescue", "--package", given], 2, "--port: expected a port"],
        ["a rescue without a package", ["--rescue", "--port", "x"], 1, "--rescue needs --package"],
    ])("pen recover: %s: refused", async (_what, words, code, why) => {
        const ended = await pen("recover", ...words)
        expect([ended.code, ended.out]).toEqual([code, ""])
        expect(ended.err).toContain(why)
    })

    test.skipIf(!boardAtLinePossible)(
        "PEN-SAF-22: pen recover: --rescue: the store at its place, nothing else touched",
        async () => {
            const { board, port, close } = await boardAtLine()
            try {
                board.flash.bytes.fill(0x5a)
                const words = ["--rescue", "--package", given, "--port", port]
                const { code, out } = await pen("recover", ...words)
                expect([code, out]).toEqual([
                    0,
                    expect.stringContaining("its store was written anew"),
                ])
                const { bytes } = board.flash
                const end = STORE.offset + STORE.sizeBytes
                const store = Buffer.from(bytes.subarray(STORE.offset, end))
                expect(store.equals(storeImage(oldProgram))).toBe(true)
                const rest = [bytes.subarray(0, STORE.offset), bytes.subarray(end)]
                expect(rest.every(part => part.every(byte => byte === 0x5a))).toBe(true)
            } finally {
                close()
            }
        }
    )
})
