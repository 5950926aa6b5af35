/** Packages on the page: the simulated pen is updated, and a simulated board is flashed through the browser's port. */
import { createHash } from "node:crypto"
import { describe, expect, test, vi } from "vitest"
import { type Board, RomLoader } from "../../sim/loader/romloader"
import { Machine } from "../../sim/machine"
import { Pen } from "../../sim/pen"
import { RealTime } from "../../tools/attach/realtime"
import { SerialEnd } from "../../tools/attach/serialend"
import { browserPath } from "../../tools/serve/browser"
import { sha256 } from "../../tools/release/package"
import { rehearsalPackage } from "../../tools/update/rehearsal"
import { fakeRuntime } from "../support/fakeruntime"
import { newProgram, oldProgram, packageOf } from "../support/updaterig"
import { axeFindings } from "./axe"
import { type BenchPage, skipReason, Workbench } from "./browser"
import { fakeWebSerial, type PageLine } from "./webserial"

const image = Buffer.from(fakeRuntime({ programBytes: 20_000 }))
const factory = {
    name: "pen-factory-0x0.bin",
    role: "factory",
    sizeBytes: image.length,
    sha256: sha256(image),
} as const
const good = packageOf(newProgram, { files: [factory] }).content

describe.skipIf(!browserPath)(`bench page: packages${skipReason}`, { timeout: 60_000 }, () => {
    const workbench = new Workbench()
    const { endings } = workbench

    async function opened(): Promise<BenchPage> {
        const bench = await workbench.open()
        await bench.page.getByRole("tab", { name: "Update" }).click()
        return bench
    }

    async function choose(bench: BenchPage, label: RegExp, bytes: Uint8Array): Promise<void> {
        const file = { name: "chosen", mimeType: "application/octet-stream" }
        await bench.page.getByLabel(label).setInputFiles({ ...file, buffer: Buffer.from(bytes) })
    }

    const choosePackage = (bench: BenchPage, bytes: Uint8Array): Promise<void> =>
        choose(bench, /^Package/, bytes)

    test("bench page: update: a package: every step is shown, and the pen has the new program", async () => {
        const bench = await opened()
        const { page } = bench
        expect(await bench.button("Update the pen").isDisabled()).toBe(true)
        await choosePackage(bench, good)
        const told = await page.getByTestId("package").innerText()
        expect(told).toMatch(
            /^stepper pen, version 0\.1\.0, counter 2, \d+\.\d kB for runtime 2\.16\.1/
        )
        expect(told).toContain("BENCH ONLY")
        await page.getByLabel("Speed").selectOption("500")
        await bench.button("Update the pen").click()
        const update = page.getByTestId("update")
        await update.getByText("sending").waitFor()
        expect(await axeFindings(page)).toEqual([])
        await update.getByText("Updated to 0.1.0 (counter 2): read back, started").waitFor()
        expect(await update.getByRole("listitem").allInnerTexts()).toEqual([
            ...["planned", "service", "saved: journal and calibration", "off"],
            ...["sending", "sent", "verified", "confirmed"],
        ])
        await bench.isState("Locked")
        await bench.picture("update")
        await page.getByRole("tab", { name: "Journal" }).click()
        await page.getByTestId("journal").getByText("updated to release 2").waitFor()
        await page.getByRole("tab", { name: "Scenarios" }).click()
        await bench.button("Save as scenario file").click()
        await page.getByText("a pen that was not updated").waitFor()
    })

    test.each<[string, () => Uint8Array, RegExp]>([
        ["a flipped byte", () => flipped(), /bytecode: expected SHA-256/],
        ["another kind of file", () => image, /a package that `pen release` wrote/],
    ])("bench page: update: %s: refused in words", async (_what, bytes, expected) => {
        const bench = await opened()
        await choosePackage(bench, bytes())
        await bench.page.getByRole("alert").getByText(expected).waitFor()
        expect(await bench.button("Update the pen").isDisabled()).toBe(true)
        // The browser's own word for an answer that is not 200.
        const answers = bench.complaints.splice(0)
        expect(answers.join()).toContain("422")
    })

    test("bench page: update: a package for the other pen, and a cartridge: refused, nothing sent", async () => {
        const bench = await opened()
        const { page } = bench
        await choosePackage(bench, rehearsalPackage("solenoid", newProgram).content)
        await bench.button("Update the pen").click()
        const update = page.getByTestId("update")
        await update.getByText("expected a package for the board 0x3d5a1c01 of this pen").waitFor()
        expect(await update.getByRole("listitem").count()).toBe(0)
        await choosePackage(bench, good)
        await bench.button(/^Adjustable 0 to/).click()
        await page.getByTestId("reasons").getByText("Checklist open.").waitFor()
        await page.getByLabel("Speed").selectOption("1000")
        await bench.button("Update the pen").click()
        await update.getByText("No pen answers. Take its cartridge out").waitFor()
    })

    async function withBoard(options: Board = {}): Promise<[BenchPage, RomLoader, PageLine]> {
        let line: PageLine | undefined
        let board: RomLoader | undefined
        const bench = await workbench.open({
            prepare: async page => {
                const made = await fakeWebSerial(page)
                const lost = (): void => void made.unplug()
                const rom = new RomLoader(options, bytes => void made.write(bytes), lost)
                made.onData = bytes => rom.receive(bytes)
                made.onLines = lines => rom.lines(lines)
                ;[line, board] = [made, rom]
            },
        })
        await bench.page.getByRole("tab", { name: "Update" }).click()
        await choosePackage(bench, good)
        await choose(bench, /^Factory image/, image)
        return [bench, board!, line!]
    }

    /** Once the loader has started what it wrote, a pen with this program is at the same line. */
    async function starts(board: RomLoader, line: PageLine, program: Uint8Array): Promise<void> {
        await vi.waitUntil(() => board.events.at(-1) === "run", { timeout: 30_000 })
        const pen = await Pen.make({ seed: 1, bytecode: program, machine: new Machine() })
        const time = new RealTime(pen)
        const end = await SerialEnd.open(line, pen.usb)
        pen.powerOn()
        time.start()
        endings.push(async () => {
            time.stop()
            await end.close()
        })
    }

    test("bench page: flash: a board: who it is, agreed to, written, read back, started; its pen is well", async () => {
        const [bench, board, line] = await withBoard()
        const { page } = bench
        await bench.button("Choose a board …").click()
        const shown = page.getByTestId("board")
        await shown.waitFor()
        expect(await shown.innerText()).toMatch(/ESP32-C3[\s\S]+4 MB[\s\S]+kB from 0x0/)
        expect(board.flash.bytes.every(byte => byte === 0xff)).toBe(true)
        expect(await axeFindings(page)).toEqual([])
        await bench.picture("flash")
        await bench.button("Write it").click()
        await starts(board, line, newProgram)
        const result = page.getByTestId("flash-result")
        await result.getByText("the pen has passed its self-test").waitFor({ timeout: 30_000 })
        const written = board.flash.bytes.subarray(0, image.length)
        expect(createHash("sha256").update(written).digest("hex")).toBe(factory.sha256)
        expect(board.events.at(-1)).toBe("run")
    })

    test("bench page: flash: the pen then says that it holds another program: said", async () => {
        const [bench, board, line] = await withBoard()
        await bench.button("Choose a board …").click()
        await bench.button("Write it").click()
        await starts(board, line, oldProgram)
        const why = `the pen holds ${sha256(oldProgram)} instead of ${sha256(newProgram)}`
        await bench.page.getByTestId("flash-result").getByText(why).waitFor({ timeout: 30_000 })
    })

    test("bench page: flash: left as it is: nothing is written", async () => {
        const [bench, board] = await withBoard()
        await bench.button("Choose a board …").click()
        await bench.button("Leave it as it is").click()
        const result = bench.page.getByTestId("flash-result")
        await result.getByText("The board was left as it is: nothing was written.").waitFor()
        expect(board.flash.bytes.every(byte => byte === 0xff)).toBe(true)
    })

    test.each<[string, Board, string]>([
        ["another chip", { chipId: 9 }, "this board has an ESP32-S3, the pen's has an ESP32-C3"],
        ["secure boot", { secureBoot: true }, "secure boot is burnt into this chip"],
        ["a small flash", { flashBytes: 2 * 1024 * 1024 }, "has 2 MB of flash, the pen needs 4 MB"],
    ])(
        "bench page: flash: %s: refused in words before a byte is written",
        async (_what, options, why) => {
            const [bench, board] = await withBoard(options)
            await bench.button("Choose a board …").click()
            await bench.page.getByTestId("flash-result").getByText(why).waitFor()
            expect(board.flash.bytes.every(byte => byte === 0xff)).toBe(true)
        }
    )

    test.each<[string, Board, string]>([
        ["a byte that does not hold", { corruptAt: 0x10100 }, "read back another byte at 0x10100"],
        [
            "supply lost",
            { powerLossAfterBytes: 20_000 },
            "the board is gone. Plug it in and start again",
        ],
    ])("bench page: flash: %s: said in words", async (_what, options, why) => {
        const [bench] = await withBoard(options)
        await bench.button("Choose a board …").click()
        await bench.button("Write it").click()
        await bench.page.getByTestId("flash-result").getByText(why).waitFor({ timeout: 30_000 })
    })

    test("bench page: flash: an image of another release: refused with both hashes", async () => {
        const bench = await opened()
        await choosePackage(bench, good)
        await choose(bench, /^Factory image/, image.subarray(1))
        const found = sha256(image.subarray(1))
        await bench.page
            .getByRole("alert")
            .getByText(`found ${image.length - 1} bytes and ${found}`)
            .waitFor()
        expect(await bench.button("Choose a board …").isDisabled()).toBe(true)
    })
})

function flipped(): Uint8Array {
    const copy = good.slice()
    copy[copy.length - 100]! ^= 1
    return copy
}
