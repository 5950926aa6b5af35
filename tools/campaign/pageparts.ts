/** The parts of a campaign's report that are about its hazards. */
import { figureOf, type FigureName } from "../../sim/campaign/figures"
import type { CaseSummary, HazardSummary } from "../../sim/campaign/verdict"
import type { CampaignResult } from "./campaign"
import { html, type Html } from "./html"

/** Violations on the page; the JSON Lines have all of them. */
const SHOWN = 60

export function facts(result: CampaignResult): Html {
    const hours = result.virtualS / 3_600
    const fact = (name: string, value: string, long = false): Html =>
        html`<div class="${long ? "long" : ""}">
            <dt>${name}</dt>
            <dd class="${long ? "long" : ""}">${value}</dd>
        </div>`
    const speed = result.runsPerS > 0 ? result.runsPerS.toFixed(1) : "–"
    return html`<dl class="facts">
        ${fact("runs", grouped(result.runs))}
        ${fact("seeds", `${result.seeds[0]} to ${result.seeds[1]}`)}
        ${fact("pen time", `${hours.toFixed(hours < 10 ? 2 : 0)} h`)}
        ${fact("runs per second", speed)}
        ${fact("processor time of the program", result.charged ? "charged" : "not charged")}
        ${fact("bytecode, SHA-256", result.bytecodeSha256, true)}
        ${fact("all traces, SHA-256", result.traceSha256, true)}
    </dl>`
}

/** A number with its thousands apart. */
export function grouped(value: number): string {
    return value.toLocaleString("en-GB")
}

export function hazardTable({ hazards }: CampaignResult): Html {
    const rows = hazards.flatMap(hazard => hazard.cases.map(one => hazardRow(hazard, one)))
    return html`<div class="wide">
        <table>
            <colgroup>
                <col class="what" />
                <col class="measure" />
                <col span="5" />
                <col class="control" />
            </colgroup>
            <thead>
                <tr>
                    <th>Hazard</th>
                    <th>What is measured</th>
                    <th class="n">limit</th>
                    <th class="n">worst with</th>
                    <th></th>
                    <th class="n">worst without</th>
                    <th class="n">harmed without</th>
                    <th>Control that arm “without” lacks</th>
                </tr>
            </thead>
            <tbody>
                ${rows}
            </tbody>
        </table>
    </div>`
}

function hazardRow(hazard: HazardSummary, one: CaseSummary): Html {
    const { unit, what } = figureOf(one.figure as FigureName)
    const { with: kept, without: lost } = one
    const share = lost.matched > 0 ? Math.round((100 * lost.harmed) / lost.matched) : 0
    const state = one.problems.length > 0 ? "bad" : "ok"
    return html`<tr>
        <td>
            <span class="id">${hazard.id}</span> ${hazard.title}<br />
            <span class="soft">${one.name}<br />${hazard.requirements.map(idOf)}</span>
        </td>
        <td>${what}</td>
        <td class="n">${kept.limit} ${unit}</td>
        <td class="n">
            <span class="${kept.violations > 0 ? "bad" : ""}">${grouped(kept.worst)}</span>
        </td>
        <td>${bar(kept.worst, kept.limit)}</td>
        <td class="n">${grouped(lost.worst)}</td>
        <td class="n">
            <span class="${state}">${lost.harmed} of ${lost.matched}</span><br />
            <span class="soft">${share} %</span>
        </td>
        <td>${one.control}</td>
    </tr>`
}

/** An identifier is never broken over two lines. */
function idOf(id: string): Html {
    return html`<span class="nowrap">${id}</span> `
}

/** The worst value as a share of its limit. */
function bar(value: number, limit: number): Html {
    const percent = limit > 0 ? Math.min(100, (100 * value) / limit) : value > 0 ? 100 : 0
    const over = value > limit ? html` class="over"` : ""
    return html`<span class="bar"><i${over} style="width:${Math.round(percent)}%"></i></span>`
}

export function openList({ hazards }: CampaignResult): Html | string {
    const open = hazards.filter(hazard => hazard.status === "open")
    if (open.length === 0) return ""
    return html`<h2>Open hazards</h2>
        <p>Nothing is claimed about these. Each waits for a part that is not there yet.</p>
        <table>
            <thead>
                <tr>
                    <th>Hazard</th>
                    <th></th>
                    <th>Waits for</th>
                </tr>
            </thead>
            <tbody>
                ${open.map(
                    ({ id, title, waitsFor }) =>
                        html`<tr>
                            <td class="id">${id}</td>
                            <td>${title}</td>
                            <td>${waitsFor ?? ""}</td>
                        </tr>`
                )}
            </tbody>
        </table>`
}

/** The worst case of each hazard, ready to be looked at. */
export function worstRuns({ hazards }: CampaignResult): Html {
    const rows = hazards.flatMap(({ id, cases }) =>
        cases.flatMap(one => {
            const { with: kept } = one
            if (kept.replay === null) return []
            const { unit } = figureOf(one.figure as FigureName)
            return [
                html`<tr>
                    <td class="id">${id}</td>
                    <td class="n">${kept.worst} of ${kept.limit} ${unit}</td>
                    <td><code>${kept.replay}</code></td>
                </tr>`,
            ]
        })
    )
    return html`<table>
        <thead>
            <tr>
                <th>Hazard</th>
                <th class="n">worst with the control</th>
                <th>shown again by</th>
            </tr>
        </thead>
        <tbody>
            ${rows}
        </tbody>
    </table>`
}

export function violationTable({ violations, hazards }: CampaignResult): Html | string {
    const problems = hazards.flatMap(({ id, problems }) =>
        problems.map(
            text =>
                html`<tr>
                    <td class="id">${id}</td>
                    <td colspan="4">${text}</td>
                </tr>`
        )
    )
    if (violations.length + problems.length === 0) return ""
    const rows = violations.slice(0, SHOWN).map(
        one =>
            html`<tr>
                    <td class="id">${one.hazard}</td>
                    <td>${one.invariant}${one.text === undefined ? "" : `: ${one.text}`}</td>
                    <td class="n">${one.value}</td>
                    <td class="n">${one.limit}</td>
                    <td class="n">${one.atMs} ms</td>
                </tr>
                <tr>
                    <td></td>
                    <td colspan="4"><code>${one.replay}</code></td>
                </tr>`
    )
    const more = violations.length - rows.length
    return html`<h2>What must not be</h2>
        <table>
            <thead>
                <tr>
                    <th>Hazard</th>
                    <th></th>
                    <th class="n">value</th>
                    <th class="n">limit</th>
                    <th class="n">at</th>
                </tr>
            </thead>
            <tbody>
                ${problems}${rows}
            </tbody>
        </table>
        ${more > 0 ? html`<p>and ${more} more</p>` : ""}`
}
