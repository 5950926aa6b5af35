/** The accessibility checks of axe, run in a page of the browser. */
import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
import type { AxeResults } from "axe-core"
import type { Page } from "playwright-core"

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe finds wrong with the page as it is now, one line for each element. WCAG 2.2 A and AA. */
export async function axeFindings(page: Page): Promise<string[]> {
    // The page's policy forbids scripts from elsewhere; the debugger's evaluation is not bound by it.
    await page.evaluate(source)
    const found = await page.evaluate<AxeResults>(
        `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`
    )
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`)
    )
}
