/** What a campaign judges a pen by: what its memory held before, and what its plant did since (PEN-SAF-22). */
import { HeaderAt, Lockout } from "../../src/core/header"
import { ENTRIES, Entry } from "../../src/core/journal"
import { putNumber } from "../../src/core/number"
import { PenMemory } from "../../sim/journal/writing"
import type { Pen } from "../../sim/pen"
import type { Random } from "../../sim/random"
import { lostBetween } from "./memory"

/** The product line with its key, which no tool can read. */
const KEY_AT = 0x0200
const KEY_END = 0x0280
const USED_AT = 0x0400
/** One pen of so many has made more entries than its ring holds. */
const FULL_RING_EVERY = 25
const ENTRIES_MAX = 200
const USED_MAX = 40
const QUARANTINE_PERCENT = 20

/** Gives a pen that is still off a past: sessions in its journal, used cartridges, and perhaps a lock-out. */
export function giveHistory(pen: Pen, random: Random): void {
    const full = random.integer(1, FULL_RING_EVERY) === 1
    const last = full ? random.integer(ENTRIES, 3 * ENTRIES) : random.integer(0, ENTRIES_MAX)
    const past = new PenMemory(Math.max(0, last - ENTRIES), pen.memory)
    for (let session = 1; past.next < last; session++) {
        past.start(session)
        if (past.next < last) past.stretch(session, 50 * random.integer(4, 30), 100 * session)
        if (past.next < last) past.add(Entry.DeepConfirmed, [])
        if (past.next < last) past.stop(session, 100 * session)
    }
    past.header(header => {
        const quarantined = random.integer(1, 100) <= QUARANTINE_PERCENT
        header[HeaderAt.Lockout] = quarantined ? Lockout.DepthOver : 0
        putNumber(header, HeaderAt.Session, 2, Math.ceil(last / 4) % 65_536)
    })
    for (let used = random.integer(0, USED_MAX); used > 0; used--)
        pen.memory.set(random.bytes(4), USED_AT + 64 * random.integer(0, 31))
}

export class Witness {
    private readonly before: Uint8Array

    constructor(private readonly pen: Pen) {
        this.before = pen.memory.slice()
    }

    /** Nothing may have moved the needles, at any time. */
    unsafe(): string[] {
        const { strokes, strokesUnauthorised, driveOnMs } = this.pen.observer.figures()
        const unsafe: string[] = []
        if (driveOnMs > 0) unsafe.push(`the drive had power for ${driveOnMs} ms`)
        if (strokes + strokesUnauthorised > 0) unsafe.push(`${strokes} strokes`)
        return unsafe
    }

    /** What the memory has lost, the key included. */
    lost(): string[] {
        const lost = lostBetween(this.before, this.pen.memory)
        const key = (memory: Uint8Array): Buffer => Buffer.from(memory.subarray(KEY_AT, KEY_END))
        if (!key(this.before).equals(key(this.pen.memory))) lost.push("the key has changed")
        return lost
    }
}
