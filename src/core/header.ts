/**
 * The journal's header, in two slots of the pen's memory (`docs/journal.md`): where the journal stands at least,
 * and the session that is open. The bytes themselves are the state; nothing of it is held twice.
 */
import { type Bytes } from "./crc"
import { numberAt, putNumber, signedAt } from "./number"
import { beginSlot, CalibrationReason, endSlot, SLOT_BYTES, slotCounter, slotVerdict } from "./slot"

const MAGIC_HIGH = 0x4a
const LAYOUT = 1

/** Where things stand in a slot, and the end of them. */
export enum HeaderAt {
    Next = 8,
    Session = 12,
    Open = 14,
    Rom = 16,
    Row = 24,
    Started = 32,
    Strokes = 36,
    Runs = 40,
    Tenths = 42,
    /** The stretch: runs in a row at one depth and rate. */
    StretchDepth = 44,
    StretchRate = 46,
    StretchRuns = 47,
    StretchStrokes = 48,
    StretchTenths = 52,
    StretchLow = 54,
    StretchHigh = 56,
    End = 58,
}

/** Which of two slots counts: 0, 1, or −1 for neither. The newer of two good ones. */
export function currentHeader(slotA: Bytes, slotB: Bytes): number {
    const goodA = slotVerdict(slotA, MAGIC_HIGH, LAYOUT, HeaderAt.End) === CalibrationReason.Good
    const goodB = slotVerdict(slotB, MAGIC_HIGH, LAYOUT, HeaderAt.End) === CalibrationReason.Good
    if (!goodB) return goodA ? 0 : -1
    return goodA && slotCounter(slotA) >= slotCounter(slotB) ? 0 : 1
}

/** Makes a header of bytes that hold none: no session is open, nothing is written. */
export function newHeader(header: Bytes): void {
    beginSlot(header, MAGIC_HIGH, LAYOUT, 0)
}

/** Before it is written into the slot that is not in use: counts up and seals. */
export function sealHeader(header: Bytes): void {
    putNumber(header, 4, 4, slotCounter(header) + 1)
    endSlot(header)
}

/** Opens a session with a cartridge that has made so many strokes already. */
export function openSession(
    header: Bytes,
    rom: Bytes,
    row: Bytes,
    seconds: number,
    strokes: number
): void {
    const next = numberAt(header, HeaderAt.Next, 4)
    const session = numberAt(header, HeaderAt.Session, 2)
    for (let index = HeaderAt.Next as number; index < SLOT_BYTES; index++) header[index] = 0
    putNumber(header, HeaderAt.Next, 4, next)
    putNumber(header, HeaderAt.Session, 2, session)
    header[HeaderAt.Open] = 1
    for (let index = 0; index < 8; index++) {
        header[HeaderAt.Rom + index] = rom[index] as number
        header[HeaderAt.Row + index] = row[index] as number
    }
    putNumber(header, HeaderAt.Started, 4, seconds)
    putNumber(header, HeaderAt.Strokes, 4, strokes)
}

/** Whether a run at this depth and rate goes on with the stretch, or begins the first one. */
export function sameStretch(header: Bytes, depthUm: number, rateHz: number): boolean {
    if (header[HeaderAt.StretchRuns] === 0) return true
    if (header[HeaderAt.StretchRuns] === 255) return false
    return (
        numberAt(header, HeaderAt.StretchDepth, 2) === depthUm &&
        header[HeaderAt.StretchRate] === rateHz
    )
}

/** What one run came to. Depths in µm as measured; time in tenths of a second. */
export interface Run {
    depthUm: number
    rateHz: number
    strokes: number
    tenths: number
    lowUm: number
    highUm: number
}

/** Adds a run to the session and to its stretch. */
export function addRun(header: Bytes, run: Run): void {
    add(header, HeaderAt.Strokes, 4, run.strokes)
    add(header, HeaderAt.Runs, 2, 1)
    add(header, HeaderAt.Tenths, 2, run.tenths)
    if (header[HeaderAt.StretchRuns] === 0) {
        putNumber(header, HeaderAt.StretchDepth, 2, run.depthUm)
        header[HeaderAt.StretchRate] = run.rateHz
        putNumber(header, HeaderAt.StretchLow, 2, run.lowUm)
        putNumber(header, HeaderAt.StretchHigh, 2, run.highUm)
    }
    if (run.lowUm < signedAt(header, HeaderAt.StretchLow))
        putNumber(header, HeaderAt.StretchLow, 2, run.lowUm)
    if (run.highUm > signedAt(header, HeaderAt.StretchHigh))
        putNumber(header, HeaderAt.StretchHigh, 2, run.highUm)
    add(header, HeaderAt.StretchRuns, 1, 1)
    add(header, HeaderAt.StretchStrokes, 4, run.strokes)
    add(header, HeaderAt.StretchTenths, 2, run.tenths)
}

/** The stretch is in the journal: the next run begins another one. */
export function endStretch(header: Bytes): void {
    for (let index = HeaderAt.StretchDepth as number; index < HeaderAt.End; index++)
        header[index] = 0
}

/** Counts on; a field that is full stays full. */
function add(header: Bytes, at: number, size: number, more: number): void {
    const most = size === 4 ? 4294967295 : size === 2 ? 65535 : 255
    const sum = numberAt(header, at, size) + more
    putNumber(header, at, size, sum > most ? most : sum)
}
