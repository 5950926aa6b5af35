/** Measures the bench as somebody sits before it: a real browser that watches, and a client that works the pen. */
import { availableParallelism, loadavg } from "node:os"
import type { CDPSession, Page } from "playwright-core"
import { Random } from "../../sim/random"
import { launchBrowser } from "./browser"
import { gzippedBytes, pageFiles, partsOf } from "./bundle"
import { picturesOfASecond, tripShownAt, watchForTrip } from "./inpage"
import { BenchClient } from "./client"
import { median, percentile } from "./figures"
import { serve } from "./serve"

export interface MeasureOptions {
    /** Cartridges that are pulled out of a running pen. */
    readonly trips: number
    /** Real time for which a running pen is watched, s. */
    readonly seconds: number
    /** The pen's own time under load for which memory is watched, min. */
    readonly minutes: number
    /** One more unit of work done, of `total`. */
    readonly onProgress?: (done: number, total: number) => void
}

/** One measured figure and what it has to be. */
export interface PageRow {
    readonly figure: string
    readonly value: number
    readonly unit: string
    readonly limit: string
    readonly kept: boolean
    readonly n: number
    [column: string]: string | number | boolean
}

const SEED = 1
/** What the figures have to keep. */
const TRIP_MS_MAX = 200
const FRAMES_PER_S_MIN = 30
const LAG_MS_MAX = 20
const GZIPPED_MAX = 150_000
/** Growth that is still noise: compiled code and caches of the browser. */
const GROWTH_MB_MAX = 8
/** Pace of the run whose memory is watched, and its cycle of the trigger, ms of the pen's time. */
const LOAD_SPEED_PERCENT = 2_000
const PRESSED_MS = 20_000
const RELEASED_MS = 4_000
/** The pen's time after which memory is looked at first: caches are full by then. */
const SETTLED_MS = 180_000

export async function measurePage(options: MeasureOptions): Promise<PageRow[]> {
    const serving = await serve({ port: 0 })
    const browser = await launchBrowser()
    try {
        const client = await BenchClient.open(serving.port)
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
        // What makes Node read TypeScript names functions with a helper that no page has.
        await page.addInitScript("globalThis.__name = value => value")
        await page.goto(serving.url)
        const bench = new Measurement(client, page, options)
        return await bench.rows()
    } finally {
        await browser.close()
        await serving.close()
    }
}

class Measurement {
    private readonly random = new Random(SEED, "phases")
    private done = 0

    constructor(
        private readonly client: BenchClient,
        private readonly page: Page,
        private readonly options: MeasureOptions
    ) {}

    async rows(): Promise<PageRow[]> {
        const { atOnce, realPen, flasher } = partsOf(await pageFiles())
        const bytes = gzippedBytes(atOnce) + gzippedBytes(realPen)
        const load = (loadavg()[0] ?? 0) / availableParallelism()
        return [
            row("others' load on each processor, at the beginning", load, "", "", true, 1),
            row("page when it is opened, gzipped", gzippedBytes(atOnce), "bytes", "", true, 1),
            row(
                "page with a real pen's part, gzipped",
                bytes,
                "bytes",
                `<= ${GZIPPED_MAX}`,
                bytes <= GZIPPED_MAX,
                1
            ),
            row("its flasher, gzipped", gzippedBytes(flasher), "bytes", "", true, 1),
            ...(await this.trips()),
            ...(await this.pictures()),
            ...(await this.memory()),
        ]
    }

    /** From the instant at which the motor's energy was gone, as the wall clock has it, until its reason is painted. */
    private async trips(): Promise<PageRow[]> {
        const { client, page, options } = this
        const delays: number[] = []
        for (let trip = 0; trip < options.trips; trip++) {
            await this.running(trip === 0)
            await sleep(this.random.integer(200, 700))
            await page.evaluate(watchForTrip)
            const told = client.until(
                "trip",
                one => one.trip.cause === "remove" && one.trip.id === trip
            )
            client.act({ do: "remove" })
            const { dueMs } = await told
            delays.push((await page.evaluate(tripShownAt)) - dueMs)
            client.act({ do: "release" })
            await client.status(({ state }) => state === "Faulted")
            this.progress()
        }
        const middle = median(delays)
        const n = delays.length
        return [
            row(
                "trip until its cause is shown, median",
                middle,
                "ms",
                `<= ${TRIP_MS_MAX}`,
                middle <= TRIP_MS_MAX,
                n
            ),
            row("trip until its cause is shown, longest", Math.max(...delays), "ms", "", true, n),
        ]
    }

