/**
 * Reader of the cartridge's DS2431 memory through the bridge [DS-DS2431].
 *
 * A step machine: each `step` spends at most so many 1-Wire bytes and leaves the last one under
 * way, to be collected by the next step, so that a running tick waits for nothing. A record counts
 * only when three readings in a row are equal (PEN-SAF-10); its own checksum is the caller's.
 */
import { crc8Maxim } from "../core/crc"
import { Result } from "./errors"
import { Ds2484Status } from "./ds2484.regs"
import type { Ds2484 } from "./ds2484"
import { Ds2431Command, Ds2431Layout, Ds2431Rom } from "./ds2431.regs"

/** Why a job failed. */
export enum CartridgeFailure {
    None = 0,
    /** The bridge does not answer. */
    BridgeSilent = 1,
    /** A 1-Wire command did not end. */
    BridgeBusy = 2,
    /** The bridge lost its supply; it is configured again before the next job. */
    BridgeReset = 3,
    /** No presence pulse. */
    NotPresent = 4,
    /** The line is held low. */
    Shorted = 5,
    /** The ROM's own checksum is wrong, or it is not a DS2431. */
    RomInvalid = 6,
    /** The three readings differ. */
    ReadingsDiffer = 7,
    /** Another cartridge than the one of the last good record. */
    RomChanged = 8,
}

/** What the reader is doing. */
export enum CartridgeJob {
    Idle = 0,
    ReadRecord = 1,
    PollRom = 2,
}

/** Positions in the sequence: reset, Read ROM, eight bytes, Read Memory with address, a page. */
const AT_RESET = 0
const AT_READ_ROM = 1
const AT_ROM = 2
const AT_READ_MEMORY = AT_ROM + Ds2431Layout.RomBytes
const AT_ADDRESS = AT_READ_MEMORY + 1
const AT_RECORD = AT_ADDRESS + 2
const AT_END = AT_RECORD + Ds2431Layout.PageBytes

const READINGS = 3

/** A byte lasts 0.55 ms and a status read at least 0.05 ms, so twenty reads cover one byte. */
const POLLS_IN_STEP = 20

/**
 * Between steps pass up to 10 ms, but after a late tick hardly any: enough for a reset, which lasts
 * 1.1 ms. A command that still runs then is stuck.
 */
const POLLS_AT_START = 24

export class Ds2431 {
    job = CartridgeJob.Idle
    failure = CartridgeFailure.None
    /** ROM ID, family code first, and page 0, as read last; good after ReadRecord is Done. */
    readonly rom: Buffer
    readonly record: Buffer
    /** What the last 1-Wire reset saw; it goes stale when the cartridge is pulled. */
    present = false
    short = false

    private position = 0
    private reading = 0
    private underWay = false

    constructor(private readonly bridge: Ds2484) {
        this.rom = Buffer.alloc(Ds2431Layout.RomBytes)
        this.record = Buffer.alloc(Ds2431Layout.PageBytes)
    }

    /** Begins to read ROM ID and page 0 three times. A bridge that failed is set up first. */
    startRecord(): void {
        this.start(CartridgeJob.ReadRecord)
    }

    /** Begins to read the ROM ID once and compare it with `rom`. */
    startRomPoll(): void {
        this.start(CartridgeJob.PollRom)
    }

    /**
     * Goes on with the job: collects the byte under way, then begins at most `byteBudget` more.
     * Budget 1 waits for nothing; above it, each byte costs at most 0.6 ms and 20 status reads.
     * @returns Result: Busy, Done (good, or idle), or BadData with `failure` set.
     */
    step(byteBudget: number): number {
        const idle = this.job === CartridgeJob.Idle
        if (idle) return this.failure === CartridgeFailure.None ? Result.Done : Result.BadData
        let left = byteBudget
        let polls = POLLS_AT_START
        for (;;) {
            if (this.underWay) {
                const ended = this.bridge.awaitIdle(polls)
                // Within a step a slow byte is left to the next one; there it has had 10 ms.
                if (ended === Result.Timeout && polls === POLLS_IN_STEP) return Result.Busy
                if (ended !== Result.Done) return this.giveUp(ended)
                this.underWay = false
                const failure = this.collect()
                if (failure !== CartridgeFailure.None) return this.end(failure)
                if (this.job === CartridgeJob.Idle) return Result.Done
            }
            if (left === 0) return Result.Busy
            left -= 1
            polls = POLLS_IN_STEP
            const began = this.begin()
            if (began !== Result.Done) return this.giveUp(began)
            this.underWay = true
            // The reset lasts twice as long as a byte; nobody waits for it, nor for the last byte.
            if (left === 0 || this.position === AT_RESET) return Result.Busy
        }
    }

