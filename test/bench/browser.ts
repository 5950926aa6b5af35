/** A page of a real browser on a new pen. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import type { Ask } from "../../bench/messages"
import { root } from "../../tools/paths"
import { browserPath, launchBrowser } from "../../tools/serve/browser"
import { type Serving, serve } from "../../tools/serve/serve"
import { Watcher } from "./watcher"

export const skipReason = browserPath
    ? ""
    : " (skipped: no Chromium here; install it, or name it in CHROMIUM)"

/** Longer than anything takes that these tests wait for. */
const WAIT_MS = 8_000

/** Where pictures of the page are kept for whoever wants to look at them. */
const pictures = join(root, ".pen", "bench-pictures")

export interface PageOptions extends BrowserContextOptions {
    readonly variant?: "stepper" | "solenoid"
    readonly seed?: number
    /** Before the page is loaded. */
    readonly prepare?: (page: Page) => Promise<void>
}

/** A host and a browser for the tests of a block. What is in `endings` is undone after each of them, the last first. */
export class Workbench {
    readonly endings: (() => unknown)[] = []
    private serving!: Serving
    private browser!: Browser

    constructor() {
        beforeAll(async () => {
            this.serving = await serve({ port: 0 })
            this.browser = await launchBrowser()
        })
        afterAll(async () => {
            await this.browser.close()
            await this.serving.close()
        })
        afterEach(async () => {
            for (const end of this.endings.splice(0).reverse()) await end()
        })
    }

    get url(): string {
        return this.serving.url
    }

    /** A page that is closed after the test. */
    async open(options?: PageOptions): Promise<BenchPage> {
        const bench = await openPage(this.browser, this.serving, options)
        this.endings.push(() => bench.close())
        return bench
    }
}

/** A page that controls a new pen, which has done its self-test and lives in real time. */
export async function openPage(
    browser: Browser,
    serving: Serving,
    { variant = "stepper", seed = 1, prepare, ...options }: PageOptions = {}
): Promise<BenchPage> {
    const watcher = await Watcher.open(serving.port)
    watcher.ask({ type: "control" })
    watcher.ask({ type: "begin", variant, seed, triggerMode: "hold" })
    const pace = (speedPercent: number): Ask => ({ type: "pace", paused: false, speedPercent })
    watcher.ask(pace(1_000))
    await watcher.until("begun")
    await watcher.status(({ state }) => state === "Locked")
    watcher.ask(pace(100))
    const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme: "light",
        ...options,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(WAIT_MS)
    const bench = new BenchPage(page)
    await prepare?.(page)
    await page.goto(serving.url)
    await bench.isState("Locked")
    watcher.close()
    await page.getByRole("button", { name: "Take control" }).waitFor({ state: "hidden" })
    return bench
}

export class BenchPage {
    /** What the browser complained about. */
    readonly complaints: string[] = []

    constructor(readonly page: Page) {
        page.on("pageerror", error => this.complaints.push(error.message))
        page.on("console", message => {
            if (["error", "warning"].includes(message.type())) this.complaints.push(message.text())
        })
    }

    button(name: string | RegExp) {
        return this.page.getByRole("button", { name })
    }

    get trigger() {
        return this.button(/^Trigger/)
    }

    async isState(state: string): Promise<void> {
        await this.page.getByTestId("state").getByText(state, { exact: true }).waitFor()
    }

    /** Text of the reasons, the one to deal with first at the beginning. */
    async reasons(): Promise<string> {
        return this.page.getByTestId("reasons").innerText()
    }

    /** Fits a cartridge of the tray and acknowledges the checklist once it is what is left to do. */
    async fit(title: RegExp): Promise<void> {
        await this.button(title).click()
        await this.page.getByTestId("reasons").getByText("Checklist open.").waitFor()
        await this.button("Acknowledge").click()
    }

    /** From Locked to strokes, with a trigger that stays down by itself. */
    async run(title = /^Adjustable 0 to/): Promise<void> {
        await this.fit(title)
        await this.isState("Ready")
        await this.page.getByLabel("stays down until pressed again").check()
        await this.trigger.click()
        await this.isState("Running")
    }

    async picture(name: string): Promise<void> {
        mkdirSync(pictures, { recursive: true })
        await this.page.screenshot({ path: join(pictures, `${name}.png`) })
    }

    /** Moves the focus with the tabulator until it is on what has that name. */
    async tabTo(name: string): Promise<void> {
        const named = this.page.getByRole("main").locator(`:focus`)
        for (let presses = 0; presses < 80; presses++) {
            await this.page.keyboard.press("Tab")
            const found = (await named.count()) > 0 ? await named.ariaSnapshot() : ""
            if (found.startsWith(`- ${name}`)) return
        }
        throw new Error(`the tabulator does not lead to "${name}"`)
    }

    async close(): Promise<void> {
        await this.page.context().close()
        expect(this.complaints).toEqual([])
    }
}
