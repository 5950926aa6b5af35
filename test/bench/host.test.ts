import { once } from "node:events"
import { request } from "node:http"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { WebSocket } from "ws"
import { messageBytesMax } from "../../bench/limits"
import { runScenario } from "../../sim/run"
import { parseScenario } from "../../sim/scenario"
import { type Serving, serve } from "../../tools/serve/serve"
import { bytecode } from "../support/bytecode"
import { Watcher } from "./watcher"

let serving: Serving
const open: Watcher[] = []
beforeAll(async () => {
    serving = await serve({ port: 0 })
})
afterAll(() => serving.close())
afterEach(() => {
    for (const watcher of open.splice(0)) watcher.close()
})

async function watcher(): Promise<Watcher> {
    const made = await Watcher.open(serving.port)
    open.push(made)
    return made
}

/** A page that controls a new pen at a pace. */
async function controller(speedPercent = 10_000): Promise<Watcher> {
    const page = await watcher()
    page.ask({ type: "control" })
    page.ask({ type: "begin", variant: "stepper", seed: 3, triggerMode: "hold" })
    page.ask({ type: "pace", paused: false, speedPercent })
    await page.until("begun")
    return page
}

/** Status and text of an answer to a request with these headers. */
async function answer(
    path: string,
    headers: Record<string, string>,
    method = "GET",
    body: Uint8Array = new Uint8Array(0)
) {
    const sent = request({ host: "127.0.0.1", port: serving.port, path, headers, method })
    sent.end(body)
    const [response] = (await once(sent, "response")) as [import("node:http").IncomingMessage]
    let text = ""
    for await (const chunk of response) text += String(chunk)
    return { code: response.statusCode, text, headers: response.headers }
}

