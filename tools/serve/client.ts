/** A page without a browser: hears what the host tells, and asks. For measurements, scripts and tests. */
import { once } from "node:events"
import { WebSocket } from "ws"
import type { Ask, Status, Tell } from "../../bench/messages"

export type Told<Type extends Tell["type"]> = Extract<Tell, { type: Type }>

/** Longer than the host takes for anything but a scenario. */
const PATIENCE_MS = 15_000

export class BenchClient {
    private readonly newest = new Map<Tell["type"], Tell>()
    private readonly listeners = new Set<(tell: Tell) => void>()

    readonly socket: WebSocket

    /** Listens from the first moment on: what is told first comes together with the answer that opens the line. */
    protected constructor(port: number) {
        this.socket = new WebSocket(`ws://127.0.0.1:${port}/pen`)
        this.socket.on("message", data => {
            if (Buffer.isBuffer(data)) this.hear(JSON.parse(data.toString()) as Tell)
        })
    }

    static async open(port: number): Promise<BenchClient> {
        return new BenchClient(port).opened()
    }

    protected async opened(): Promise<this> {
        await once(this.socket, "open")
        return this
    }

    ask(what: Ask): void {
        this.say(JSON.stringify(what))
    }

    /** Any text, whether or not it means something. */
    say(text: string): void {
        this.socket.send(text)
    }

    act(action: Record<string, unknown>): void {
        this.ask({ type: "act", action })
    }

    onTell(listener: (tell: Tell) => void): () => void {
        this.listeners.add(listener)
        return () => this.listeners.delete(listener)
    }

    last<Type extends Tell["type"]>(type: Type): Told<Type> | undefined {
        return this.newest.get(type) as Told<Type> | undefined
    }

    /** The newest of a type, or the next one that passes. Rejects with what was told instead. */
    async until<Type extends Tell["type"]>(
        type: Type,
        passes: (tell: Told<Type>) => boolean = () => true,
        patienceMs = PATIENCE_MS
    ): Promise<Told<Type>> {
        const last = this.last(type)
        if (last && passes(last)) return last
        return new Promise((resolve, reject) => {
            const stop = this.onTell(tell => {
                if (tell.type !== type || !passes(tell as Told<Type>)) return
                clearTimeout(timer)
                stop()
                resolve(tell as Told<Type>)
            })
            const timer = setTimeout(() => {
                stop()
                const found = JSON.stringify(this.last(type))
                reject(new Error(`not within ${patienceMs} ms: ${type}; last ${found}`))
            }, patienceMs)
        })
    }

    /** Waits until the newest status passes. */
    async status(passes: (status: Status) => boolean): Promise<Status> {
        return (await this.until("status", ({ status }) => passes(status))).status
    }

    close(): void {
        this.socket.close()
    }

    protected hear(tell: Tell): void {
        // What was told before is of another pen.
        const ofThePen = ["status", "frame", "trip", "verdict", "happened"] as const
        if (tell.type === "begun") for (const type of ofThePen) this.newest.delete(type)
        this.newest.set(tell.type, tell)
        for (const listener of [...this.listeners]) listener(tell)
    }
}
