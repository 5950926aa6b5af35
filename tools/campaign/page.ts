/** The report of a campaign: one page that needs nothing but itself, for the screen and for paper. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { RunRecord } from "../../sim/campaign/play"
import type { Campaign, CampaignResult } from "./campaign"
import { heatKey, heatMap } from "./heatmap"
import { html, Html } from "./html"
import { coverageTable, invariantTable, knownList, swarmPart } from "./pagecoverage"
import { facts, hazardTable, openList, violationTable, worstRuns } from "./pageparts"
import { style } from "./pagestyle"

/** Writes `index.html` into a folder, which is made if it is not there. */
export function writeReport(folder: string, campaign: Campaign): void {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, "index.html"), pageOf(campaign))
}

export function pageOf({ results, runs }: Campaign): string {
    const page = html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>Dermalock: campaign</title>
                <style>
                    ${new Html(style)}
                </style>
            </head>
            <body>
                <h1>Dermalock: what the controls are worth</h1>
                <p class="soft">
                    Every hazard in the simulated world, with its control and without it, on the
                    bytecode that is flashed. Both arms have the same seeds and scenarios and differ
                    in one control. A bench kit: not for use on people.
                </p>
                ${results.map(result => variantPart(result, runs))}
            </body>
        </html>`
    return `${page.text.replace(/\n\s+/g, "\n")}\n`
}

function variantPart(result: CampaignResult, all: readonly RunRecord[]): Html {
    const runs = all.filter(run => run.variant === result.variant)
    const rows = result.hazards.flatMap(({ id, cases }) => cases.map(summary => ({ id, summary })))
    return html`<section>
        <h2>Variant ${result.variant}</h2>
        ${verdict(result)}${facts(result)} ${violationTable(result)}
        <h2>Hazards</h2>
        ${hazardTable(result)}
        <h2>All runs</h2>
        ${heatKey()}
        <div class="wide">${heatMap(rows, runs)}</div>
        <h2>Worst runs</h2>
        ${worstRuns(result)}${openList(result)}
        <h2>What holds in every run</h2>
        <p>
            Judged at every edge of energy, permission and life, at every stroke, and every
            millisecond between them, in arm “with” and in the runs that nobody thought of.
        </p>
        ${invariantTable(result)}${knownList()} ${swarmPart(result)}
        <h2>Coverage</h2>
        ${coverageTable(result)}
    </section>`
}

function verdict({ hazards, violations }: CampaignResult): Html {
    const controlled = hazards.filter(hazard => hazard.status === "controlled")
    const failed = controlled.filter(hazard => hazard.problems.length > 0).length
    const open = hazards.length - controlled.length
    const good = failed === 0 && violations.length === 0
    const shown = controlled.length - failed
    const claim = `${shown} of ${controlled.length} hazards: harmed without the control, not with it`
    const text = `${claim}. ${violations.length} violations. ${open} hazards open.`
    return html`<div class="verdict ${good ? "good" : "bad"}">${text}</div>`
}
