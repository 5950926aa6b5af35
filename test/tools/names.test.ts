/** `src/app/names.ts` gives the most used names the shortest numbers. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { disassemble, functionSizes, nameBytes, nameUses, ONE_BYTE } from "../../tools/codesizes"
import { codeEndBytes } from "../../sim/codesize"
import { root } from "../../tools/paths"
import { bytecodeOf } from "../support/bytecode"

const path = join(root, "src", "app", "names.ts")
/** So many bytes may another order save before the file is to be written anew. */
const slackBytes = 300

const listings = await Promise.all(Object.values(bytecodeOf).map(disassemble))

/** The names that both variants together use most. */
function mostUsed(): string[] {
    const sum = new Map<string, number>()
    for (const listing of listings)
        for (const [name, uses] of nameUses(listing))
            if (/^\w+$/.test(name)) sum.set(name, (sum.get(name) ?? 0) + uses)
    return [...sum]
        .sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1))
        .slice(0, ONE_BYTE)
        .map(([name]) => name)
        .sort()
}

/** What the uses of a variant's names take when these names come first. */
function bytesWith(names: readonly string[], listing: string): number {
    let bytes = 0
    for (const [name, uses] of nameUses(listing)) if (!names.includes(name)) bytes += 2 * uses
    return bytes
}

test("names: what is mentioned first: are the names that are used most", async () => {
    const best = mostUsed()
    const text = await readFile(path, "utf8")
    if (process.env.UPDATE_NAMES) {
        const comment = text.slice(0, text.indexOf("*/\n") + 3)
        await writeFile(path, `${comment}${best.map(name => `"${name}"\n`).join("")}`)
        return
    }
    for (const listing of listings)
        expect(nameBytes(listing) - bytesWith(best, listing)).toBeLessThan(slackBytes)
})

test("sizes: all functions together: are the code and its table", () => {
    const images = Object.values(bytecodeOf)
    images.forEach((bytecode, index) => {
        const sizes = functionSizes(listings[index] ?? "", codeEndBytes(bytecode))
        const sum = sizes.reduce((total, { bytes }) => total + bytes, 0)
        const header = 112
        expect(sum + header).toBe(codeEndBytes(bytecode))
    })
})
