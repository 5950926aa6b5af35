/** The page at a real pen: a simulated one behind the browser's serial port, known only by what it says of itself. */
import { describe, expect, test, vi } from "vitest"
import { RealTime } from "../../tools/attach/realtime"
import { SerialEnd } from "../../tools/attach/serialend"
import { browserPath } from "../../tools/serve/browser"
import { gzippedBytes, pageFiles, partsOf } from "../../tools/serve/bundle"
import { runningTreatment, type Treatment } from "../support/treatment"
import { axeFindings } from "./axe"
import { type BenchPage, skipReason, Workbench } from "./browser"
import { fakeWebSerial, plug } from "./webserial"

/** What a page loads at once; together with what shows a real pen; and what flashes a board. Each gzipped. */
const AT_ONCE_BYTES_MAX = 65_000
const WITH_PEN_BYTES_MAX = 150_000
const FLASHER_BYTES_MAX = 60_000

test("bench page: bundle: within 150 kB gzipped; a real pen's part and the flasher only when asked for", async () => {
    const files = await pageFiles()
    const { atOnce, realPen, flasher } = partsOf(files)
    expect(realPen.size).toBe(3)
    expect(flasher.size).toBeGreaterThan(0)
    expect(gzippedBytes(atOnce)).toBeLessThanOrEqual(AT_ONCE_BYTES_MAX)
    expect(gzippedBytes(atOnce) + gzippedBytes(realPen)).toBeLessThanOrEqual(WITH_PEN_BYTES_MAX)
    expect(gzippedBytes(flasher)).toBeLessThanOrEqual(FLASHER_BYTES_MAX)
    const [, html] = [...files].find(([name]) => name === "/")!
    expect(html.bytes.toString()).not.toMatch(/flasher|realpen/)
}, 60_000)

async function connect(bench: BenchPage): Promise<void> {
    await bench.page.getByRole("tab", { name: "New pen" }).click()
    // The library gives up on a port where nothing is heard for two seconds; a machine that does much else is slower.
    await vi.waitFor(
        async () => {
            await bench.button("Connect a pen").click()
            await bench.page.getByTestId("registers").waitFor()
        },
        { timeout: 30_000, interval: 100 }
    )
}

describe.skipIf(!browserPath)(`bench page: a real pen${skipReason}`, { timeout: 60_000 }, () => {
    const workbench = new Workbench()
    const { endings } = workbench

    /** A page beside a pen that strokes, on a bench: the strap keeps its data lines closed. */
    async function beside(): Promise<{ at: Treatment; bench: BenchPage }> {
        const at = await runningTreatment({ depthUm: 1000, rateHz: 100 })
        at.pen.world.chain.benchStrap.set(1)
        const bench = await workbench.open({
            prepare: async page => {
                const end = await SerialEnd.open(await fakeWebSerial(page), at.pen.usb)
                endings.push(() => end.close())
            },
        })
        const time = new RealTime(at.pen)
        time.start()
        endings.push(() => time.stop())
        return { at, bench }
    }

    test("bench page: a pen over Web Serial: state, registers, event, journal; nothing simulated", async () => {
        const { at, bench } = await beside()
        const { page } = bench
        await connect(bench)
        await bench.isState("Running")
        const registers = page.getByTestId("registers")
        for (const told of ["set_depth", "lines", "deep_confirmed"])
            await registers.getByText(told).waitFor()
        expect(await registers.innerText()).toMatch(/depthActuator\s+set_depth\s+1 mm/)
        expect(await registers.innerText()).toMatch(/safetyInterlock\s+lines\s+StrokeSafe/)
        for (const absent of ["Faults", "Scenarios", "New pen"])
            expect(await page.getByRole("tab", { name: absent }).count()).toBe(0)
        expect(await bench.button(/Pull out|^Trigger|^Adjustable|Pause/).count()).toBe(0)
        expect(await page.locator("figure.pen").count()).toBe(0)
        at.do({ do: "remove" })
        await bench.isState("Faulted")
        await page.getByTestId("fault").getByText("CartridgeRemoved").waitFor()
        await page.getByTestId("events").getByText("fault CartridgeRemoved").first().waitFor()
        await vi.waitFor(async () => {
            const told = await registers.innerText()
            expect(told).toMatch(/needleDrive\s+driving\s+false/)
            expect(told).not.toContain("before the last event")
        }, 10_000)
        await bench.picture("realpen")
        expect(await axeFindings(page)).toEqual([])
        await page.getByTestId("registers").getByText("entries").waitFor()
        await bench.button("Read journal").click()
        await page.getByTestId("journal").getByText("session 1 begins: adjustable").waitFor()
        await bench.button("Back to the simulated pen").click()
        await bench.isState("Locked")
        await page.getByRole("tab", { name: "Faults" }).waitFor()
    })

    test("bench page: a pen whose data lines open: says why, and shows it again when they close", async () => {
        const { at, bench } = await beside()
        const { page } = bench
        await connect(bench)
        await bench.isState("Running")
        at.pen.world.chain.benchStrap.set(0)
        await plug(page, false)
        await page.getByText("The pen does not answer.").waitFor()
        at.pen.world.chain.benchStrap.set(1)
        await plug(page, true)
        await page.getByText("The pen does not answer.").waitFor({ state: "hidden" })
        await bench.isState("Running")
    })

    test("bench page: no Web Serial in this browser: says which have it, and what else shows a pen", async () => {
        const bench = await workbench.open({
            prepare: async page => {
                await page.addInitScript(() => {
                    Reflect.deleteProperty(Object.getPrototypeOf(navigator) as object, "serial")
                })
            },
        })
        await bench.page.getByRole("tab", { name: "New pen" }).click()
        await bench.button("Connect a pen").click()
        await bench.page.getByText("This browser has no Web Serial").waitFor()
        expect(await bench.page.getByText("npx pen sim --port").count()).toBe(1)
    })
})