describe("bench host: who may talk to it", () => {
    test("bench host: the page: is served with a policy that lets nothing in from elsewhere", async () => {
        const { code, text, headers } = await answer("/", {})
        expect(code).toBe(200)
        expect(text).toContain("<title>Dermalock bench</title>")
        expect(text).not.toMatch(/https?:\/\//)
        expect(headers["content-security-policy"]).toContain(
            "default-src 'none'; script-src 'self';"
        )
    })

    test("bench host: a name that only points here: is refused", async () => {
        const { code, text } = await answer("/", { Host: `evil.example:${serving.port}` })
        expect([code, text]).toEqual([403, expect.stringContaining("found evil.example")])
    })

    test.each([
        ["another site", "https://evil.example"],
        ["another port", "http://127.0.0.1:1"],
        ["a file", "null"],
    ])("bench host: a socket of %s: is refused", async (_what, origin) => {
        const socket = new WebSocket(`ws://127.0.0.1:${serving.port}/pen`, { headers: { origin } })
        const [error] = (await once(socket, "error")) as [Error]
        expect(error.message).toContain("403")
    })

    test("bench host: a path outside the page, and another method: refused", async () => {
        expect((await answer("/../package.json", {})).code).toBe(404)
        expect((await answer("/", {}, "POST")).code).toBe(405)
    })

    test.each<[string, Record<string, string>, number, number, RegExp]>([
        ["from another site", { Origin: "https://evil.example" }, 10, 403, /found https:/],
        ["that is none", {}, 10, 422, /a package that `pen release` wrote/],
        ["that is too large", {}, 1_000_001, 422, /expected at most 1000000 bytes/],
    ])("bench host: a package %s: refused", async (_what, headers, size, code, why) => {
        const told = await answer("/package", headers, "POST", new Uint8Array(size))
        expect([told.code, told.text]).toEqual([code, expect.stringMatching(why)])
    })

    test("bench host: an update with a package that nobody handed over: refused", async () => {
        const page = await controller()
        page.ask({ type: "update", package: "0".repeat(64) })
        expect(await page.refusal()).toContain("choose the file again")
    })

    test("bench host: a message that is too long: ends the line", async () => {
        const page = await watcher()
        page.say("x".repeat(messageBytesMax + 1))
        const [code] = (await once(page.socket, "close")) as [number]
        expect(code).toBe(1009)
    })
})

describe("bench host: what it refuses", () => {
    test.each([
        ["no JSON", "leap", 'message: expected JSON, found "leap"'],
        ["no message", "[]", 'expected a message with a "type": one of control, begin'],
        ["an unknown type", '{"type":"leap"}', 'type: expected a message with a "type"'],
        ["a key too many", '{"type":"save","to":"/etc"}', 'found the key "to"'],
        [
            "a speed out of range",
            '{"type":"pace","paused":false,"speedPercent":1}',
            "expected a whole number of % of real time from 10 to 10000, found 1",
        ],
        ["an action that is none", '{"type":"act","action":{"do":"leap"}}', "expected an action"],
        [
            "a scenario outside the folder",
            '{"type":"play","scenario":"../x"}',
            "expected the name of a scenario",
        ],
        ["an unknown scenario", '{"type":"play","scenario":"none"}', "expected one of cartridge-"],
        [
            "a file that is no scenario",
            '{"type":"replay","name":"x.json","scenario":{"schema":2}}',
            "x.json: schema: expected 1, the only version of this format, found 2",
        ],
        ["an unknown cartridge", '{"type":"fit","cartridge":"none"}', "a cartridge in the tray"],
        ["a step of a living pen", '{"type":"advance","ms":5}', "expected a pen that is paused"],
    ])("bench host: %s: is refused in words", async (_what, text, expected) => {
        const page = await controller()
        page.say(text)
        expect(await page.refusal()).toContain(expected)
    })
})

describe("bench host: several pages", () => {
    test("bench host: a second page: watches, and acts only after it took control", async () => {
        const first = await controller()
        const second = await watcher()
        expect((await second.until("control", ({ watchers }) => watchers >= 2)).yours).toBe(false)
        second.act({ do: "set_depth", um: 700 })
        expect(await second.refusal()).toContain("Another page controls this pen")
        second.ask({ type: "control" })
        await first.until("control", ({ yours }) => !yours)
        second.act({ do: "set_depth", um: 700 })
        await first.status(({ depthUm }) => depthUm === 700)
    })

    test("bench host: the controlling page goes while it holds the trigger: the trigger is let go", async () => {
        const first = await controller()
        const second = await watcher()
        first.act({ do: "press" })
        await second.status(({ pressed }) => pressed)
        first.close()
        await second.status(({ pressed }) => !pressed)
        await second.until("control", ({ yours }) => yours)
    })

    test("bench host: a port that is taken: said with what to do", async () => {
        const again = serve({ port: serving.port })
        await expect(again).rejects.toThrow(`Port ${serving.port} is taken on 127.0.0.1. Choose`)
    })
})

describe("bench host: a pen that lives", () => {
    test("bench host: a treatment and a pulled cartridge: the saved file replays with the same result", async () => {
        const page = await controller(1_000)
        await page.status(({ state }) => state === "Locked")
        page.ask({ type: "fit", cartridge: "adjustable" })
        await page.status(({ inhibits }) => inhibits.join() === "ChecklistOpen")
        page.act({ do: "acknowledge" })
        await page.status(({ state }) => state === "Ready")
        page.act({ do: "press" })
        await page.status(({ state, strokes }) => state === "Running" && strokes > 20)
        page.act({ do: "remove" })
        await page.status(({ state }) => state === "Faulted")
        const { trip } = await page.until("trip", one => one.trip.retractedMs !== null)
        expect(trip).toMatchObject({ cause: "remove" })
        expect(trip.driveOffMs).toBeLessThan(2)
        page.ask({ type: "save" })
        const { text } = await page.until("saved")
        const scenario = parseScenario(JSON.parse(text), "saved", () => new Uint8Array())
        expect(Object.keys(scenario.expect)).toContain("plant.strokes")
        const { expect: outcome, final } = await runScenario(scenario, bytecode)
        expect([final.fault, outcome]).toEqual(["CartridgeRemoved", { ok: true, failed: [] }])
    })

    test("bench host: the other variant: runs as well, and its coil can be broken", async () => {
        const page = await controller(1_000)
        page.ask({ type: "begin", variant: "solenoid", seed: 1, triggerMode: "toggle" })
        const { session } = await page.until("session", told => told.session.variant === "solenoid")
        expect(session.triggerMode).toBe("toggle")
        await page.status(({ state }) => state === "Locked")
        page.ask({ type: "fit", cartridge: "adjustable" })
        await page.status(({ inhibits }) => inhibits.join() === "ChecklistOpen")
        page.act({ do: "acknowledge" })
        await page.status(({ state }) => state === "Ready")
        page.act({ do: "press" })
        await page.status(({ state }) => state === "Running")
        page.act({ do: "release" })
        page.act({ do: "fault", unit: "solenoid", kind: "open" })
        const { faults } = await page.status(({ state }) => state === "Faulted")
        expect(faults).toEqual([{ unit: "solenoid", kind: "open" }])
    })

    test("bench host: a pen that was never calibrated: says so", async () => {
        const page = await controller(1_000)
        const calibration = "missing"
        page.ask({ type: "begin", variant: "stepper", seed: 1, triggerMode: "hold", calibration })
        const { inhibits } = await page.status(status =>
            status.inhibits.includes("CalibrationMissing")
        )
        expect(inhibits).toContain("CalibrationMissing")
    })

    test("bench host: a scenario played: pauses at its end with its verdict", async () => {
        const page = await controller()
        page.ask({ type: "play", scenario: "depth-above-cartridge" })
        const { verdict } = await page.until("verdict")
        expect(verdict).toMatchObject({ ok: true })
        expect(verdict.lines.length).toBeGreaterThan(0)
        const { paused } = await page.status(status => status.paused)
        expect(paused).toBe(true)
    })

    test("bench host: paused: time goes only in the steps that are asked for", async () => {
        const page = await controller()
        await page.status(({ state }) => state === "Locked")
        page.ask({ type: "pace", paused: true, speedPercent: 100 })
        page.ask({ type: "save" })
        await page.until("saved")
        page.ask({ type: "advance", ms: 17 })
        page.ask({ type: "advance", ms: 123 })
        page.ask({ type: "save" })
        await vi.waitFor(() => expect(page.all("saved")).toHaveLength(2), { timeout: 8_000 })
        const ends = page.all("saved").map(({ text }) => JSON.parse(text) as { untilMs: number })
        expect(ends[1]!.untilMs - ends[0]!.untilMs).toBe(140)
    })
})
