/** Tables in the documents that tests generate: a document that differs fails; UPDATE_DOCS=1 rewrites it. */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format } from "prettier"
import { expect } from "vitest"

/** Where a document of the project lies. */
export function documentPath(name: string): string {
    return fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))
}

/** A table as Markdown has it; the first row is its head. */
export function table(rows: string[][]): string {
    const lines = rows.map(cells => `| ${cells.join(" | ")} |`)
    lines.splice(1, 0, `|${" --- |".repeat(rows[0]!.length)}`)
    return lines.join("\n")
}

/** Holds `docs/<name>` against its generated parts, each between `<!-- part -->` and `<!-- end -->`. */
export async function expectDocument(name: string, parts: Record<string, string>): Promise<void> {
    const path = documentPath(name)
    const before = readFileSync(path, "utf8")
    let text = before
    for (const [part, content] of Object.entries(parts)) {
        const start = `<!-- ${part} -->\n`
        const from = text.indexOf(start)
        const to = text.indexOf("<!-- end -->", from)
        if (from < 0 || to < 0) throw new Error(`docs/${name} has no place for "${part}"`)
        text = `${text.slice(0, from)}${start}\n${content}\n\n${text.slice(to)}`
    }
    text = await format(text, { parser: "markdown" })
    if (process.env.UPDATE_DOCS === "1") writeFileSync(path, text)
    else expect(before, `run UPDATE_DOCS=1 npx vitest run test/core`).toBe(text)
}
