import { readFileSync } from "node:fs"
import { describe, expect, test, vi } from "vitest"
import { runScenario } from "../../sim/run"
import { parseScenario } from "../../sim/scenario"
import { browserPath, launchBrowser } from "../../tools/serve/browser"
import { serve } from "../../tools/serve/serve"
import { bytecode } from "../support/bytecode"
import { axeFindings } from "./axe"
import { type BenchPage, openPage, type PageOptions, skipReason, Workbench } from "./browser"

let workbench: Workbench
let bench: BenchPage | undefined

async function open(options?: PageOptions): Promise<BenchPage> {
    bench = await workbench.open(options)
    return bench
}

/** Machines that do much else besides are slow, not wrong. */
const slowly = { timeout: 60_000 }

function eventually(check: () => Promise<void>): Promise<void> {
    return vi.waitFor(check, { timeout: 8_000, interval: 50 })
}

describe.skipIf(!browserPath)(`bench page${skipReason}`, slowly, () => {
    workbench = new Workbench()

    test("bench page: a treatment with the mouse alone: cartridge, knob, keys, strokes, stop", async () => {
        const { page } = await open()
        await bench!.picture("locked")
        await bench!.button(/^Adjustable 0 to/).dragTo(page.locator("figure.pen"))
        await page.getByTestId("reasons").getByText("Checklist open.").waitFor()
        await bench!.button("Acknowledge").click()
        const depth = page.getByRole("slider", { name: "Depth" })
        const box = (await depth.boundingBox())!
        // The middle of the ring, straight up, is the middle of the range.
        await depth.click({ position: { x: box.width / 2, y: 8 } })
        await eventually(async () => {
            expect(await depth.getAttribute("aria-valuetext")).toBe("1.25 mm")
        })
        await bench!.isState("Ready")
        await bench!.trigger.hover()
        await page.mouse.down()
        await bench!.isState("Running")
        const reach = page.getByTestId("reading-reachUm")
        await eventually(async () => {
            expect(Math.abs(parseFloat(await reach.innerText()) - 1.25)).toBeLessThan(0.1)
        })
        await bench!.picture("running")
        await page.mouse.up()
        await bench!.isState("Ready")
        expect(Number(await page.getByTestId("strokes").innerText())).toBeGreaterThan(5)
    })

    test("bench page: a treatment with the keyboard alone: reaches and works everything", async () => {
        const { page } = await open()
        const { keyboard } = page
        await bench!.tabTo('slider "Depth"')
        for (let presses = 0; presses < 4; presses++) await keyboard.press("ArrowUp")
        await bench!.tabTo('button "Adjustable 0 to')
        await keyboard.press("Enter")
        await page.getByTestId("reasons").getByText("Checklist open.").waitFor()
        await bench!.tabTo('button "Acknowledge"')
        await keyboard.press("Space")
        await bench!.isState("Ready")
        await bench!.tabTo('button "Trigger')
        await keyboard.down(" ")
        await bench!.isState("Running")
        await eventually(async () => {
            expect(await page.getByTestId("reading-reachUm").innerText()).toMatch(/0\.(6|7)\d mm/)
        })
        await keyboard.up(" ")
        await bench!.isState("Ready")
    })

    test("bench page: a depth that is not the needles' length: says so, and starts once it is", async () => {
        const { page } = await open()
        await bench!.fit(/^Fixed 1.00 mm/)
        await eventually(async () => {
            expect(await bench!.reasons()).toMatch(
                /^Depth must equal the needle length\.\s+Turn the depth knob\./
            )
        })
        await bench!.picture("mismatch")
        await page.getByRole("slider", { name: "Depth" }).focus()
        await page.keyboard.press("PageUp")
        await bench!.isState("Ready")
    })

    test("bench page: a cartridge pulled while running: cause, reaction and next step, then cleared", async () => {
        const { page } = await open()
        await bench!.run()
        await bench!.button("Pull out").click()
        const trip = page.getByTestId("trip")
        await trip.waitFor()
        expect(await trip.innerText()).toMatch(
            /^Pulling the cartridge took the drive away in \d+(\.\d)? (µs|ms), measured at the motor\./
        )
        await bench!.isState("Faulted")
        expect(await page.getByTestId("fault").innerText()).toContain("Cartridge removed.")
        await trip.getByText("Needles in after").waitFor()
        await bench!.picture("tripped")
        await page.getByRole("tab", { name: "Journal" }).click()
        await page.getByTestId("journal").getByText("fault CartridgeRemoved").waitFor()
        await page.getByTestId("journal").getByText("session 1 begins: adjustable").waitFor()
        await bench!.trigger.click()
        await bench!.button(/^Adjustable 0 to/).click()
        await eventually(async () => {
            await bench!.button("Clear").click()
            await page.getByTestId("fault").waitFor({ state: "hidden", timeout: 400 })
        })
        await page.getByTestId("reasons").getByText("Checklist open.").waitFor()
        await bench!.button("Acknowledge").click()
        await bench!.isState("Ready")
    })

    test("bench page: the foot switch: strokes while it is held, none when it is let go", async () => {
        const { page } = await open()
        await bench!.fit(/^Adjustable 0 to/)
        await bench!.isState("Ready")
        await bench!.button(/^Foot switch/).hover()
        await page.mouse.down()
        await bench!.isState("Running")
        expect(await bench!.button("Foot switch down").count()).toBe(1)
        await page.mouse.up()
        await bench!.isState("Ready")
        await page.getByTestId("trip").waitFor({ state: "hidden" })
    })

    test("bench page: a sensor broken while running: stops, is listed, and is mended", async () => {
        const { page } = await open()
        await bench!.run()
        await page.getByLabel("Unit").selectOption("hall")
        await page.getByLabel("How it fails").selectOption("stuck")
        await bench!.button("Break it").click()
        await bench!.isState("Faulted")
        expect(await page.getByTestId("fault").innerText()).toContain("SensorStuck")
        await page.getByRole("list", { name: "Broken now" }).getByText("hall").waitFor()
        await bench!.picture("broken")
        expect(await axeFindings(page)).toEqual([])
        await bench!.trigger.click()
        await bench!.button("Mend hall").click()
        await page.getByText("Nothing is broken now.").waitFor()
        await eventually(async () => {
            await bench!.button("Clear").click()
            await page.getByTestId("fault").waitFor({ state: "hidden", timeout: 400 })
        })
    })

    test("bench page: a scenario at 100 times: its verdict, and its record replays with the same result", async () => {
        const { page } = await open()
        await page.getByLabel("Speed").selectOption("10000")
        await page.getByRole("tab", { name: "Scenarios" }).click()
        await page
            .getByRole("combobox", { name: "Scenario" })
            .selectOption("cartridge-pulled-while-running")
        await bench!.button("Play").click()
        await page
            .getByTestId("verdict")
            .getByText(/All \d+ expectations met\./)
            .waitFor()
        await bench!.picture("scenario")
        const [download] = await Promise.all([
            page.waitForEvent("download"),
            bench!.button("Save as scenario file").click(),
        ])
        const text = readFileSync(await download.path(), "utf8")
        const scenario = parseScenario(JSON.parse(text), "saved", () => new Uint8Array())
        const { expect: outcome } = await runScenario(scenario, bytecode)
        expect(outcome).toEqual({ ok: true, failed: [] })
        await page.getByLabel("or a file of yours").setInputFiles(await download.path())
        await page.getByTestId("verdict").waitFor({ state: "hidden" })
        await page.getByTestId("verdict").getByText("All 6 expectations met.").waitFor()
    })

    test("bench page: another page: watches, and takes control when it is asked to", async () => {
        const first = await open()
        const other = await first.page.context().newPage()
        await other.goto(workbench.url)
        await other.getByText("Another page controls this pen").waitFor()
        expect(await other.getByRole("button", { name: "Acknowledge" }).isDisabled()).toBe(true)
        await other.getByRole("button", { name: "Take control" }).click()
        await first.page.getByText("Another page controls this pen").waitFor()
        expect(await other.getByRole("button", { name: "Acknowledge" }).isDisabled()).toBe(false)
    })

    test("bench page: on a tablet, in light and in dark colours: axe finds nothing", async () => {
        const { page } = await open({ viewport: { width: 834, height: 1112 } })
        for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme })
            await bench!.picture(`tablet-${colorScheme}`)
            expect(await axeFindings(page)).toEqual([])
        }
    })
})

describe.skipIf(!browserPath)(`bench page: restart${skipReason}`, slowly, () => {
    test("bench page: the host restarts: says that it is away, and finds it again", async () => {
        const chromium = await launchBrowser()
        let host = await serve({ port: 0 })
        const page = await openPage(chromium, host)
        const { port } = host
        await host.close()
        await page.page.getByText("The bench does not answer.").waitFor()
        expect(await page.button("Acknowledge").isDisabled()).toBe(true)
        host = await serve({ port })
        await page.page.getByText("The bench does not answer.").waitFor({ state: "hidden" })
        await page.isState("Locked")
        await page.fit(/^Nano/)
        await chromium.close()
        await host.close()
    })
})
