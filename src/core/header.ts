/**
 * The journal's header, in two slots of the pen's memory (`docs/journal.md`): where the journal stands at least,
 * the lock-outs, and the session that is open. The bytes themselves are the state; nothing of it is held twice.
 */
import { type Bytes } from "./crc"
import { numberAt, putNumber, signedAt } from "./number"
import { beginSlot, CalibrationReason, endSlot, slotCounter, slotVerdict } from "./slot"

const MAGIC_HIGH = 0x4a
const LAYOUT = 1

/** Where things stand in a slot. Start, stop and stretch are, as they stand, what the journal tells of them. */
export enum HeaderAt {
    Next = 8,
    /** `Lockout` bits: they survive power cycles, and only an inspection clears them (PEN-SAF-11, 21). */
    Lockout = 12,
    /** 1 while a session is open. */
    Open = 13,
    Session = 14,
    /** The start of the session. */
    Rom = 16,
    Lot = 24,
    Kind = 30,
    /** Bit 0: the pen holds the bench's key. */
    Flags = 31,
    /** The stop of the session, kept up to date by every run. */
    Started = 32,
    Strokes = 36,
    Runs = 40,
    Tenths = 42,
    Build = 44,
    /** 1: the program or its supply was gone while strokes were made. */
    CutOff = 46,
    /** The stretch: runs in a row at one depth and rate. */
    Depth = 48,
    Low = 50,
    High = 52,
    StretchStrokes = 54,
    StretchTenths = 58,
    Rate = 60,
    StretchRuns = 61,
    End = 62,
}

/** Why a pen is in quarantine. */
export enum Lockout {
    Leak = 1,
    DepthOver = 2,
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

/** Whether a run at this depth and rate goes on with the stretch, or begins the first one. */
export function sameStretch(header: Bytes, depthUm: number, rateHz: number): boolean {
    if (header[HeaderAt.StretchRuns] === 0) return true
    return (
        header[HeaderAt.StretchRuns] !== 255 &&
        header[HeaderAt.Rate] === rateHz &&
        numberAt(header, HeaderAt.Depth, 2) === depthUm
    )
}

/** Adds a run to the session and to its stretch. Depths in µm, the last two measured; time in tenths of a second. */
export function addRun(
    header: Bytes,
    depthUm: number,
    rateHz: number,
    strokes: number,
    tenths: number,
    lowUm: number,
    highUm: number
): void {
    const first = header[HeaderAt.StretchRuns] === 0
    putNumber(header, HeaderAt.Depth, 2, depthUm)
    header[HeaderAt.Rate] = rateHz
    if (first || lowUm < signedAt(header, HeaderAt.Low)) putNumber(header, HeaderAt.Low, 2, lowUm)
    if (first || highUm > signedAt(header, HeaderAt.High))
        putNumber(header, HeaderAt.High, 2, highUm)
    add(header, HeaderAt.Strokes, 4, strokes)
    add(header, HeaderAt.Runs, 2, 1)
    add(header, HeaderAt.Tenths, 2, tenths)
    add(header, HeaderAt.StretchStrokes, 4, strokes)
    add(header, HeaderAt.StretchTenths, 2, tenths)
    add(header, HeaderAt.StretchRuns, 1, 1)
}

/** The stretch is in the journal: the next run begins another one. */
export function endStretch(header: Bytes): void {
    for (let index = HeaderAt.Depth as number; index < HeaderAt.End; index++) header[index] = 0
}

/** Counts on; a field that is full stays full. */
function add(header: Bytes, at: number, size: number, more: number): void {
    const most = Math.pow(256, size) - 1
    const sum = numberAt(header, at, size) + more
    putNumber(header, at, size, sum > most ? most : sum)
}
