/**
 * Single use (PEN-SAF-08, 09): is the cartridge genuine, unused and in date; the mark that is burnt into it, and read
 * back, before its first stroke; and its wear. What is on record about it is the business of `session.ts`.
 */
import { hmac } from "@devicescript/crypto"
import { RECORD_BYTES } from "../core/cartridge"
import { Fault } from "../core/fault"
import { HeaderAt } from "../core/header"
import { Inhibit } from "../core/inhibit"
import {
    encodeOpened,
    encodeWear,
    OPENED_AT,
    ROW_BYTES,
    sameRow,
    stepsOf,
    WEAR_AT,
    WEAR_STEPS,
    wearSteps,
} from "../core/marks"
import { copyKey, isBenchKey, KEY_BYTES, lineVerdict, windowMinutes } from "../core/productline"
import { SLOT_BYTES } from "../core/slot"
import { BUCKET_BYTES, bucketOf, PLACE_BYTES, PLACE_FROM, placeOf } from "../core/usedlist"
import { judgeDate, judgeMarks, tagGood } from "../core/verdict"
import { CartridgeFailure } from "../drivers/ds2431"
import { Result } from "../drivers/errors"
import { type Journal } from "./journal"
import { MemoryMap } from "./memorymap"
import { type Pen } from "./pen"

/** 1-Wire bytes in one tick of burning: at 2 ms of line and program each, a charge pump sees LIFE in time. */
const BYTES_WHILE_BURNING = 6
const DAY_SECONDS = 86400

export class SingleUse {
    /** The bridge is taken: nobody else may ask the cartridge anything. */
    burning = false
    /** The cartridge was opened by this pen and has not left it since, or came back in time. */
    attached = false
    /** The pen holds the key that every bench knows. */
    benchKey = false
    private lineGood = false
    private windowSeconds = 0
    private half = 0
    private readonly key: Buffer
    private readonly row: Buffer
    private readonly bucket: Buffer

    constructor(
        private readonly pen: Pen,
        private readonly journal: Journal
    ) {
        this.key = Buffer.alloc(KEY_BYTES)
        this.row = Buffer.alloc(ROW_BYTES)
        this.bucket = Buffer.alloc(BUCKET_BYTES)
    }

    /** The product line, at power-on. Without one no cartridge is genuine. */
    readLine(): void {
        const slot = this.bucket
        for (let at = 0; at < 2 * SLOT_BYTES && !this.lineGood; at += SLOT_BYTES) {
            this.pen.devices.memory.read(MemoryMap.ProductLine + at, slot)
            this.lineGood = lineVerdict(slot) === 0
        }
        copyKey(slot, this.key)
        this.windowSeconds = windowMinutes(slot) * 60
        this.benchKey = isBenchKey(this.key)
        if (this.benchKey) console.log("@message low Bench key: for the bench only.")
    }

    /** What tag, marks, memory and date say against a cartridge whose record is good: `Inhibit` bits. */
    judge(): number {
        const reader = this.pen.devices.cartridge
        const tag = hmac(this.key, "sha256", reader.rom, reader.head.slice(0, RECORD_BYTES))
        if (!this.lineGood || !tagGood(reader.head, tag)) return Inhibit.CartridgeNotAuthentic
        const seconds = this.journal.seconds()
        this.attached = this.returns(seconds)
        const record = this.pen.record
        const seen = this.place() >= 0
        return (
            judgeMarks(reader.row, reader.wear, record.ratedStrokes, this.attached, seen) |
            judgeDate(record, Math.floor(seconds / DAY_SECONDS))
        )
    }

    /** Whether the product line lets the cartridge of the open session come back, and its time is known. */
    mayReturn(): boolean {
        const header = this.journal.header
        return this.windowSeconds > 0 && header.getAt(HeaderAt.Started, "u32") > 0
    }

