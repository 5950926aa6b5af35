/** Progress of a campaign on standard error: a bar with rates on a terminal, nothing elsewhere. */
import { Presets, SingleBar } from "cli-progress"
import type { RunRecord } from "../../sim/campaign/play"
import { hostMs } from "../../sim/hosttime"

export interface CampaignBar {
    run(record: RunRecord): void
    stop(): void
}

const FORMAT =
    "running {bar} {percentage} % · {value} of {total} runs · seed {seed} · {rate} runs/s · " +
    "{failures} violations · {eta_formatted} left"

export function campaignBar(total: number): CampaignBar {
    if (!process.stderr.isTTY) return { run: () => undefined, stop: () => undefined }
    const options = { format: FORMAT, stream: process.stderr, hideCursor: true, etaBuffer: 200 }
    const bar = new SingleBar({ ...options, clearOnComplete: true }, Presets.shades_classic)
    const startedMs = hostMs()
    let runs = 0
    let failures = 0
    bar.start(total, 0, { seed: "–", rate: "–", failures })
    return {
        run: record => {
            failures += record.violations.length
            const rate = ((++runs * 1_000) / (hostMs() - startedMs)).toFixed(1)
            bar.update(runs, { seed: record.seed, rate, failures })
        },
        stop: () => bar.stop(),
    }
}
