/**
 * The journal as it lies in a pen's memory, read on the host: every whole entry with what it tells (`docs/journal.md`).
 * Addresses, checksums and kinds are the firmware's own.
 */
import { currentHeader, HeaderAt } from "../../src/core/header"
import {
    ENTRIES,
    Entry,
    ENTRY_BYTES,
    entryAddress,
    entryCounter,
    entrySeconds,
    PAYLOAD_AT,
} from "../../src/core/journal"
import { faultName } from "../../src/core/fault"
import { inhibitNames } from "../../src/core/inhibit"
import { kindName } from "../../src/core/kind"
import { numberAt, signedAt } from "../../src/core/number"
import { SLOT_BYTES } from "../../src/core/slot"

export const MEMORY_BYTES = 131_072
const HEADER_AT = 0x0280
/** Behind the number of the session. */
const TOLD_AT = PAYLOAD_AT + 2
const EPOCH_MS = Date.parse("2000-01-01")

/** By number (`docs/journal.md`). */
const cartridgeFailures = [
    ...["None", "BridgeSilent", "BridgeBusy", "BridgeReset", "NotPresent", "Shorted", "RomInvalid"],
    ...["ReadingsDiffer", "RomChanged", "NotMarked", "ContactLost", "ReadBackWrong"],
]

interface Told {
    /** Counts all entries that the pen has ever written. */
    readonly counter: number
    /** UTC, to the second; null: the pen did not know the time. */
    readonly at: string | null
}

export type JournalEntry = Told &
    (
        | {
              readonly kind: "sessionStart"
              readonly session: number
              readonly rom: string
              readonly lot: string
              readonly cartridge: string
              /** The pen holds the key that every bench knows. */
              readonly benchKey: boolean
          }
        | { readonly kind: "deepConfirmed"; readonly session: number; readonly depthUm: number }
        | ({ readonly kind: "stretch"; readonly session: number } & Stretch)
        | {
              readonly kind: "fault"
              readonly session: number
              readonly fault: string
              /** Why a mark was not burnt; None: it was not about that. */
              readonly cartridgeFailure: string
              readonly depthUm: number
              readonly measuredUm: number
              readonly inhibits: readonly string[]
          }
        | ({ readonly kind: "sessionStop" } & SessionSum)
        | {
              readonly kind: "refusal"
              readonly rom: string
              readonly lot: string
              readonly inhibits: readonly string[]
          }
        | ServiceEntry
        | { readonly kind: "unknown"; readonly payload: string }
    )

/** What somebody did to the pen in Service, after the session of that number. */
export type ServiceEntry = { readonly session: number } & (
    | {
          readonly kind: "timeSet"
          /** What the clock said before; null: it did not know the time. */
          readonly before: string | null
      }
    | {
          readonly kind: "released"
          /** Bits of `Lockout` that were taken away. */
          readonly lockouts: number
      }
    | {
          readonly kind: "updated"
          /** Counter of the release that the program was updated to. */
          readonly release: number
      }
)

/** Runs in a row at one depth and rate. */
export interface Stretch {
    readonly depthUm: number
    /** Least and greatest depth that was measured at the beginning and end of its runs. */
    readonly measuredLowUm: number
    readonly measuredHighUm: number
    readonly rateHz: number
    readonly strokes: number
    readonly durationMs: number
    readonly runs: number
}

/** A session as its end tells of it, or as far as it has come. */
export interface SessionSum {
    readonly session: number
    /** When it was opened; null: not known. */
    readonly startedAt: string | null
    /** Of the cartridge, in all. */
    readonly strokes: number
    readonly runs: number
    readonly durationMs: number
    readonly build: number
    /** Program or supply were gone while strokes were made. */
    readonly cutOff: boolean
}

export interface JournalRead {
    /** Oldest first. */
    readonly entries: readonly JournalEntry[]
    /** Counters between the first and the last entry that are not there, or damaged. */
    readonly missing: readonly number[]
    /** Counter of the entry that comes next, as far as entries and header tell. */
    readonly next: number
    /** The session that is still open, and its stretch, as far as they have come; null: none. */
    readonly open: (SessionSum & { readonly stretch: Stretch | null }) | null
    /** Why the pen is in quarantine: bits of `Lockout`. */
    readonly lockout: number
}

/** Reads a pen's whole memory. Throws RangeError for one of another size. */
export function readJournal(memory: Uint8Array): JournalRead {
    if (memory.length !== MEMORY_BYTES)
        throw new RangeError(`memory of ${memory.length} bytes: expected ${MEMORY_BYTES}`)
    const found = wholeEntries(memory)
    const last = found.at(-1)?.counter ?? -1
    const recent = found.filter(({ counter }) => counter > last - ENTRIES)
    const known = new Set(recent.map(({ counter }) => counter))
    const first = recent[0]?.counter ?? 0
    const header = currentSlot(memory)
    return {
        entries: recent,
        missing: range(first, last).filter(counter => !known.has(counter)),
        next: Math.max(last + 1, header ? numberAt(header, HeaderAt.Next, 4) : 0),
        open: header?.[HeaderAt.Open] ? openOf(header) : null,
        lockout: header?.[HeaderAt.Lockout] ?? 0,
    }
}