    /** Remembers the cartridge as used; called once more, begins to burn its mark. A tick has no time for both. */
    mark(): void {
        const header = this.journal.header
        const rom = this.pen.devices.cartridge.rom
        const place = this.place()
        if (place < 0) {
            const at = MemoryMap.UsedList + bucketOf(rom) - 1 - place
            const serial = rom.slice(PLACE_FROM, PLACE_FROM + PLACE_BYTES)
            this.journal.write(at, serial)
            return
        }
        const seconds = this.journal.seconds()
        const session = (header.getAt(HeaderAt.Session, "u16") + 1) & 0xffff
        header.fillAt(HeaderAt.Rom, HeaderAt.End - HeaderAt.Rom, 0)
        header.setAt(HeaderAt.Session, "u16", session)
        header.setAt(HeaderAt.Started, "u32", seconds)
        encodeOpened(this.row, session, Math.floor(seconds / 60))
        this.burn(OPENED_AT)
    }

    /** Begins to burn the wear that the strokes so far have earned, one row at a time; false: nothing to burn. */
    wear(): boolean {
        const wear = this.pen.devices.cartridge.wear
        const have = wearSteps(wear)
        const strokes = this.journal.header.getAt(HeaderAt.Strokes, "u32")
        const steps = stepsOf(strokes, this.pen.record.ratedStrokes)
        if (have >= steps || !this.attached) return false
        const half = have < WEAR_STEPS / 2 ? 0 : 1
        encodeWear(this.row, half, steps)
        for (let index = 0; index < ROW_BYTES; ++index)
            this.row[index] &= wear[half * ROW_BYTES + index] as number
        this.half = half
        this.burn(WEAR_AT + half * ROW_BYTES)
        return true
    }

    /** One tick of burning. A row of wear that cannot be burnt means that the cartridge is worn. @returns Result. */
    burnStep(): number {
        const reader = this.pen.devices.cartridge
        const result = reader.step(BYTES_WHILE_BURNING)
        if (result === Result.Busy) return result
        this.burning = false
        if (this.attached) {
            if (result === Result.Done)
                reader.wear.blitAt(this.half * ROW_BYTES, this.row, 0, ROW_BYTES)
            if (result !== Result.Done || wearSteps(reader.wear) >= WEAR_STEPS)
                this.pen.inputs.cartridge |= Inhibit.CartridgeWorn
        }
        return result
    }

    private burn(address: number): void {
        this.burning = true
        const devices = this.pen.devices
        // What it was in the midst of means nothing behind a reset of the line, however soon burning fails.
        devices.romWatch.restart()
        devices.cartridge.startBurn(address, this.row)
    }

    /** Whether it is the cartridge of the open session, back within the window. */
    private returns(seconds: number): boolean {
        const header = this.journal.header
        const reader = this.pen.devices.cartridge
        const started = header.getAt(HeaderAt.Started, "u32")
        if (header[HeaderAt.Open] === 0 || header[HeaderAt.CutOff] !== 0 || !this.mayReturn())
            return false
        if (seconds < started || seconds - started >= this.windowSeconds) return false
        encodeOpened(this.row, header.getAt(HeaderAt.Session, "u16"), Math.floor(started / 60))
        return sameRow(header, HeaderAt.Rom, reader.rom, 0) && sameRow(this.row, 0, reader.row, 0)
    }

    /** Where the pen's list has the cartridge, see `placeOf`. A list that cannot be read is as if it had it. */
    private place(): number {
        const rom = this.pen.devices.cartridge.rom
        const memory = this.pen.devices.memory
        const at = MemoryMap.UsedList + bucketOf(rom)
        if (memory.read(at, this.bucket) !== 0) if (memory.read(at, this.bucket) !== 0) return 0
        return placeOf(this.bucket, rom)
    }
}

/** What a mark that could not be burnt is called (PEN-SAF-08): each way in which that happens has its own name. */
export function markFault(failure: CartridgeFailure): Fault {
    switch (failure) {
        case CartridgeFailure.RomChanged:
            return Fault.CartridgeChanged
        case CartridgeFailure.NotPresent:
        case CartridgeFailure.Shorted:
        case CartridgeFailure.ContactLost:
            return Fault.CartridgeContact
        case CartridgeFailure.ReadBackWrong:
            return Fault.CartridgeReadBack
        default:
            return Fault.CartridgeMark
    }
}
