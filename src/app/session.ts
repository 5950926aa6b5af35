/**
 * The session on record (PEN-FUN-12, `docs/journal.md`): from the opening of a cartridge to its end, whenever the
 * supply goes away. Arming asks for the opening, stopping tells what a run came to, and the rest is done at rest, one
 * thing a tick.
 */
import { Progress } from "../actuator/actuator"
import { BUILD } from "../core/build"
import { LOT_AT, LOT_LETTERS } from "../core/cartridge"
import { Fault } from "../core/fault"
import { addRun, endStretch, HeaderAt, Lockout, sameStretch } from "../core/header"
import { Inhibit } from "../core/inhibit"
import { Entry, PAYLOAD_AT, PAYLOAD_BYTES } from "../core/journal"
import { ROW_BYTES, strokesOf, wearSteps } from "../core/marks"
import { Refusal } from "../core/service"
import { CartridgeFailure } from "../drivers/ds2431"
import { Result } from "../drivers/errors"
import { Journal } from "./journal"
import { type Pen } from "./pen"
import { markFault, SingleUse } from "./singleuse"

/** What is still to be done at rest. */
enum Work {
    Refusal = 1,
    Fault = 2,
    Wear = 4,
    Close = 8,
}

const WITNESS_MASK = 0xffffff
/** Bytes of the header that an entry takes over behind the number of the session. */
const TOLD_BYTES = 16

export class Session {
    readonly use: SingleUse
    /** What the memory says is known. */
    begun = false
    /** Why a start was refused. */
    fault = Fault.None
    /** Why a mark was not burnt, until that is on record. */
    private failure = CartridgeFailure.None
    private work = 0
    private running = false
    /** The mark is burnt, and the session not on record yet. */
    private marked = false
    private startMs = 0
    private startUm = 0
    private deepUm = -1
    readonly journal: Journal

    constructor(private readonly pen: Pen) {
        this.journal = new Journal(pen.devices.memory, pen.devices.clock)
        this.use = new SingleUse(pen, this.journal)
    }

    /**
     * Power-on: header and lock-outs; the product line is read before. `cutOff`: in mid-run, so that nobody knows how
     * many strokes were made.
     */
    begin(cutOff: boolean): void {
        this.journal.readHeader()
        if (cutOff) this.journal.header[HeaderAt.CutOff] = 1
        this.begun = true
        this.pen.inputs.quarantined = this.journal.header[HeaderAt.Lockout] !== 0
    }

    /** Nothing is to be done at rest. */
    idle(): boolean {
        const journal = this.journal
        if (!journal.ready || this.work !== 0 || journal.dirty) return false
        return !this.use.burning && !this.marked
    }

    /** One thing that is to be done at rest; in every tick in which neither drive nor carriage moves. */
    rest(): void {
        const journal = this.journal
        const work = this.work
        // A memory without its calibration is not to be believed about its journal either.
        if (!journal.ready) {
            if (this.begun) if (this.pen.inputs.calibrationGood) journal.mount()
            if (journal.ready) this.resume()
        } else if (this.use.burning) this.burn()
        else if (this.marked) this.start()
        else if (journal.dirty) journal.saveStep()
        else if ((work & Work.Refusal) !== 0) this.tellRefusal()
        else if ((work & Work.Fault) !== 0) this.tellFault()
        else if ((work & Work.Wear) !== 0) {
            if (!this.use.wear()) this.work &= ~Work.Wear
        } else if ((work & Work.Close) !== 0) this.close()
    }

    /** One tick of burning that nobody waits for: wear, or the mark of a start that was broken off. */
    private burn(): void {
        const result = this.use.burnStep()
        if (result === Result.Busy) return
        if (result !== Result.Done) this.work &= ~Work.Wear
        if (this.use.attached) return
        if (result === Result.Done) this.marked = true
        else this.pen.inputs.cartridge |= Inhibit.CartridgeUsed
    }

