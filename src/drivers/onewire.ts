/**
 * 1-Wire exchanges through the bridge, in steps [DS-DS2484] [DS-DS2431]: a reset or none, bytes out, bytes in.
 *
 * Each `step` spends at most so many 1-Wire bytes and leaves the last one under way, to be collected by the next
 * step, so that a running tick waits for nothing. What follows an exchange is the business of whoever extends this.
 */
import { Result } from "./errors"
import { Ds2484Status } from "./ds2484.regs"
import type { Ds2484 } from "./ds2484"

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
    /** Twice in a row the marks do not read back as they were burnt: bits are worn, or stuck. */
    NotMarked = 9,
    /** Nobody answered when the marks were burnt: the contact bounced, and nobody knows what the copy came to. */
    ContactLost = 10,
    /** The marks read back wrong once, and right the second time. */
    ReadBackWrong = 11,
}

/** A byte lasts 0.55 ms and a status read at least 0.05 ms, so twenty reads cover one byte. */
const POLLS_IN_STEP = 20

/**
 * Between steps pass up to 10 ms, but after a late tick hardly any: enough for a reset, which lasts
 * 1.1 ms. A command that still runs then is stuck.
 */
const POLLS_AT_START = 24

export abstract class OneWireExchanges {
    failure = CartridgeFailure.None
    /** What the last 1-Wire reset saw; it goes stale when the cartridge is pulled. */
    present = false
    short = false
    /** There are exchanges to be made, or one is under way. */
    working = false
    /** At overdrive speed: a byte and a reset last 0.1 ms. */
    protected fast = false
    /** Steps to let pass before the next exchange. */
    protected rest = 0
    /** 0 = the reset, then the bytes out, then those in. */
    protected position = 0
    protected readonly out: Buffer
    /** Bytes in: stored in `into` from `intoAt` on, or, where `mismatch` is set, compared with it. */
    protected intoAt = 0
    protected underWay = false
    private outCount = 0
    private into: Buffer
    private inCount = 0
    private mismatch = CartridgeFailure.None

    constructor(
        protected readonly bridge: Ds2484,
        outBytesMax: number
    ) {
        this.out = Buffer.alloc(outBytesMax)
        this.into = this.out
    }

    /** An exchange has ended well: plans the next one, or ends. Returns why it is not good after all, or None. */
    protected abstract next(): CartridgeFailure

    /**
     * Goes on with the job: collects the byte under way, then begins at most `byteBudget` more.
     * Budget 1 waits for nothing; above it, each byte costs at most 0.6 ms and 20 status reads.
     * @returns Result: Busy, Done (good, or idle), or BadData with `failure` set.
     */
    step(byteBudget: number): number {
        if (!this.working)
            return this.failure === CartridgeFailure.None ? Result.Done : Result.BadData
        if (this.rest > 0) {
            this.rest -= 1
            return Result.Busy
        }
        let left = byteBudget
        let polls = POLLS_AT_START
        for (;;) {
            if (this.underWay) {
                const ended = this.bridge.awaitIdle(polls)
                // Within a step a slow byte is left to the next one; there it has had 10 ms.
                if (ended === Result.Timeout) if (polls === POLLS_IN_STEP) return Result.Busy
                if (ended !== Result.Done) return this.giveUp(ended)
                this.underWay = false
                const failure = this.collect()
                if (failure !== CartridgeFailure.None) return this.end(failure)
                if (!this.working) return Result.Done
                if (this.rest > 0) return Result.Busy
            }
            if (left === 0) return Result.Busy
            left -= 1
            polls = POLLS_IN_STEP
            const began = this.begin()
            if (began !== Result.Done) return this.giveUp(began)
            this.underWay = true
            // Nobody waits for a slow reset, which lasts twice as long as a byte, nor for the last byte.
            if (left === 0 || (this.position === 0 && !this.fast)) return Result.Busy
        }
    }

    /** The next exchange, from its reset on: `outCount` bytes that stand in `out`, then `inCount` for `into`. */
    protected plan(
        outCount: number,
        into: Buffer,
        inCount: number,
        mismatch: CartridgeFailure
    ): void {
        this.position = 0
        this.outCount = outCount
        this.into = into
        this.intoAt = 0
        this.inCount = inCount
        this.mismatch = mismatch
    }

    private begin(): number {
        const position = this.position
        if (position > this.outCount) return this.bridge.beginRead()
        if (position > 0) return this.bridge.beginWrite(this.out[position - 1] as number)
        return this.bridge.beginReset()
    }

    /** Takes in what the command at `position` brought, and goes to the next position or exchange. */
    private collect(): CartridgeFailure {
        const position = this.position
        // A bridge that lost its supply and came back answers, but without its configuration.
        if ((this.bridge.status & Ds2484Status.WasReset) !== 0) return CartridgeFailure.BridgeReset
        this.position = position + 1
        const index = position - this.outCount - 1
        if (position === 0) {
            const failure = this.collectPresence()
            if (failure !== CartridgeFailure.None) return failure
        } else if (index >= 0) {
            if (this.bridge.fetch() !== Result.Done) return CartridgeFailure.BridgeSilent
            const data = this.bridge.data
            if (this.mismatch === CartridgeFailure.None) this.into[this.intoAt + index] = data
            else if (this.into[this.intoAt + index] !== data) return this.mismatch
        }
        return position === this.outCount + this.inCount ? this.next() : CartridgeFailure.None
    }

    private collectPresence(): CartridgeFailure {
        // A line held low also looks like a presence pulse: the short decides first.
        this.short = (this.bridge.status & Ds2484Status.Short) !== 0
        this.present = !this.short && (this.bridge.status & Ds2484Status.Presence) !== 0
        if (this.short) return CartridgeFailure.Shorted
        return this.present ? CartridgeFailure.None : CartridgeFailure.NotPresent
    }

    private end(failure: CartridgeFailure): number {
        this.failure = failure
        this.working = false
        this.underWay = false
        this.rest = 0
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
