/** Look of the report: quiet on a screen, and the same on paper. */
import { ink } from "../plotstyle"

/** Colours of cells: good, near the limit, harmed, not matched. */
export const cellColours = {
    well: "#d3f0dd",
    near: "#f7d774",
    harm: "#c92a2a",
    kept: "#e07a5f",
    none: "#eef1f4",
}

export const style = `
:root { color-scheme: light }
* { box-sizing: border-box }
body { font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: ${ink.strong};
  background: #fff; max-width: 1120px; margin: 0 auto; padding: 32px 28px 64px }
h1 { font-size: 26px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -.01em }
h2 { font-size: 18px; margin: 40px 0 6px; padding-bottom: 4px; border-bottom: 1px solid ${ink.grid} }
h3 { font-size: 14px; margin: 20px 0 4px }
p { margin: 4px 0 10px; max-width: 78ch }
col.what { width: 24% } col.measure { width: 21% } col.control { width: 20% }
.soft { color: ${ink.soft} }
.verdict { border-left: 6px solid; padding: 10px 16px; margin: 18px 0; font-size: 16px; font-weight: 600 }
.verdict.good { border-color: #2f9e44; background: #eef9f1 }
.verdict.bad { border-color: #c92a2a; background: #fdf0f0 }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 10px 20px; margin: 14px 0 }
dl.facts dt { color: ${ink.soft}; font-size: 12px }
dl.facts dd { margin: 0; font-size: 18px; font-variant-numeric: tabular-nums }
dl.facts div.long { grid-column: span 3 }
dl.facts dd.long { font: 12px/1.6 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; margin: 8px 0 14px; font-size: 13px }
th { text-align: left; font-weight: 600; color: ${ink.soft}; font-size: 12px; vertical-align: bottom }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid ${ink.grid}; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
td.n { white-space: nowrap }
.id, .nowrap { white-space: nowrap }
td.id, .id { font-weight: 600; white-space: nowrap }
code { font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere }
svg, .bar i, .cover td, .key i { print-color-adjust: exact; -webkit-print-color-adjust: exact }
.bar { display: inline-block; width: 90px; height: 9px; background: ${ink.grid}; position: relative }
.bar i { position: absolute; inset: 0 auto 0 0; background: #2f9e44 }
.bar i.over { background: #c92a2a }
.bad { color: #b02525; font-weight: 600 }
.ok { color: #22753a; font-weight: 600 }
.cover td { text-align: center; padding: 2px; border: 1px solid #fff; font-size: 11px }
.cover th { padding: 2px 8px 2px 0; border: 0; font-weight: 400; font-size: 12px; white-space: nowrap }
.cover thead th { text-align: center; padding: 2px 6px }
svg { display: block; max-width: 100%; height: auto }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 12px; color: ${ink.soft}; margin: 4px 0 8px }
.key i { display: inline-block; width: 11px; height: 11px; margin-right: 5px; vertical-align: -1px }
@media print {
  @page { margin: 14mm 12mm }
  body { max-width: none; padding: 0; font-size: 11px }
  h2 { margin-top: 24px } table { font-size: 10px } code { font-size: 9px }
  .bar { width: 48px } p { max-width: none }
  tr, svg, dl.facts, .verdict { break-inside: avoid } 
  h2, h3 { break-after: avoid } thead { display: table-header-group }
}
@media (max-width: 720px) { body { padding: 18px 14px } .wide { overflow-x: auto } }
`