/** The header that counts; undefined: neither slot is good. */
export function currentSlot(memory: Uint8Array): Uint8Array | undefined {
    const slots = [0, 1].map(slot => {
        const at = HEADER_AT + slot * SLOT_BYTES
        return memory.subarray(at, at + SLOT_BYTES)
    })
    return slots[currentHeader(slots[0]!, slots[1]!)]
}

/** The 32 bytes at a place of the ring (0 to 3,999). */
export function entryBytes(memory: Uint8Array, place: number): Uint8Array {
    const at = entryAddress(place)
    return memory.subarray(at, at + ENTRY_BYTES)
}

function wholeEntries(memory: Uint8Array): JournalEntry[] {
    return range(0, ENTRIES - 1)
        .flatMap(place => {
            const bytes = entryBytes(memory, place)
            return entryCounter(bytes, place) < 0 ? [] : [entryOf(bytes)]
        })
        .sort((one, other) => one.counter - other.counter)
}

/** What the 32 bytes of a whole entry tell. */
export function entryOf(bytes: Uint8Array): JournalEntry {
    const told = { counter: numberAt(bytes, 0, 4), at: timeText(entrySeconds(bytes)) }
    const session = numberAt(bytes, PAYLOAD_AT, 2)
    switch (numberAt(bytes, 4, 4) as Entry) {
        case Entry.SessionStart:
            return { ...told, kind: "sessionStart", session, ...startOf(bytes) }
        case Entry.DeepConfirmed:
            return { ...told, kind: "deepConfirmed", session, depthUm: numberAt(bytes, 14, 2) }
        case Entry.Stretch:
            return { ...told, kind: "stretch", session, ...stretchOf(bytes, TOLD_AT) }
        case Entry.Fault:
            return {
                ...told,
                kind: "fault",
                session,
                fault: faultName(bytes[14]!),
                cartridgeFailure: cartridgeFailures[bytes[15]!] ?? "?",
                depthUm: numberAt(bytes, 16, 2),
                measuredUm: signedAt(bytes, 18),
                inhibits: inhibitNames(numberAt(bytes, 20, 4)),
            }
        case Entry.SessionStop:
            return { ...told, kind: "sessionStop", session, ...sumOf(bytes, TOLD_AT) }
        case Entry.Refusal:
            return {
                ...told,
                kind: "refusal",
                rom: hex(bytes.subarray(12, 20)),
                lot: lotText(bytes, 20),
                inhibits: inhibitNames(numberAt(bytes, 26, 4)),
            }
        case Entry.TimeSet:
            return { ...told, kind: "timeSet", session, before: timeText(noted(bytes)) }
        case Entry.Released:
            return { ...told, kind: "released", session, lockouts: noted(bytes) }
        case Entry.Updated:
            return { ...told, kind: "updated", session, release: noted(bytes) }
        default:
            return { ...told, kind: "unknown", payload: hex(bytes.subarray(PAYLOAD_AT, 30)) }
    }
}

/** The one number of an entry that was made in Service. */
function noted(bytes: Uint8Array): number {
    return numberAt(bytes, TOLD_AT, 4)
}

function startOf(bytes: Uint8Array) {
    return {
        rom: hex(bytes.subarray(14, 22)),
        lot: lotText(bytes, 22),
        cartridge: kindName(bytes[28]!),
        benchKey: (bytes[29]! & 1) !== 0,
    }
}

/** What an entry and the header tell of a stretch in the same 16 bytes. */
function stretchOf(bytes: Uint8Array, at: number): Stretch {
    return {
        depthUm: numberAt(bytes, at, 2),
        measuredLowUm: signedAt(bytes, at + 2),
        measuredHighUm: signedAt(bytes, at + 4),
        rateHz: bytes[at + 12]!,
        strokes: numberAt(bytes, at + 6, 4),
        durationMs: numberAt(bytes, at + 10, 2) * 100,
        runs: bytes[at + 13]!,
    }
}

/** The same of a session. */
function sumOf(bytes: Uint8Array, at: number): Omit<SessionSum, "session"> {
    return {
        startedAt: timeText(numberAt(bytes, at, 4)),
        strokes: numberAt(bytes, at + 4, 4),
        runs: numberAt(bytes, at + 8, 2),
        durationMs: numberAt(bytes, at + 10, 2) * 100,
        build: numberAt(bytes, at + 12, 2),
        cutOff: bytes[at + 14] !== 0,
    }
}

function openOf(header: Uint8Array): JournalRead["open"] {
    const session = numberAt(header, HeaderAt.Session, 2)
    const stretch = header[HeaderAt.StretchRuns] === 0 ? null : stretchOf(header, HeaderAt.Depth)
    return { session, ...sumOf(header, HeaderAt.Started), stretch }
}

/** Seconds since 2000-01-01 as a time in UTC. */
export function timeText(seconds: number): string | null {
    if (seconds === 0) return null
    return new Date(EPOCH_MS + seconds * 1000).toISOString().replace(".000Z", "Z")
}

function lotText(bytes: Uint8Array, at: number): string {
    return String.fromCharCode(...bytes.subarray(at, at + 6))
        .replace(/[^\x20-\x7e]/g, "?")
        .trimEnd()
}

function hex(bytes: Uint8Array): string {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, "0"))
        .join("")
        .toUpperCase()
}

/** Whole numbers from `from` to `to`, both included. */
function range(from: number, to: number): number[] {
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
