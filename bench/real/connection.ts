/** The page's line to a real pen: the bus over Web Serial, and the watch on it. */
import { signal } from "@preact/signals"
import { createWebSerialTransport, JDBus } from "jacdac-ts"
import specs from "pen-services"
import type { JournalLine } from "../messages"
import { penJournal } from "./penjournal"
import { type PenEvent, PenWatch, type Reading } from "./penwatch"

/** Maker of the controller, whose own USB port the pen has. */
const ESPRESSIF = 0x303a
/** A pen that says nothing is noticed after this. */
const LOOK_MS = 500
const ENTRIES_SHOWN = 100

/** What the page shows of the pen. */
export const said = signal({
    present: false,
    readings: [] as readonly Reading[],
    events: [] as readonly PenEvent[],
})
export const entries = signal<readonly JournalLine[]>([])

interface Connection {
    readonly bus: JDBus
    readonly watch: PenWatch
    readonly timer: number
}

let connection: Connection | undefined

/** Has a person choose a port, and watches the pen there. Returns why not; undefined when it does. */
export async function open(): Promise<string | undefined> {
    const bus = new JDBus([createWebSerialTransport()], {
        disableRoleManager: true,
        services: [...specs],
        serialVendorIds: [ESPRESSIF],
    })
    bus.backgroundRefreshRegisters = false
    await bus.connect()
    if (!bus.connected) {
        await bus.stop()
        return "No pen was connected: none was chosen, another program has its port open, or it does not answer."
    }
    // A pen whose data lines open, because a cartridge is fitted, comes back by itself when they close.
    bus.autoConnect = true
    const watch = new PenWatch(bus, specs)
    watch.onChange = () => show(watch)
    watch.start()
    connection = { bus, watch, timer: window.setInterval(() => show(watch), LOOK_MS) }
    entries.value = []
    return undefined
}

export async function close(): Promise<void> {
    if (!connection) return
    const { bus, watch, timer } = connection
    connection = undefined
    window.clearInterval(timer)
    watch.stop()
    bus.autoConnect = false
    await bus.stop()
}

export async function readJournal(): Promise<void> {
    if (connection) entries.value = await penJournal(connection.watch, ENTRIES_SHOWN)
}

/** What a register said last, as a number; 0 before it has said anything. */
export function number(service: string, register: string): number {
    return connection?.watch.number(service, register) ?? 0
}

/** The same in words. */
export function words(service: string, register: string): string {
    return connection?.watch.reading(service, register)?.text ?? "–"
}

function show(watch: PenWatch): void {
    said.value = {
        present: watch.present,
        readings: watch.readings(),
        events: [...watch.events],
    }
}
