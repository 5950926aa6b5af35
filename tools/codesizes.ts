/** Where the bytes of a program's code go, read from the pinned CLI's own disassembly. */
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { cliPath } from "./paths"

/** One function: its name with its number in the image, and its bytes with those of its entry in the table. */
export interface FunctionSize {
    readonly name: string
    readonly bytes: number
}

/** Each function has an entry of this size in front of the code. */
const ENTRY_BYTES = 16
/** A name with a number below this takes one byte in a use, below `TWO_BYTES` two, and else three. */
export const ONE_BYTE = 248
const TWO_BYTES = 256
const LISTING_BYTES_MAX = 16 << 20

/** What the CLI's disassembler says of an image. */
export async function disassemble(bytecode: Uint8Array): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "dermalock-listing-"))
    try {
        const path = join(folder, "bytecode.devs")
        await writeFile(path, bytecode)
        const { stdout } = await promisify(execFile)(
            process.execPath,
            [cliPath, "disasm", "--detailed", path],
            { cwd: folder, maxBuffer: LISTING_BYTES_MAX }
        )
        return stdout
    } finally {
        await rm(folder, { recursive: true, force: true })
    }
}

/** All functions by name, with their numbers in the image, in the order of where their code begins. */
export function functionStarts(listing: string): { name: string; start: number }[] {
    return [...listing.matchAll(/^(?:proc|method|ctor) (\w+)\(.*@(\d+)$/gm)]
        .map(([, name, start]) => ({ name: name ?? "", start: Number(start) }))
        .sort((a, b) => a.start - b.start)
}

/** All functions, largest first. */
export function functionSizes(listing: string, codeEndBytes: number): FunctionSize[] {
    const heads = functionStarts(listing)
    return heads
        .map(({ name, start }, index) => {
            const end = heads[index + 1]?.start ?? codeEndBytes
            return { name, bytes: end - start + ENTRY_BYTES }
        })
        .sort((a, b) => b.bytes - a.bytes)
}

/** How often the code mentions each name that is not one of the runtime's own. */
export function nameUses(listing: string): Map<string, number> {
    const uses = new Map<string, number>()
    for (const [, name = ""] of listing.matchAll(/"([^"\\]*)"\{A\d+\}/g))
        uses.set(name, (uses.get(name) ?? 0) + 1)
    return uses
}

/** Bytes that the numbers of names take beyond one byte a use. */
export function nameBytes(listing: string): number {
    let bytes = 0
    for (const [, digits] of listing.matchAll(/\{A(\d+)\}/g)) {
        const number = Number(digits)
        if (number >= TWO_BYTES) bytes += 2
        else if (number >= ONE_BYTE) bytes += 1
    }
    return bytes
}
