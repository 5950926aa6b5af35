/** A page without a browser: what the host tells, and what it makes of what it is asked. */
import { once } from "node:events"
import { WebSocket } from "ws"
import { vi } from "vitest"
import type { Ask, Status, Tell } from "../../bench/messages"

type Told<Type extends Tell["type"]> = Extract<Tell, { type: Type }>

export class Watcher {
    readonly told: Tell[] = []

    private constructor(readonly socket: WebSocket) {
        socket.on("message", data => {
            if (Buffer.isBuffer(data)) this.told.push(JSON.parse(data.toString()) as Tell)
        })
    }

    static async open(port: number, headers: Record<string, string> = {}): Promise<Watcher> {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/pen`, { headers })
        const watcher = new Watcher(socket)
        await once(socket, "open")
        return watcher
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

    all<Type extends Tell["type"]>(type: Type): Told<Type>[] {
        return this.told.filter((tell): tell is Told<Type> => tell.type === type)
    }

    last<Type extends Tell["type"]>(type: Type): Told<Type> | undefined {
        return this.all(type).at(-1)
    }

    /** Waits until the host has told something that passes. */
    async until<Type extends Tell["type"]>(
        type: Type,
        passes: (tell: Told<Type>) => boolean = () => true
    ): Promise<Told<Type>> {
        return vi.waitFor(
            () => {
                const found = this.all(type).findLast(passes)
                if (!found)
                    throw new Error(`not told: ${type}, last ${JSON.stringify(this.last(type))}`)
                return found
            },
            { timeout: 15_000, interval: 5 }
        )
    }

    /** Waits until the newest status passes. */
    async status(passes: (status: Status) => boolean): Promise<Status> {
        return vi.waitFor(
            () => {
                const status = this.last("status")?.status
                if (!status || !passes(status)) throw new Error(`status: ${JSON.stringify(status)}`)
                return status
            },
            { timeout: 15_000, interval: 5 }
        )
    }

    async refusal(): Promise<string> {
        const before = this.all("refused").length
        return vi.waitFor(
            () => {
                const found = this.all("refused")[before]
                if (!found) throw new Error("not refused")
                return found.text
            },
            { timeout: 5_000, interval: 5 }
        )
    }

    close(): void {
        this.socket.close()
    }
}
