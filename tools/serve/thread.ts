/** The pen's thread, as its host sees it. */
import { Worker } from "node:worker_threads"
import type { CheckedAsk } from "../../bench/messages"
import type { Order, Word } from "./worker"

export class PenThread {
    private readonly worker: Worker

    /** `folder` is where scenarios lie. */
    constructor(folder: string) {
        this.worker = new Worker(new URL("../serveworker.mjs", import.meta.url), {
            workerData: { folder },
        })
    }

    onWord(listener: (word: Word) => void): void {
        this.worker.on("message", listener)
    }

    /** Calls back when the thread died, with the reason: a defect of the bench. */
    onFailure(listener: (error: Error) => void): void {
        this.worker.on("error", listener)
    }

    /** `content`: the package of an update. */
    ask(ask: CheckedAsk, from: number, content?: Uint8Array): void {
        this.order({ ask, from, ...(content ? { content } : {}) })
    }

    /** Time passes only while somebody looks. */
    watched(watched: boolean): void {
        this.order({ watched })
    }

    async end(): Promise<void> {
        await this.worker.terminate()
    }

    private order(order: Order): void {
        this.worker.postMessage(order)
    }
}
