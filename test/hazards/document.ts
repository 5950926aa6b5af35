/** The tables of docs/hazards.md, from the hazard files. */
import { format } from "prettier"
import type { Hazard, HazardCase } from "../../sim/campaign/hazard"
import { figureOf } from "../../sim/campaign/figures"

/** What stands between two lines `<!-- name -->` and `<!-- end -->` of a document, with the lines. */
function block(name: string): RegExp {
    return new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- end -->`)
}

/** The document with its tables as the files say. Throws for a document that has no place for one of them. */
export async function withTables(document: string, hazards: readonly Hazard[]): Promise<string> {
    const tables = {
        hazards: tableOf(
            ["ID", "Hazard", "Severity", "Controls that exist", "State"],
            hazards.map(hazardRow)
        ),
        pairs: tableOf(
            ["Case", "Pens", "Harm", "Control that is lost"],
            hazards.flatMap(hazard => hazard.cases.map(one => caseRow(hazard, one)))
        ),
        remains: hazards.flatMap(remainsLine).join("\n"),
    }
    let text = document
    for (const [name, table] of Object.entries(tables)) {
        if (!block(name).test(text)) throw new Error(`no place for <!-- ${name} -->`)
        text = text.replace(block(name), () => `<!-- ${name} -->\n\n${table}\n\n<!-- end -->`)
    }
    return format(text, { parser: "markdown", printWidth: 100, tabWidth: 4 })
}

function tableOf(head: readonly string[], rows: readonly string[][]): string {
    const lines = [head, head.map(() => "---"), ...rows]
    return lines.map(cells => `| ${cells.join(" | ")} |`).join("\n")
}

function hazardRow(hazard: Hazard): string[] {
    const { id, title, severity, controls, requirements } = hazard
    const open = hazard.status === "open" ? `open: waits for ${hazard.waitsFor}` : "controlled"
    const cited = requirements.length > 0 ? ` (${requirements.join(", ")})` : ""
    return [id, title, String(severity), `${controls.join("; ") || "none"}${cited}`, open]
}

function caseRow(hazard: Hazard, one: HazardCase): string[] {
    const { what, unit } = figureOf(one.harm.figure)
    const harm = `more than ${one.harm.over} ${unit} (${what})`
    return [`${hazard.id} ${one.name}`, one.variants.join(", "), harm, one.defeat.control]
}

function remainsLine({ id, remains }: Hazard): string[] {
    return remains === undefined ? [] : [`- **${id}** ${remains}`]
}