    /** Pictures that a browser painted of a running pen, and how late the pen was meanwhile. */
    private async pictures(): Promise<PageRow[]> {
        const { client, page, options } = this
        await this.running(true)
        const lagsMs: number[] = []
        const stop = client.onTell(tell => {
            if (tell.type === "frame") lagsMs.push(tell.lagMs)
        })
        const counts: number[] = []
        for (let second = 0; second < options.seconds; second++) {
            counts.push(await page.evaluate(picturesOfASecond))
            this.progress()
        }
        stop()
        const perS = median(counts)
        const lagMs = percentile(lagsMs, 99)
        const [n, slowest] = [counts.length, Math.min(...counts)]
        return [
            row(
                "pictures a second, median",
                perS,
                "1/s",
                `>= ${FRAMES_PER_S_MIN}`,
                perS >= FRAMES_PER_S_MIN,
                n
            ),
            row("pictures a second, fewest", slowest, "1/s", "", true, n),
            row(
                "lag of the pen, 99th percentile",
                lagMs,
                "ms",
                `<= ${LAG_MS_MAX}`,
                lagMs <= LAG_MS_MAX,
                lagsMs.length
            ),
        ]
    }

    /** Memory of page and host over half an hour of the pen's time, most of it running. */
    private async memory(): Promise<PageRow[]> {
        const { client, page, options } = this
        const session = await page.context().newCDPSession(page)
        await this.running(true)
        const endMs = options.minutes * 60_000
        const settledMs = Math.min(SETTLED_MS, endMs / 3)
        client.ask({ type: "pace", paused: false, speedPercent: LOAD_SPEED_PERCENT })
        await this.underLoad(settledMs)
        const before = await memoryNow(session)
        await this.underLoad(endMs)
        const after = await memoryNow(session)
        const pageMb = after.pageMb - before.pageMb
        const hostMb = after.hostMb - before.hostMb
        const limit = `<= ${GROWTH_MB_MAX}`
        const { minutes } = options
        return [
            row("page's memory at the end", after.pageMb, "MB", "", true, minutes),
            row("page's memory, growth", pageMb, "MB", limit, pageMb <= GROWTH_MB_MAX, minutes),
            row("host's heap, growth", hostMb, "MB", limit, hostMb <= GROWTH_MB_MAX, minutes),
        ]
    }

    /** Presses and lets go until the pen has lived for so long. */
    private async underLoad(untilMs: number): Promise<void> {
        const { client } = this
        const patienceMs = 120_000
        const reached = (ms: number) => client.until("frame", ({ atMs }) => atMs >= ms, patienceMs)
        for (let atMs = client.last("frame")?.atMs ?? 0; atMs < untilMs;) {
            client.act({ do: "press" })
            await reached(atMs + PRESSED_MS)
            client.act({ do: "release" })
            atMs = (await reached(atMs + PRESSED_MS + RELEASED_MS)).atMs
            this.progress()
        }
    }

    /** A pen that strokes: a new one, or the same with a new cartridge. */
    private async running(anew: boolean): Promise<void> {
        const { client } = this
        if (anew) await newPen(client)
        client.ask({ type: "fit", cartridge: "adjustable" })
        await client.status(({ cartridge }) => cartridge !== "")
        if (!anew) await this.cleared()
        await client.status(({ inhibits }) => inhibits.join() === "ChecklistOpen")
        client.act({ do: "acknowledge" })
        await client.status(({ state }) => state === "Ready")
        client.act({ do: "press" })
        await client.status(({ state }) => state === "Running")
    }

    /** Clear is refused until the new cartridge has been read. */
    private async cleared(): Promise<void> {
        const { client } = this
        for (let tries = 0; tries < 20; tries++) {
            client.act({ do: "clear_fault" })
            await sleep(250)
            if (client.last("status")?.status.fault === "None") return
        }
        throw new Error("the fault of a pulled cartridge cannot be cleared")
    }

    private progress(): void {
        const { trips, seconds, minutes } = this.options
        const cycles = Math.ceil((minutes * 60_000) / (PRESSED_MS + RELEASED_MS))
        this.options.onProgress?.(++this.done, trips + seconds + cycles)
    }
}

async function newPen(client: BenchClient): Promise<void> {
    client.ask({ type: "control" })
    client.ask({ type: "begin", variant: "stepper", seed: SEED, triggerMode: "hold" })
    client.ask({ type: "pace", paused: false, speedPercent: 100 })
    await client.until("begun")
    await client.status(({ state }) => state === "Locked")
}

function row(
    figure: string,
    value: number,
    unit: string,
    limit: string,
    kept: boolean,
    n: number
): PageRow {
    return { figure, value: Math.round(value * 10) / 10, unit, limit, kept, n }
}

function sleep(ms: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, ms))
}

async function memoryNow(session: CDPSession): Promise<{ pageMb: number; hostMb: number }> {
    await session.send("HeapProfiler.collectGarbage")
    const { usedSize } = await session.send("Runtime.getHeapUsage")
    globalThis.gc?.()
    return { pageMb: usedSize / 1e6, hostMb: process.memoryUsage().heapUsed / 1e6 }
}
