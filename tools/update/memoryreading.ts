/**
 * Reads a pen's memory over its line. The first block of each question comes as its answer; those behind it come as
 * lines of the pen's log, which the runtime does not hold back as it does packets (`services/journal.md`).
 */
import { Printed } from "../../src/core/service"
import { type Client, littleEndian, NotImplemented } from "../bus/client"
import type { PenPort } from "../bus/port"
import { Failed } from "../failed"
import { BLOCK_BYTES } from "./memory"

const JOURNAL = "journal"
/** An answer begins with the number of its block. */
const NUMBER_BYTES = 2
/** The answer waits for its turn longer than the lines do; a line that does not follow at once was lost. */
const LINES_MS = 100
const POLL_MS = 5
const LINE = /^> @memory (\d+) ([0-9a-f]+)$/

export class MemoryReading {
    private readonly blocks = new Map<number, Uint8Array>()
    /** Blocks whose lines are awaited. */
    private readonly awaited = new Set<number>()
    private command = "print_memory"

    constructor(
        private readonly client: Client,
        private readonly port: PenPort
    ) {}

    /** A line of the pen's log. What was not asked for, or did not come whole, is asked for again. */
    hear(line: string): void {
        const [, number, text] = LINE.exec(line) ?? []
        if (text?.length !== 2 * BLOCK_BYTES || !this.awaited.delete(Number(number))) return
        this.blocks.set(Number(number), bytesOf(text))
    }

    /**
     * The blocks of these numbers, in their order. `inService`: more of them at once. Throws `Failed` when the pen
     * keeps one back, and `NotImplemented` when its program cannot read its memory out.
     */
    async read(
        numbers: readonly number[],
        inService: boolean
    ): Promise<ReadonlyMap<number, Uint8Array>> {
        const behind = inService ? Printed.InService : Printed.AtRest
        const wanted = new Set(numbers)
        for (const first of numbers) {
            if (this.blocks.has(first)) continue
            this.awaited.clear()
            for (let block = first + 1; wanted.has(block) && block <= first + behind; block++)
                if (!this.blocks.has(block)) this.awaited.add(block)
            this.blocks.set(first, await this.ask(first))
            if (this.command === "print_memory") await this.lines()
        }
        return this.blocks
    }

    private async lines(): Promise<void> {
        const endMs = this.port.nowMs() + LINES_MS
        while (this.awaited.size > 0 && this.port.nowMs() < endMs) await this.port.wait(POLL_MS)
    }

    private async ask(block: number): Promise<Uint8Array> {
        // Of two answers to a question that was repeated, the second one is not the answer to the next.
        const fits = (answer: Uint8Array): boolean => littleEndian(answer.subarray(0, 2)) === block
        const call = (): Promise<Uint8Array> =>
            this.client.call(JOURNAL, this.command, [block], fits)
        const answer = await call().catch((error: unknown) => {
            if (!(error instanceof NotImplemented) || this.command === "read_memory") throw error
            // An older program gives one block at a time.
            this.command = "read_memory"
            return call()
        })
        if (answer.length === NUMBER_BYTES + BLOCK_BYTES) return answer.subarray(NUMBER_BYTES)
        throw new Failed(`the pen does not read block ${block} of its memory out`)
    }
}

function bytesOf(hex: string): Uint8Array {
    return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
        parseInt(hex.slice(2 * index, 2 * index + 2), 16)
    )
}
