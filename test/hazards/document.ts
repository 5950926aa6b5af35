/** The generated parts of docs/hazards.md, from the hazard files. */
import { format } from "prettier"
import type { Hazard, HazardCase } from "../../sim/campaign/hazard"
import { figureOf } from "../../sim/campaign/figures"

/** What stands between two lines `<!-- name -->` and `<!-- end -->` of a document, with the lines. */
function block(name: string): RegExp {
    return new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- end -->`)
}

/** The document as the files say. Throws for a document that has no place for one of the parts. */
export async function withHazards(document: string, hazards: readonly Hazard[]): Promise<string> {
    const parts = { table: tableOf(hazards), hazards: hazards.map(sectionOf).join("\n\n") }
    let text = document
    for (const [name, part] of Object.entries(parts)) {
        if (!block(name).test(text)) throw new Error(`no place for <!-- ${name} -->`)
        text = text.replace(block(name), () => `<!-- ${name} -->\n\n${part}\n\n<!-- end -->`)
    }
    return format(text, { parser: "markdown", printWidth: 118, tabWidth: 4, proseWrap: "always" })
}

function tableOf(hazards: readonly Hazard[]): string {
    const rows = hazards.map(hazard => {
        const { id, title, severity } = hazard
        const state = hazard.status === "open" ? "open" : "controlled"
        const harmed = [...new Set(hazard.cases.flatMap(one => one.variants))].join(", ") || "–"
        return [id, title, String(severity), state, harmed]
    })
    const head = ["ID", "Hazard", "Severity", "State", "Shown on"]
    const lines = [head, head.map(() => "---"), ...rows]
    return lines.map(cells => `| ${cells.join(" | ")} |`).join("\n")
}

function sectionOf(hazard: Hazard): string {
    const { id, title, cause, harm, controls, requirements, cases, remains } = hazard
    const lines = [
        `### ${id} ${title}`,
        "",
        `- **Cause.** ${cause}`,
        `- **Harm.** ${harm}`,
        `- **Controls.** ${sentence(controls.join("; ") || "none")} ${requirements.join(", ")}.`,
        ...cases.map(pairLine),
    ]
    if (remains !== undefined) lines.push(`- **Remains.** ${remains}`)
    if (hazard.status === "open") lines.push(`- **Open.** Waits for ${hazard.waitsFor}.`)
    return lines.join("\n")
}

function pairLine(one: HazardCase): string {
    const { what, unit } = figureOf(one.harm.figure)
    const limit = `more than ${one.harm.over} ${unit} of \`${one.harm.figure}\` (${what})`
    return `- **Case \`${one.name}\`** (${one.variants.join(", ")}). Lost: ${one.defeat.control}. Harmed: ${limit}.`
}

function sentence(words: string): string {
    return `${words[0]?.toUpperCase() ?? ""}${words.slice(1)}.`
}
