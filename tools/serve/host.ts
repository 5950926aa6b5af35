/** Serves the page and its pen on the loopback interface: many pages may watch, one controls. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http"
import type { Duplex } from "node:stream"
import { type RawData, type WebSocket, WebSocketServer } from "ws"
import { messageBytesMax } from "../../bench/limits"
import { askSchema, type CheckedAsk, type Tell } from "../../bench/messages"
import { Refusal, problemsOf } from "../../sim/refusal"
import type { PageFiles } from "./bundle"
import { securityHeaders, whyRefused } from "./guard"
import { Memory } from "./memory"
import { Packages } from "./packages"
import type { PenThread } from "./thread"
import { tray } from "./tray"
import { scenarioEntries } from "./scenarios"

/** A page that does not read gets no more frames until it has read this much, bytes. */
const BEHIND_BYTES = 1_000_000

export class Host {
    private readonly server: Server
    private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytesMax })
    /** Pages in the order in which they came, by their number. */
    private readonly pages = new Map<number, WebSocket>()
    private readonly memory = new Memory()
    private readonly packages = new Packages()
    private controller = 0
    private pagesSoFar = 0

    constructor(
        private readonly files: PageFiles,
        private readonly thread: PenThread,
        private readonly folder: string
    ) {
        this.server = createServer((request, response) => this.answer(request, response))
        this.server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head))
        thread.onWord(({ tell, to }) => {
            if (to !== undefined) this.tellOne(this.pages.get(to), tell)
            else {
                this.memory.keep(tell)
                this.tellAll(tell)
            }
        })
    }

    /** Listens on the loopback interface; rejects with the system's error when the port is taken. */
    listen(port: number): Promise<void> {
        return new Promise((resolve, reject) => {
            this.server.once("error", reject)
            this.server.listen(port, "127.0.0.1", () => {
                this.server.off("error", reject)
                resolve()
            })
        })
    }

    /** The port that it listens on. */
    get port(): number {
        const address = this.server.address()
        return typeof address === "object" && address !== null ? address.port : 0
    }

    /** Closes every connection and gives the port back. */
    async close(): Promise<void> {
        for (const page of this.pages.values()) page.terminate()
        const closed = new Promise<void>(resolve => this.server.close(() => resolve()))
        this.server.closeAllConnections()
        await closed
    }

    private answer(request: IncomingMessage, response: ServerResponse): void {
        const headers = { ...securityHeaders(this.port), "Content-Type": "text/plain" }
        const refused = whyRefused(request, this.port)
        const path = new URL(request.url ?? "/", "http://bench").pathname
        const file = this.files.get(path)
        if (refused !== null) response.writeHead(403, headers).end(refused)
        else if (request.method === "POST" && path === "/package")
            void this.takePackage(request, response, headers)
        else if (request.method !== "GET" && request.method !== "HEAD")
            response.writeHead(405, { ...headers, Allow: "GET, HEAD" }).end("Only GET and HEAD.\n")
        else if (!file) response.writeHead(404, headers).end(`${path}: no such file.\n`)
        else
            response
                .writeHead(200, {
                    ...headers,
                    "Content-Type": file.type,
                    "Content-Length": file.bytes.length,
                })
                .end(request.method === "HEAD" ? undefined : file.bytes)
    }

    /** Answers with what the package is, or with why it is refused. */
    private async takePackage(
        request: IncomingMessage,
        response: ServerResponse,
        headers: Readonly<Record<string, string>>
    ): Promise<void> {
        try {
            const facts = JSON.stringify(await this.packages.take(request))
            response.writeHead(200, { ...headers, "Content-Type": "application/json" }).end(facts)
        } catch (error) {
            const text = error instanceof Error ? error.message : String(error)
            response.writeHead(error instanceof Refusal ? 422 : 500, headers).end(text)
        }
    }

    private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
        const refused = whyRefused(request, this.port)
        if (refused !== null || request.url !== "/pen") {
            const text = refused ?? "The pen is at /pen.\n"
            socket.end(
                `HTTP/1.1 ${refused === null ? "404 Not Found" : "403 Forbidden"}\r\n` +
                    `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` +
                    `Connection: close\r\n\r\n${text}`
            )
            return
        }
        this.sockets.handleUpgrade(request, socket, head, page => this.welcome(page))
    }

    private welcome(page: WebSocket): void {
        const id = ++this.pagesSoFar
        this.pages.set(id, page)
        if (!this.pages.has(this.controller)) this.controller = id
        page.on("message", (data, isBinary) => this.hear(id, isBinary ? "" : textOf(data)))
        // A message that is too long ends the connection; there is nothing more to do about it.
        page.on("error", () => undefined)
        page.on("close", () => this.goodbye(id))
        const scenarios = scenarioEntries(this.folder)
        const { happenings, trips } = this.memory
        this.tellOne(page, { type: "hello", tray, scenarios, happenings, trips })
        for (const tell of this.memory.latest()) this.tellOne(page, tell)
        this.tellControl()
        this.thread.watched(true)
    }

    private goodbye(id: number): void {
        this.pages.delete(id)
        if (this.controller === id) {
            // Nobody holds the trigger any more, nor stands on the foot switch.
            const { pressed, foot } = this.memory
            const lift = { do: "foot", a: false, b: false }
            if (pressed) this.thread.ask({ type: "act", action: { do: "release" } }, id)
            if (foot) this.thread.ask({ type: "act", action: lift }, id)
            this.controller = this.pages.keys().next().value ?? 0
        }
        this.tellControl()
        if (this.pages.size === 0) this.thread.watched(false)
    }

    private hear(id: number, text: string): void {
        const page = this.pages.get(id)
        try {
            const ask = parsedAsk(text)
            if (ask.type === "control") {
                this.controller = id
                this.tellControl()
            } else if (id === this.controller) this.thread.ask(ask, id, this.contentFor(ask))
            else {
                const why = "Another page controls this pen. Take control first."
                this.tellOne(page, { type: "refused", text: why })
            }
        } catch (error) {
            if (!(error instanceof Refusal)) throw error
            this.tellOne(page, { type: "refused", text: error.message })
        }
    }

    private contentFor(ask: CheckedAsk): Uint8Array | undefined {
        return ask.type === "update" ? this.packages.contentOf(ask.package) : undefined
    }

    private tellControl(): void {
        const watchers = this.pages.size
        for (const [id, page] of this.pages)
            this.tellOne(page, { type: "control", yours: id === this.controller, watchers })
    }

    private tellAll(tell: Tell): void {
        const text = JSON.stringify(tell)
        for (const page of this.pages.values())
            if (tell.type !== "frame" || page.bufferedAmount < BEHIND_BYTES) page.send(text)
    }

    private tellOne(page: WebSocket | undefined, tell: Tell): void {
        page?.send(JSON.stringify(tell))
    }
}

/** One message; this library gives it in one piece unless it is asked otherwise. */
function textOf(data: RawData): string {
    return Buffer.isBuffer(data) ? data.toString() : ""
}

/** What a page asks. Throws `Refusal` for anything else. */
function parsedAsk(text: string) {
    let value: unknown
    try {
        value = JSON.parse(text)
    } catch {
        const found = text === "" ? "bytes or nothing" : `"${text.slice(0, 40)}"`
        throw new Refusal("message", [{ path: "", expected: "JSON", found }])
    }
    const parsed = askSchema.safeParse(value)
    if (!parsed.success) throw new Refusal("message", problemsOf(parsed.error.issues, value))
    return parsed.data
}
