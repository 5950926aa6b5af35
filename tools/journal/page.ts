/** Treatment reports: one page that needs nothing but itself, one sheet of paper for each session. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { lockouts, serviceWords } from "../../bench/journalwords"
import type { Stretch } from "../../sim/journal/entries"
import type { TreatmentSession } from "../../sim/journal/sessions"
import { FAULT_LAST, faultName } from "../../src/core/fault"
import { faultText } from "../../src/core/text"
import { html, Html } from "../campaign/html"
import { ink } from "../plotstyle"
import { style } from "../campaign/pagestyle"
import { millimetres } from "../wording"
import type { Journal } from "./source"
import { trendOf } from "./trend"
import { benchWords, serviced } from "./text"

/** What the first entry of a session stands for. */
const OPENED = "Checklist acknowledged. Cartridge marked as used, and the mark read back."

const sheet = `
dl.facts { grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)) }
dl.facts dd { font-size: 16px }
.sheet { border-top: 3px solid ${ink.strong}; padding: 10px 0 28px; margin-top: 28px }
.bench { border: 2px solid #b35c00; color: #8a4600; background: #fff6e8; font-weight: 700; padding: 6px 12px;
  margin: 10px 0; print-color-adjust: exact; -webkit-print-color-adjust: exact }
.foot { color: ${ink.soft}; font-size: 11px; max-width: none; border-top: 1px solid ${ink.grid}; padding-top: 6px;
  margin-top: 14px }
@media print { .sheet { break-before: page; margin: 0; border: 0; padding: 0; break-inside: avoid }
  .cover { break-after: auto } }
`

/** Writes `index.html` into a folder, which is made if it is not there. @returns its path. */
export function writeReports(folder: string, journal: Journal): string {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, "index.html")
    writeFileSync(path, reportsOf(journal))
    return path
}

