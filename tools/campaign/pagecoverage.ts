/** The parts of a campaign's report that are about all runs together. */
import { invariants } from "../../sim/campaign/invariantnames"
import { knownShortfalls } from "../../sim/campaign/known"
import type { CampaignResult } from "./campaign"
import { html, type Html } from "./html"
import { grouped } from "./pageparts"
import { cellColours } from "./pagestyle"

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
