/** A campaign as text: a line per case, and what is wrong. */
import pc from "picocolors"
import { table } from "../table"
import type { CampaignResult } from "./campaign"

export function campaignText(results: readonly CampaignResult[]): string {
    return results.map(result => `${linesOf(result).join("\n")}\n`).join("\n")
}

function linesOf(result: CampaignResult): string[] {
    const rows = result.hazards.flatMap(({ id, cases }) =>
        cases.map(one => ({
            hazard: id,
            case: one.name,
            figure: one.figure,
            limit: one.with.limit,
            runs: one.with.runs + one.without.runs,
            "worst with": one.with.runs > 0 ? one.with.worst : null,
            violations: one.with.runs > 0 ? one.with.violations : null,
            "worst without": one.without.runs > 0 ? one.without.worst : null,
            harmed: one.without.runs > 0 ? `${one.without.harmed} of ${one.without.matched}` : "–",
        }))
    )
    const [from, to] = result.seeds
    const head = `${result.variant}: seeds ${from}..${to}, ${result.runs} runs, ${result.runsPerS} runs/s`
    return [
        pc.bold(head),
        "",
        ...table(rows),
        ...swarmLines(result),
        ...coverageLines(result),
        ...openLines(result),
        ...problemLines(result),
    ]
}

function swarmLines({ swarm }: CampaignResult): string[] {
    if (!swarm) return []
    const remedies = Object.entries(swarm.remedies).sort(([, one], [, other]) => other - one)
    const ready = remedies.map(([what, count]) => `  ${String(count).padStart(5)}  ${what}`)
    const head = `swarm: ${swarm.runs} runs, ${swarm.violations} violations; Ready again by`
    return ["", pc.bold(head), ...ready]
}

function coverageLines({ coverage, traceSha256 }: CampaignResult): string[] {
    const { states, pairs, faultPairs } = coverage
    const visited = `${pairs} pairs of state and event in ${states} states, ${faultPairs} faults`
    return ["", `visited: ${visited}`, `traces:  ${traceSha256}`]
}

function openLines({ hazards }: CampaignResult): string[] {
    const open = hazards.filter(hazard => hazard.status === "open")
    if (open.length === 0) return []
    const lines = open.map(({ id, title, waitsFor }) => `  ${id}  ${title}: waits for ${waitsFor}`)
    return ["", pc.yellow(`open: ${open.length}`), ...lines]
}

/** At most so many violations as text; `--json` has all of them. */
const SHOWN = 20

function problemLines({ hazards, violations }: CampaignResult): string[] {
    const problems = hazards.flatMap(({ id, problems }) => problems.map(text => `  ${id}  ${text}`))
    const shown = violations.slice(0, SHOWN).map(one => {
        const what = `${one.invariant} ${one.value}, limit ${one.limit}, at ${one.atMs} ms`
        return `  ${one.hazard}  ${what}\n      ${pc.cyan(one.replay)}`
    })
    const more = violations.length - shown.length
    return [
        ...(problems.length > 0 ? ["", pc.red(`failed: ${problems.length}`), ...problems] : []),
        ...(shown.length > 0 ? ["", pc.red(`violations: ${violations.length}`), ...shown] : []),
        ...(more > 0 ? [`  and ${more} more`] : []),
        ...(problems.length + shown.length === 0 ? ["", pc.green("no violation")] : []),
    ]
}
