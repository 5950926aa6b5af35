/**
 * What of a pen's memory has to outlive an update: read over the bus before it, kept as a file, and compared afterwards
 * (`docs/journal.md`). The key of the product line is the one part that no tool can read; it stays zero in the file.
 */
import { HeaderAt } from "../../src/core/header"
import { ENTRIES, ENTRY_BYTES, entryCounter, JOURNAL_AT } from "../../src/core/journal"
import { numberAt } from "../../src/core/number"
import { currentSlot, entryBytes, MEMORY_BYTES, readJournal } from "../../sim/journal/entries"

export const BLOCK_BYTES = 64

/** Everything before the journal but the key, as the first block and the one behind the last. */
const BLOCKS = [
    [0, 8],
    [10, 12],
    [16, 48],
] as const

/** What only its owner, the factory or a new cartridge changes; none of them is there during an update. */
const CONSTANT = [
    ["the calibration has changed", 0x0000, 0x0100],
    ["the preferences have changed", 0x0180, 0x0182],
    ["the list of used cartridges has changed", 0x0400, 0x0c00],
] as const

/** Numbers of the blocks to read of a pen that has written so many entries. */
export function blocksToRead(entries: number): number[] {
    const whole = BLOCKS.flatMap(([from, end]) => range(from, end))
    const first = JOURNAL_AT / BLOCK_BYTES
    const used = Math.ceil((Math.min(entries, ENTRIES) * ENTRY_BYTES) / BLOCK_BYTES)
    return [...whole, ...range(first, first + used)]
}

/** An image of the whole memory from the blocks that were read. */
export function imageOf(blocks: ReadonlyMap<number, Uint8Array>): Uint8Array<ArrayBuffer> {
    const image = new Uint8Array(MEMORY_BYTES)
    for (const [number, bytes] of blocks) image.set(bytes, number * BLOCK_BYTES)
    return image
}

/** What has not outlived the time between two readings, in words; nothing is good. */
export function lostBetween(before: Uint8Array, after: Uint8Array): string[] {
    const constant = CONSTANT.filter(([, from, end]) => {
        return !Buffer.from(before.subarray(from, end)).equals(after.subarray(from, end))
    })
    return [
        ...constant.map(([what]) => what),
        ...headerLost(before, after),
        ...entriesLost(before, after),
    ]
}

/** Lock-outs stay, and neither entries nor sessions are counted again. */
function headerLost(before: Uint8Array, after: Uint8Array): string[] {
    const then = currentSlot(before)
    if (!then) return []
    const now = currentSlot(after)
    if (!now) return ["the journal's header is gone"]
    const lost: string[] = []
    if (now[HeaderAt.Lockout] !== then[HeaderAt.Lockout]) lost.push("the lock-outs have changed")
    for (const [what, at, size] of [
        ["entries", HeaderAt.Next, 4],
        ["sessions", HeaderAt.Session, 2],
    ] as const)
        if (numberAt(now, at, size) < numberAt(then, at, size))
            lost.push(`the count of ${what} went back`)
    return lost
}

function entriesLost(before: Uint8Array, after: Uint8Array): string[] {
    const { next, missing } = readJournal(after)
    const lost = missing.map(counter => `entry ${counter} is missing`)
    for (let place = 0; place < ENTRIES; place++) {
        const then = entryBytes(before, place)
        const counter = entryCounter(then, place)
        // A full ring forgets its oldest entry for each new one.
        if (counter < 0 || counter < next - ENTRIES) continue
        if (!Buffer.from(then).equals(entryBytes(after, place)))
            lost.push(`entry ${counter} is not what it was`)
    }
    return lost
}

function range(from: number, end: number): number[] {
    return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index)
}