export function reportsOf(journal: Journal): string {
    const { sessions } = journal
    const page = html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <title>Dermalock: treatment reports</title>
                <style>
                    ${new Html(style + sheet)}
                </style>
            </head>
            <body>
                ${overview(journal)} ${sessions.map(one => session(one, journal))}
            </body>
        </html>`
    return `${page.text.replace(/\n\s+/g, "\n")}\n`
}

function overview({ read, sessions, sha256, source }: Journal): Html {
    const { entries, missing, next, lockout } = read
    const whole = missing.length === 0
    const claim = whole
        ? `${sessions.length} sessions. No entry is missing.`
        : `${sessions.length} sessions. ${missing.length} entries are missing or damaged.`
    const reasons = lockouts(lockout)
    return html`<header>
        <h1>Treatment reports</h1>
        <p class="soft">
            As the pen wrote them. It holds no names, and knows protrusion beyond the nose plane,
            not depth in skin. A bench kit: not for use on people.
        </p>
        ${bench(sessions)}
        <div class="verdict ${whole ? "good" : "bad"}">${claim}</div>
        ${reasons.map(why => html`<div class="verdict bad">Pen in quarantine: ${why}.</div>`)}
        ${serviced(entries).map(
            one => html`<p class="soft">Service, ${time(one.at)}: ${serviceWords(one)}.</p>`
        )}
        <dl class="facts">
            ${fact("Entries", `${entries.length}`)} ${fact("Next entry", `${next}`)}
            <div class="long">
                <dt>Read from</dt>
                <dd class="long">${source}</dd>
            </div>
            <div class="long">
                <dt>SHA-256 of the pen’s memory</dt>
                <dd class="long">${sha256}</dd>
            </div>
        </dl>
    </header>`
}

function bench(sessions: readonly TreatmentSession[]): Html | string {
    if (!sessions.some(({ benchKey }) => benchKey)) return ""
    return html`<div class="bench">${benchWords}</div>`
}

function session(one: TreatmentSession, { sha256 }: Journal): Html {
    const { sum, cartridge, stretches } = one
    return html`<section class="sheet">
        <h2>Session ${one.session}</h2>
        ${bench([one])}
        <dl class="facts">
            ${fact("Started", time(one.startedAt))} ${fact("Ended", endOf(one))}
            ${fact("Cartridge", cartridge ? cartridge.kind : "not on record")}
            ${fact("Lot", cartridge ? cartridge.lot : "–")}
            ${fact("ROM ID", cartridge ? cartridge.rom : "–")}
            ${fact("Strokes of the cartridge", sum ? count(sum.strokes) : "not known")}
            ${fact("Time of strokes", sum ? seconds(sum.durationMs) : "not known")}
            ${fact("Starts", sum ? `${sum.runs}` : "not known")}
        </dl>
        ${warnings(one)}
        <h3>Depth and rate, in the order of time</h3>
        ${
            stretches.length > 0
                ? html`${stretchTable(one)}${trendOf(stretches)}`
                : html`<p>No strokes are on record.</p>`
        }
        <h3>Confirmations and faults</h3>
        ${notes(one)}
        <p class="foot">
            Program build ${sum ? sum.build : "not known"}. Memory ${sha256.slice(0, 16)}… Measured
            depth: least and greatest at the beginning and the end of the runs.
        </p>
    </section>`
}

function warnings({ sum, end }: TreatmentSession): Html[] {
    const texts: string[] = []
    if (sum?.cutOff)
        texts.push(
            "The supply or the program failed while strokes were made: some are not counted."
        )
    if (end === "lost") texts.push("The beginning or the end of this session is not on record.")
    if (end === "open") texts.push("This session has not ended: figures so far.")
    return texts.map(text => html`<div class="verdict bad">${text}</div>`)
}

function stretchTable({ stretches }: TreatmentSession): Html {
    return html`<table>
        <thead>
            <tr>
                <th class="n">Set depth</th>
                <th class="n">Measured</th>
                <th class="n">Rate</th>
                <th class="n">Strokes</th>
                <th class="n">Time</th>
                <th class="n">Starts</th>
            </tr>
        </thead>
        <tbody>
            ${stretches.map(
                one =>
                    html`<tr>
                        <td class="n">${millimetres(one.depthUm)}</td>
                        <td class="n">${measured(one)}</td>
                        <td class="n">${one.rateHz} Hz</td>
                        <td class="n">${count(one.strokes)}</td>
                        <td class="n">${seconds(one.durationMs)}</td>
                        <td class="n">${one.runs}</td>
                    </tr>`
            )}
        </tbody>
    </table>`
}

function measured({ measuredLowUm, measuredHighUm }: Stretch): string {
    const [low, high] = [millimetres(measuredLowUm), millimetres(measuredHighUm)]
    return low === high ? low : `${low} to ${high}`
}

/** What was confirmed, went wrong or was refused, in words. */
function notes({ start, confirmations, faults, refusals }: TreatmentSession): Html {
    const lines = [
        ...(start ? [{ ...start, text: OPENED }] : []),
        ...confirmations.map(({ at, depthUm, counter }) => ({
            counter,
            at,
            text: `${millimetres(depthUm)} was confirmed, which is deeper than 1.50 mm.`,
        })),
        ...faults.map(({ at, fault, counter }) => ({ counter, at, text: words(fault) })),
        ...refusals.map(({ at, lot, inhibits, counter }) => ({
            counter,
            at,
            text: `A cartridge of lot ${lot || "?"} was refused: ${inhibits.join(", ")}.`,
        })),
    ].sort((one, other) => one.counter - other.counter)
    if (lines.length === 0) return html`<p>None.</p>`
    return html`<table>
        <tbody>
            ${lines.map(
                ({ at, text }) =>
                    html`<tr>
                        <td class="nowrap">${time(at)}</td>
                        <td>${text}</td>
                    </tr>`
            )}
        </tbody>
    </table>`
}

/** A fault in the words of the panel. */
function words(name: string): string {
    for (let fault = 1; fault <= FAULT_LAST; fault++)
        if (faultName(fault) === name && faultText(fault) !== "")
            return `${name}: ${faultText(fault)}`
    return name
}

function fact(label: string, value: string): Html {
    return html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
    </div>`
}

function endOf({ end, endedAt }: TreatmentSession): string {
    if (end === "open") return "not yet"
    return end === "lost" && endedAt === null ? "not on record" : time(endedAt)
}

function time(at: string | null): string {
    return at === null ? "time not known" : at.replace("T", " ").replace("Z", " UTC")
}

function count(strokes: number): string {
    return strokes.toLocaleString("en")
}

function seconds(ms: number): string {
    return `${(ms / 1000).toFixed(1)} s`
}
