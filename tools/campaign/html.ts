/** The little that is needed to write HTML by hand, safely. */

/** Markup that is finished: everything from outside in it is escaped. */
export class Html {
    constructor(readonly text: string) {}
}

type Part = Html | string | number | readonly Part[]

/** Markup with values in it; strings are escaped, markup is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
    return new Html(strings.map((text, index) => text + textOf(parts[index] ?? "")).join(""))
}

function textOf(part: Part): string {
    if (part instanceof Html) return part.text
    if (typeof part === "string" || typeof part === "number") return escaped(String(part))
    return part.map(textOf).join("")
}

const ENTITIES: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
}

function escaped(text: string): string {
    return text.replace(/[&<>"]/g, letter => ENTITIES[letter]!)
}
