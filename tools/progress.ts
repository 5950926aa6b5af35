/** Progress on standard error: a bar on a terminal, nothing elsewhere. */
import { Presets, SingleBar } from "cli-progress"

export interface Progress {
    update(value: number): void
    stop(): void
}

/** A bar from 0 to `total`; `what` stands in front, `unit` behind. */
export function progress(what: string, total: number, unit: string): Progress {
    if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
    const format = `${what} {bar} {percentage} % · {value} of {total} ${unit}`
    const options = { format, stream: process.stderr, hideCursor: true, clearOnComplete: true }
    const bar = new SingleBar(options, Presets.shades_classic)
    bar.start(total, 0)
    return {
        update: value => bar.update(Math.min(total, Math.round(value))),
        stop: () => bar.stop(),
    }
}

/** One line about a step that has no measure, on a terminal only. */
export function note(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`${text}\n`)
}