    /** A cartridge was refused. */
    refused(): void {
        this.work |= Work.Refusal
    }

    /** A fault is latched: it goes on record, and so does the lock-out that it asks for (PEN-SAF-11, 21). */
    latched(fault: Fault): void {
        this.work |= Work.Fault
        if (fault !== Fault.DepthOver) if (fault !== Fault.Leak) return
        this.journal.header[HeaderAt.Lockout] |=
            fault === Fault.Leak ? Lockout.Leak : Lockout.DepthOver
        this.journal.dirty = true
        this.pen.inputs.quarantined = true
    }

    /** One tick of writing what a run came to. @returns false once it is written. */
    saves(): boolean {
        if (this.journal.dirty) this.journal.saveStep()
        return this.journal.dirty
    }

    /** The cartridge has left: what was used is used up, unless it may come back. */
    detached(): void {
        this.use.attached = false
        this.use.burning = false
        this.marked = false
        this.work &= ~Work.Wear
        if (!this.use.mayReturn()) this.work |= Work.Close
    }

    /** One tick of what has to be burnt and on record before the drive may run. Failed: see `fault`. */
    open(): Progress {
        const journal = this.journal
        const header = journal.header
        const use = this.use
        const lock = this.pen.lock
        this.fault = Fault.JournalFailed
        // What did not stay may stay now: that is seen before anything is burnt.
        if (journal.failed) {
            journal.failed = false
            journal.save()
        }
        if (journal.failed) return Progress.Failed
        if (!journal.ready) {
            this.rest()
            return Progress.Busy
        }
        if (use.burning && !use.attached) {
            const result = use.burnStep()
            if (result === Result.Done) this.marked = true
            else if (result !== Result.Busy) {
                this.failure = this.pen.devices.cartridge.failure
                this.fault = markFault(this.failure)
                return Progress.Failed
            }
            return Progress.Busy
        }
        if (!use.attached) if (header[HeaderAt.Open] !== 0) this.work |= Work.Close
        if (!this.idle()) this.rest()
        else if (!use.attached) use.mark()
        else if (!sameStretch(header, lock.runDepthUm, this.pen.inputs.rateHz)) this.tellStretch()
        else if (lock.deepUm >= 0 && lock.deepUm !== this.deepUm) {
            this.deepUm = lock.deepUm
            journal.entry.setAt(PAYLOAD_AT + 2, "u16", lock.deepUm)
            this.tell(Entry.DeepConfirmed)
        } else return Progress.Done
        return Progress.Busy
    }

    /** The first stroke is about to be made. */
    runStarts(nowMs: number): void {
        const witness = this.pen.devices.witness
        const sample = this.pen.sample
        witness.poll()
        sample.strokesFrom = witness.count
        sample.strokesLeft =
            this.pen.record.ratedStrokes - this.journal.header.getAt(HeaderAt.Strokes, "u32")
        this.startMs = nowMs
        this.startUm = sample.measuredUm
        this.running = true
    }

    /** Strokes are over and the needles are in: what the run came to is written before anything else. */
    runEnded(nowMs: number, lastUm: number): void {
        if (!this.running) return
        this.running = false
        const pen = this.pen
        const witness = pen.devices.witness
        const startUm = this.startUm
        witness.poll()
        addRun(
            this.journal.header,
            pen.lock.runDepthUm,
            pen.inputs.rateHz,
            (witness.count - pen.sample.strokesFrom) & WITNESS_MASK,
            Math.idiv(nowMs - this.startMs, 100),
            lastUm < startUm ? lastUm : startUm,
            lastUm < startUm ? startUm : lastUm
        )
        this.journal.dirty = true
        this.work |= Work.Wear
    }

    /** The journal's end is found: a session that was open is over, unless its cartridge may come back. */
    private resume(): void {
        const header = this.journal.header
        const last = this.journal.lastKind
        if (header[HeaderAt.Open] === 0) return
        // Written, but the supply went away before the header was.
        if (last === Entry.Stretch) endStretch(header)
        if (last === Entry.SessionStop) header[HeaderAt.Open] = 0
        if (header[HeaderAt.CutOff] !== 0 || !this.use.mayReturn()) this.work |= Work.Close
    }

