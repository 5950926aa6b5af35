/** What a pen says of itself, as lines for a terminal. */
import pc from "picocolors"
import type { PenWatch } from "../../bench/real/penwatch"
import { table } from "../table"
import type { Snapshot } from "./realpen"

export function snapshotText({ services, journal }: Snapshot): string {
    const rows = Object.entries(services).flatMap(([service, registers]) =>
        Object.entries(registers).map(([register, says]) => ({ service, register, says }))
    )
    const entries = journal.map(
        ({ counter, at, text }) => `${counter}  ${at ?? "time not known"}  ${text}`
    )
    const written = services["journal"]?.["entries"] ?? "?"
    const heading = pc.bold(`journal: the newest ${entries.length} of ${written} entries`)
    return `${[...table(rows), "", heading, ...entries].join("\n")}\n\n`
}

/** A writer of what is new since it was asked last: registers that changed, and events. */
export function changes(watch: PenWatch): () => string {
    const shown = new Map<string, string>()
    let told = 0
    const fresh = (): string[] =>
        watch.readings().flatMap(({ service, register, text }) => {
            const name = `${service}.${register}`
            const before = shown.get(name)
            shown.set(name, text)
            return before === undefined || before === text ? [] : [`${name} = ${text}`]
        })
    fresh()
    return () => {
        const events = watch.events
            .slice(Math.max(0, told - watch.dropped))
            .map(({ text }) => pc.cyan(text))
        told = watch.dropped + watch.events.length
        return [...events, ...fresh()].map(line => `${line}\n`).join("")
    }
}