    private start(job: CartridgeJob): void {
        const failure = this.failure
        // A silent bridge may have been one without supply: it needs its configuration as well.
        if (failure === CartridgeFailure.BridgeReset || failure === CartridgeFailure.BridgeSilent)
            this.bridge.setUp()
        this.job = job
        this.failure = CartridgeFailure.None
        this.position = AT_RESET
        this.reading = 0
        this.underWay = false
    }

    private begin(): number {
        const position = this.position
        if (position >= AT_RECORD) return this.bridge.beginRead()
        if (position >= AT_ADDRESS) return this.bridge.beginWrite(0)
        if (position === AT_READ_MEMORY) return this.bridge.beginWrite(Ds2431Command.ReadMemory)
        if (position >= AT_ROM) return this.bridge.beginRead()
        if (position === AT_READ_ROM) return this.bridge.beginWrite(Ds2431Rom.Read)
        return this.bridge.beginReset()
    }

    /** Takes in what the command at `position` brought, and goes to the next position. */
    private collect(): CartridgeFailure {
        const position = this.position
        // A bridge that lost its supply and came back answers, but without its configuration.
        if ((this.bridge.status & Ds2484Status.WasReset) !== 0) return CartridgeFailure.BridgeReset
        this.position = position + 1
        if (position === AT_RESET) return this.collectPresence()
        if (position < AT_ROM) return CartridgeFailure.None
        if (position >= AT_READ_MEMORY && position < AT_RECORD) return CartridgeFailure.None
        if (this.bridge.fetch() !== Result.Done) return CartridgeFailure.BridgeSilent
        const data = this.bridge.data
        const inRecord = position >= AT_RECORD
        const into = inRecord ? this.record : this.rom
        const index = position - (inRecord ? AT_RECORD : AT_ROM)
        if (this.job === CartridgeJob.PollRom) {
            if (into[index] !== data) return CartridgeFailure.RomChanged
            if (this.position === AT_READ_MEMORY) this.job = CartridgeJob.Idle
            return CartridgeFailure.None
        }
        if (this.reading === 0) into[index] = data
        else if (into[index] !== data) return CartridgeFailure.ReadingsDiffer
        return this.position === AT_END ? this.endReading() : CartridgeFailure.None
    }

    private collectPresence(): CartridgeFailure {
        // A line held low also looks like a presence pulse: the short decides first.
        this.short = (this.bridge.status & Ds2484Status.Short) !== 0
        this.present = !this.short && (this.bridge.status & Ds2484Status.Presence) !== 0
        if (this.short) return CartridgeFailure.Shorted
        return this.present ? CartridgeFailure.None : CartridgeFailure.NotPresent
    }

    private endReading(): CartridgeFailure {
        if (this.rom[0] !== Ds2431Layout.FamilyCode) return CartridgeFailure.RomInvalid
        if (this.reading === 0 && crc8Maxim(this.rom, 0, Ds2431Layout.RomBytes) !== 0)
            return CartridgeFailure.RomInvalid
        this.reading += 1
        this.position = AT_RESET
        if (this.reading === READINGS) this.job = CartridgeJob.Idle
        return CartridgeFailure.None
    }

    private end(failure: CartridgeFailure): number {
        this.failure = failure
        this.job = CartridgeJob.Idle
        this.underWay = false
        return Result.BadData
    }

    /** Finds out why the bridge refused: silent, reset, or still busy. */
    private giveUp(result: number): number {
        if (result === Result.Timeout) return this.end(CartridgeFailure.BridgeBusy)
        if (this.bridge.readStatus() !== Result.Done) return this.end(CartridgeFailure.BridgeSilent)
        if ((this.bridge.status & Ds2484Status.WasReset) !== 0)
            return this.end(CartridgeFailure.BridgeReset)
        const busy = (this.bridge.status & Ds2484Status.Busy) !== 0
        return this.end(busy ? CartridgeFailure.BridgeBusy : CartridgeFailure.BridgeSilent)
    }
}