    /** The mark is burnt and reads back: the session is open. */
    private start(): void {
        const header = this.journal.header
        const reader = this.pen.devices.cartridge
        const record = this.pen.record
        this.marked = false
        const strokes = strokesOf(wearSteps(reader.wear), record.ratedStrokes)
        header[HeaderAt.Open] = 1
        header.blitAt(HeaderAt.Rom, reader.rom, 0, ROW_BYTES)
        header.blitAt(HeaderAt.Lot, reader.head, LOT_AT, LOT_LETTERS)
        header[HeaderAt.Kind] = record.kind
        header[HeaderAt.Flags] = this.use.benchKey ? 1 : 0
        header.setAt(HeaderAt.Strokes, "u32", strokes)
        header.setAt(HeaderAt.Build, "u16", BUILD)
        this.deepUm = -1
        this.use.attached = true
        this.tellHeader(Entry.SessionStart, HeaderAt.Rom)
    }

    /** Appends what stands in the entry's payload, behind the number of the session. */
    private tell(kind: Entry): void {
        const journal = this.journal
        journal.entry.blitAt(PAYLOAD_AT, journal.header, HeaderAt.Session, 2)
        journal.append(kind)
    }

    /** Appends a part of the header as it stands. */
    private tellHeader(kind: Entry, from: HeaderAt): void {
        this.journal.entry.blitAt(PAYLOAD_AT + 2, this.journal.header, from, TOLD_BYTES)
        this.tell(kind)
    }

    /** Service: one number that somebody did to the pen, on record at once. */
    note(kind: Entry, value: number): Refusal {
        const journal = this.journal
        if (!journal.ready) return Refusal.Failed
        journal.failed = false
        journal.entry.fillAt(PAYLOAD_AT, PAYLOAD_BYTES, 0)
        journal.entry.setAt(PAYLOAD_AT + 2, "u32", value)
        this.tell(kind)
        journal.save()
        return journal.failed ? Refusal.Failed : Refusal.None
    }

    private tellStretch(): void {
        this.tellHeader(Entry.Stretch, HeaderAt.Depth)
        endStretch(this.journal.header)
    }

    private tellFault(): void {
        const entry = this.journal.entry
        const pen = this.pen
        this.work &= ~Work.Fault
        entry[PAYLOAD_AT + 2] = pen.lock.fault
        entry[PAYLOAD_AT + 3] = this.failure
        this.failure = CartridgeFailure.None
        entry.setAt(PAYLOAD_AT + 4, "u16", pen.inputs.depthUm)
        entry.setAt(PAYLOAD_AT + 6, "i16", pen.sample.measuredUm)
        entry.setAt(PAYLOAD_AT + 8, "u32", pen.lock.inhibits)
        this.tell(Entry.Fault)
    }

    private tellRefusal(): void {
        const entry = this.journal.entry
        const reader = this.pen.devices.cartridge
        this.work &= ~Work.Refusal
        entry.blitAt(PAYLOAD_AT, reader.rom, 0, ROW_BYTES)
        entry.blitAt(PAYLOAD_AT + 8, reader.head, LOT_AT, LOT_LETTERS)
        entry.setAt(PAYLOAD_AT + 14, "u32", this.pen.inputs.cartridge)
        this.journal.append(Entry.Refusal)
    }

    /** The stretch first, then the end of the session. */
    private close(): void {
        const header = this.journal.header
        if (header[HeaderAt.StretchRuns] !== 0) this.tellStretch()
        else {
            this.work &= ~Work.Close
            if (header[HeaderAt.Open] === 0) return
            header[HeaderAt.Open] = 0
            this.tellHeader(Entry.SessionStop, HeaderAt.Started)
        }
    }
}
