/** Rows of figures as aligned text: numbers to the right, words to the left. */
import pc from "picocolors"

type Cell = string | number | boolean | null

/** One heading and one line per row; columns are the keys of all rows, in the order of their first use. */
export function table(rows: readonly Readonly<Record<string, Cell>>[]): string[] {
    const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
    const columns = names.map(name => {
        const cells = rows.map(row => cellText(row[name]))
        const width = Math.max(name.length, ...cells.map(cell => cell.length))
        const right = rows.every(row => typeof row[name] !== "string")
        const pad = (cell: string): string => (right ? cell.padStart(width) : cell.padEnd(width))
        return { heading: pad(name), cells: cells.map(pad) }
    })
    const heading = columns.map(column => column.heading).join("  ")
    const lines = rows.map((_row, index) => columns.map(column => column.cells[index]).join("  "))
    return [pc.bold(heading.trimEnd()), ...lines.map(line => line.trimEnd())]
}

function cellText(value: Cell | undefined): string {
    if (value === undefined || value === null) return "–"
    if (typeof value === "number" && !Number.isInteger(value))
        return String(Number(value.toPrecision(5)))
    return String(value)
}
