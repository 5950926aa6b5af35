/** The parts of a campaign's report, one function each. */
import { figureOf, type FigureName } from "../../sim/campaign/figures"
import { invariants } from "../../sim/campaign/invariantnames"
import { knownShortfalls } from "../../sim/campaign/known"
import type { CaseSummary, HazardSummary } from "../../sim/campaign/verdict"
import type { CampaignResult } from "./campaign"
import { html, type Html } from "./html"
import { cellColours } from "./pagestyle"

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

function grouped(value: number): string {
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

export function invariantTable(result: CampaignResult): Html {
    const rows = result.invariants.map(one => {
        const { what } = invariants[one.name]
        const worst = one.judged > 0 ? `${one.worst} ${one.unit}` : "–"
        const tone = one.worst > one.limit && one.name !== "driveOffLate" ? "bad" : ""
        return html`<tr>
            <td>${what}<br /><span class="soft">${one.name} · ${one.requirement}</span></td>
            <td class="n">${one.limit} ${one.unit}</td>
            <td class="n"><span class="${tone}">${worst}</span></td>
            <td class="n">${grouped(one.judged)}</td>
            <td><code>${one.replay ?? ""}</code></td>
        </tr>`
    })
    return html`<table>
        <thead>
            <tr>
                <th>Invariant</th>
                <th class="n">limit</th>
                <th class="n">worst</th>
                <th class="n">runs</th>
                <th>worst run</th>
            </tr>
        </thead>
        <tbody>
            ${rows}
        </tbody>
    </table>`
}

export function knownList(): Html {
    const rows = Object.entries(knownShortfalls).flatMap(([fault, known]) =>
        Object.entries(known).map(
            ([name, why]) =>
                html`<tr>
                    <td class="id">${fault}</td>
                    <td>${name}</td>
                    <td>${why ?? ""}</td>
                </tr>`
        )
    )
    return html`<h3>Known shortfalls, not judged</h3>
        <table>
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

export function swarmPart({ swarm }: CampaignResult): Html | string {
    if (!swarm) return ""
    const remedies = Object.entries(swarm.remedies).sort(([, one], [, other]) => other - one)
    return html`<h2>Runs that nobody thought of</h2>
        <p>
            Random treatments, failures and actions at random phases. At the end everything is
            mended, and a person does what one tries on a pen that does not start, the least first.
            What made it Ready:
        </p>
        <table>
            <tbody>
                ${remedies.map(
                    ([what, count]) =>
                        html`<tr>
                            <td class="n" style="width:6em">${grouped(count)}</td>
                            <td>${what}</td>
                        </tr>`
                )}
            </tbody>
        </table>`
}

/** Events down, states across; the darker, the more runs. */
export function coverageTable({ coverage }: CampaignResult): Html {
    const order = ["SelfTest", "Locked", "Ready", "Arming", "Running", "Stopping", "Faulted"]
    const states = order.filter(state => coverage.visits[state])
    const events = [
        ...new Set(states.flatMap(state => Object.keys(coverage.visits[state]!))),
    ].sort()
    const most = Math.max(1, ...states.flatMap(state => Object.values(coverage.visits[state]!)))
    const cell = (state: string, event: string): Html => {
        const count = coverage.visits[state]![event] ?? 0
        if (count === 0) return html`<td style="background:${cellColours.none}"></td>`
        const light = 92 - (40 * Math.log(count)) / Math.log(most + 1)
        return html`<td style="background:hsl(210 45% ${Math.round(light)}%)">${count}</td>`
    }
    const table = (some: readonly string[]): Html =>
        html`<table class="cover">
            <thead>
                <tr>
                    <th></th>
                    ${states.map(state => html`<th>${state}</th>`)}
                </tr>
            </thead>
            <tbody>
                ${some.map(
                    event =>
                        html`<tr>
                            <th>${event}</th>
                            ${states.map(state => cell(state, event))}
                        </tr>`
                )}
            </tbody>
        </table>`
    const actions = events.filter(event => !event.includes("."))
    const faults = events.filter(event => event.includes("."))
    return html`<p>
            ${coverage.pairs} pairs of state and event in ${coverage.states} states;
            ${coverage.faultPairs} faults. The numbers are runs.
        </p>
        <h3>Actions</h3>
        ${table(actions)}
        <h3>Failures</h3>
        ${table(faults)}`
}
