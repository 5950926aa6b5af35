/** `pen campaign --list`: the hazards, and the closed vocabulary of faults that campaigns draw from. */
import pc from "picocolors"
import type { Hazard } from "../../sim/campaign/hazard"
import { faultPairs } from "../../sim/faults"
import { printJson } from "../outcome"

export function printVocabulary(hazards: readonly Hazard[], json: boolean): void {
    if (json) printJson(faultPairs())
    else process.stdout.write(`${[...hazardLines(hazards), "", ...faultLines()].join("\n")}\n`)
}

function hazardLines(hazards: readonly Hazard[]): string[] {
    return hazards.map(hazard => {
        const what =
            hazard.status === "open"
                ? pc.yellow(`open: waits for ${hazard.waitsFor}`)
                : pc.green(`controlled: ${hazard.cases.map(one => one.name).join(", ")}`)
        return `${pc.bold(hazard.id)}  ${hazard.title}\n      ${what}`
    })
}

function faultLines(): string[] {
    const pairs = faultPairs()
    let unit = ""
    const lines = pairs.flatMap(pair => {
        const value = pair.value === null ? "" : pc.dim(`  value: ${pair.value}`)
        const line = `    ${pc.cyan(pair.kind.padEnd(13))} ${pair.effect}${value}`
        if (pair.unit === unit) return [line]
        unit = pair.unit
        const fitted = pair.fitted.length > 0 ? pair.fitted.join(", ") : "not fitted yet"
        return [`${pc.bold(unit)}  ${pair.what} ${pc.dim(`(${fitted})`)}`, line]
    })
    return [...lines, "", `${pairs.length} pairs`]
}
