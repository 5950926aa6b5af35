/** A pen at a serial port, watched by what its services say, for a terminal. */
import { penJournal } from "../../bench/real/penjournal"
import { PenWatch } from "../../bench/real/penwatch"
import { serviceSpecs } from "../../sim/services"
import { type PenBus, penBus } from "../bus/penbus"
import type { PenPort } from "../bus/port"
import { Failed } from "../outcome"

/** Found within a second, and every one of its registers asked for once. */
const FOUND_MS = 15_000
const LOOK_MS = 20

export interface Snapshot {
    readonly schema: 1
    readonly port: string
    /** Registers of each service, in words. */
    readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>
    readonly journal: Awaited<ReturnType<typeof penJournal>>
}

export class RealPen {
    readonly watch: PenWatch
    private readonly line: PenBus

    constructor(private readonly port: PenPort) {
        this.line = penBus(port)
        this.watch = new PenWatch(this.line.bus, serviceSpecs())
        this.watch.start()
    }

    /** Waits until the pen has told everything once. Throws `Failed` when it does not. */
    async found(): Promise<void> {
        const { port, watch } = this
        const endMs = port.nowMs() + FOUND_MS
        while (!watch.complete) {
            if (port.nowMs() > endMs) throw new Failed(`${port.name}: ${this.silence()}`)
            await port.wait(LOOK_MS)
        }
    }

    /** Everything that it told, and the newest entries of its journal. */
    async snapshot(entries: number): Promise<Snapshot> {
        const services: Record<string, Record<string, string>> = {}
        for (const { service, register, text } of this.watch.readings())
            (services[service] ??= {})[register] = text
        const journal = await penJournal(this.watch, entries)
        return { schema: 1, port: this.port.name, services, journal }
    }

    async close(): Promise<void> {
        this.watch.stop()
        await this.line.bus.stop()
        await this.port.close()
    }

    private silence(): string {
        return this.watch.present
            ? "the pen does not tell everything: another tool asks it at the same time. Close that one."
            : "no pen with its program answers. Is the cartridge out? The pen closes its USB data lines only then. " +
                  "Is it switched on? If both hold, say `npx pen recover --port`."
    }
}
