/** The bench page from start to stop: bundle, thread, port. */
import { join } from "node:path"
import { askSchema } from "../../bench/messages"
import { Failed } from "../outcome"
import { root } from "../paths"
import { pageFiles } from "./bundle"
import { Host } from "./host"
import { PenThread } from "./thread"

/** Where the page is unless somebody says otherwise, and how many ports are tried from there on. */
export const DEFAULT_PORT = 8427
const PORTS_TRIED = 20

export interface ServeOptions {
    /** Exactly this port; default: the first free one from `DEFAULT_PORT` on. 0: any. */
    readonly port?: number
    readonly variant?: "stepper" | "solenoid"
    readonly seed?: number
}

export interface Serving {
    readonly url: string
    readonly port: number
    close(): Promise<void>
    /** Resolves never, or rejects when the pen's thread dies. */
    readonly failed: Promise<never>
}

/** Serves the page with a new pen that lives from the moment at which somebody looks. */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
    const folder = join(root, "scenarios")
    const thread = new PenThread(folder)
    try {
        const host = new Host(await pageFiles(), thread, folder)
        const failed = new Promise<never>((_resolve, reject) => thread.onFailure(reject))
        failed.catch(() => undefined)
        await listen(host, options.port)
        const { variant = "stepper", seed = 1 } = options
        thread.ask(askSchema.parse({ type: "begin", variant, seed, triggerMode: "hold" }), 0)
        const close = async (): Promise<void> => {
            await host.close()
            await thread.end()
        }
        return { url: `http://127.0.0.1:${host.port}/`, port: host.port, close, failed }
    } catch (error) {
        await thread.end()
        throw error
    }
}

async function listen(host: Host, port: number | undefined): Promise<void> {
    const ports =
        port === undefined
            ? Array.from({ length: PORTS_TRIED }, (_, index) => DEFAULT_PORT + index)
            : [port]
    for (const one of ports) {
        const taken = await host.listen(one).then(
            () => false,
            (error: unknown) => {
                const { code } = error as { code?: string }
                if (code === "EADDRINUSE" || code === "EACCES") return true
                throw error
            }
        )
        if (!taken) return
    }
    const range =
        ports.length === 1 ? `Port ${port} is` : `Ports ${ports[0]} to ${ports.at(-1)} are`
    throw new Failed(`${range} taken on 127.0.0.1. Choose a free one with --port.`)
}
